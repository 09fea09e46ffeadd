import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RrwebEvent } from '../../contracts/beacon.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;
let player: string;

beforeAll(async () => {
  world = await startWorld();
  const { outputFiles } = await build({
    stdin: { contents: `export { Replayer } from '@rrweb/replay'`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'player',
  });
  player = outputFiles[0]?.text ?? '';
});
afterAll(() => world.close());

it('a page too large for one request arrives in several, and plays back whole', async () => {
  world.collector.config.sampling = 1;
  const { page, context } = await world.open({
    body: `<div id="card"></div><script>
      let html = '';
      for (let i = 0; i < 4000; i++) html += '<p class="row c' + (i % 7) + '"><b>' + i + '</b> item ' + Math.random().toString(36).repeat(4) + '</p>';
      document.body.insertAdjacentHTML('beforeend', html);
      card.attachShadow({ mode: 'open' }).innerHTML = '<section><i>inside</i></section>';
    </script>`,
  });
  await until(() => world.collector.received.some(({ recorded }) => recorded.some(({ type }) => type === 2)));
  await page.evaluate(() => document.querySelector('p:nth-of-type(3500)')?.append('changed'));
  await page.waitForTimeout(300);
  await page.evaluate(() => window.afterglow('flush'));
  const outline = () => [
    document.body.querySelectorAll(':not(script)').length,
    document.querySelectorAll('p')[3_499]?.textContent,
  ];
  const original = await page.evaluate(outline);

  const beacons = world.collector.received.toSorted((a, b) => a.header.seq - b.header.seq);
  for (const { body } of beacons) expect(body.length).toBeLessThan(1_000_000);
  const events: RrwebEvent[] = beacons.flatMap(({ recorded }) => recorded);
  expect(events.filter(({ type }) => type === 2)).toHaveLength(1);
  const lines = beacons.flatMap((beacon) => beacon.lines);
  expect(lines.length).toBeGreaterThan(3);

  const viewer = await context.newPage();
  await viewer.addScriptTag({ content: player });
  const replayed = await viewer.evaluate(async (given) => {
    const { Replayer } = (window as unknown as { player: typeof import('@rrweb/replay') }).player;
    const replayer = new Replayer(given as never, { mouseTail: false });
    replayer.pause(1e7);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const inside = replayer.iframe.contentDocument;
    const shadow = inside?.querySelector('#card')?.shadowRoot?.textContent;
    return [
      inside?.body.querySelectorAll(':not(script)').length,
      inside?.querySelectorAll('p')[3_499]?.textContent,
      shadow,
    ];
  }, events);
  await context.close();

  // Scripts stay behind.
  expect(replayed).toEqual([...original, 'inside']);
  expect(world.collector.invalid).toEqual([]);
});
