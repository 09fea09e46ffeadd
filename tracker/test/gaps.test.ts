import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDecoder } from '../../contracts/recording-decoder.ts';
import type { Received } from './collector.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minutes = 6e4;

/** What a player is told of the beacons, which knows a gap by a number that is missing. */
function play(received: readonly Received[]) {
  const decoder = createDecoder();
  const gaps: number[] = [];
  let next = 0;
  const events = received.flatMap(({ header: { seq }, lines }) => {
    for (; next < seq; next++) gaps.push(next);
    if (gaps.at(-1) === seq - 1) decoder.reset();
    next = seq + 1;
    return lines.flatMap((line) => decoder.decode(line));
  });
  return { events, gaps };
}

it('knows the gap that each beacon leaves, and replays right again within five minutes', async () => {
  world.collector.config.sampling = 1;
  const { page, context } = await world.open({
    body: '<ul id="list"></ul>',
    script: () => {
      const real = Date.now;
      Date.now = () => real() + ((window as unknown as { skew?: number }).skew ?? 0);
    },
  });
  const add = async (from: number) => {
    for (let i = from; i < from + 4; i++) {
      await page.evaluate((text) => {
        document.querySelector('#list')?.insertAdjacentHTML('beforeend', `<li>${text}</li>`);
      }, `item ${i}.`);
      await page.waitForTimeout(150);
      await page.evaluate(() => window.afterglow('flush'));
    }
  };
  const keyframes = () => world.collector.received.flatMap(({ lines }) => lines).filter(([op]) => op === 0);
  const told = (count: number) => async () => {
    await page.evaluate(() => window.afterglow('flush'));
    return keyframes().length === count;
  };
  await until(told(1));
  await add(0);
  // Somebody is there all the while.
  for (const at of [2.5, 5.01]) {
    await page.evaluate((skew) => Object.assign(window, { skew }), at * minutes);
    await page.mouse.move(at * 10, 10);
    await page.waitForTimeout(1_100);
  }
  await until(told(2));
  await add(4);
  await context.close();
  expect(world.collector.invalid).toEqual([]);

  const received = world.collector.received.filter(({ status }) => status === 202);
  const whole = play(received);
  expect(whole.gaps).toEqual([]);
  expect(received.length).toBeGreaterThan(9);
  const second = whole.events.filter(({ type }) => type === 2)[1]?.timestamp ?? 0;
  expect(second - (whole.events[0]?.timestamp ?? 0)).toBeLessThan(5.2 * minutes);
  const after = (events: typeof whole.events) => events.filter(({ timestamp }) => timestamp >= second);
  const carriers = received.filter(({ lines }) => lines.length);
  for (const dropped of carriers) {
    const { events, gaps } = play(received.filter((beacon) => beacon !== dropped));
    // The last is missed by nobody but the server, which never heard of it.
    if (dropped !== received.at(-1)) expect(gaps).toEqual([dropped.header.seq]);
    const isLater = dropped.lines.some(([, at]) => typeof at === 'number' && at >= second);
    if (!isLater) expect(JSON.stringify(after(events))).toBe(JSON.stringify(after(whole.events)));
    // Before the gap all is there.
    const before = dropped.lines[0]?.[1] as number;
    expect(events.filter(({ timestamp }) => timestamp < before).length).toBe(
      whole.events.filter(({ timestamp }) => timestamp < before).length,
    );
  }
});
