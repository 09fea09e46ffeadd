import { describe, expect, it } from 'vitest';
import type { TrackerConfig } from '../../contracts/tracker-config.ts';
import { open, pictured, recorded, snapshots, useWorld, visit, world } from './own-world.ts';
import { until, type World } from './world.ts';

useWorld({ sampling: 1 });

const body = '<h1>Shoes</h1><button id="go">Go</button>';
const events: World['collector']['events'] = (kind) => world.collector.events(kind);
const call = (...args: unknown[]): Promise<unknown> | undefined =>
  visit?.page.evaluate((given) => (window.afterglow as (...call: unknown[]) => unknown)(...given), args);
const set = (recording: Partial<TrackerConfig['recording']>) => {
  const { config } = world.collector;
  config.recording = { ...(config.recording as TrackerConfig['recording']), ...recording };
};
/** Lets pass what would have been recorded by now, and sends it. */
async function settle(ms = 1_500): Promise<void> {
  await visit?.page.waitForTimeout(ms);
  await call('flush');
}

describe('which sessions are recorded', () => {
  it('is decided once a session, and survives navigation and a change of the share', async () => {
    await open({ body });
    await pictured(1);
    world.collector.config.sampling = 1e-9;
    await visit.page.goto(`${world.site.url}/next`);
    await pictured(2);
    await call('reset');
    await settle();
    expect(snapshots()).toHaveLength(2);
    expect(events('pageview').map((event) => event.recorded)).toEqual([true, true]);
    // None at all is another word for off.
    world.collector.config.sampling = 1;
    await visit.page.reload();
    await settle();
    expect(snapshots()).toHaveLength(2);
    await call('reset');
    await pictured(3);
    world.collector.config.sampling = 0;
    await visit.page.reload();
    await settle();

    expect(snapshots()).toHaveLength(3);
  });

  it('is about the share that the project wants', async () => {
    world.collector.config.sampling = 0.25;
    const chosen: boolean[] = [];
    await open({ body });
    for (let i = 0; i < 60; i++) {
      await call('reset');
      const [, , , , mark] = (await visit.page.evaluate(() => localStorage.ag_s.split('.'))) as string[];
      chosen.push(mark !== '0');
    }

    const share = chosen.filter(Boolean).length / chosen.length;
    // Six standard errors.
    expect(Math.abs(share - 0.25)).toBeLessThan(0.34);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
  });

  it('depends on the class of the device', async () => {
    set({ devices: ['mobile'] });
    await open({ body });
    await settle();
    expect(recorded()).toEqual([]);
    expect(events('pageview')[0]?.recorded).toBeUndefined();
    await visit.context.close();
    const context = await world.browser.newContext({ viewport: { width: 390, height: 700 } });
    await open({ context });

    await pictured(1);
  });
});

describe('a recording', () => {
  it('begins on the pages where it is to, and goes on from there', async () => {
    set({ startPaths: ['/checkout/*'] });
    await open({ body });
    await settle();
    expect(recorded()).toEqual([]);
    await visit.page.goto(`${world.site.url}/checkout/7`);
    await pictured(1);
    await visit.page.goto(`${world.site.url}/`);

    await pictured(2);
  });

  it.each([
    ['an event', { startEvents: ['added'] }, () => call('track', 'other'), () => call('track', 'added')],
    ['a call', { startOnCall: true }, () => call('track', 'start'), () => call('start')],
  ])('begins with %s', async (_, recording, other, begin) => {
    set(recording);
    await open({ body });
    await other();
    await settle();
    expect(recorded()).toEqual([]);
    await begin();

    await pictured(1);
  });

  it('begins with an event from before the script came', async () => {
    set({ startEvents: ['early'] });
    await open({
      before: `<script>window.afterglow=function(){(afterglow.q=afterglow.q||[]).push(arguments)};afterglow('track','early')</script>`,
      body,
    });

    await pictured(1);
  });

  it('has what was before the error that it begins with', async () => {
    set({ startOnError: true });
    await open({ body });
    const { page } = visit;
    await page.waitForTimeout(1_500);
    await page.evaluate(() => document.body.append('just before'));
    await settle();
    expect(recorded()).toEqual([]);
    await page.evaluate(() => {
      setTimeout(() => {
        document.body.append('just after');
        throw new Error('broken');
      }, 0);
    });
    await until(() => JSON.stringify(recorded()).includes('just after'));

    const at = (text: string) => recorded().find((event) => JSON.stringify(event).includes(text))?.timestamp ?? 0;
    expect(snapshots()).toHaveLength(1);
    expect(JSON.stringify(snapshots()[0])).toContain('Shoes');
    expect(at('just before')).toBeGreaterThan(at('Shoes'));
    expect(at('just after')).toBeGreaterThan(at('just before'));
    expect(world.collector.received.every(({ header }) => !header.dropped)).toBe(true);
  });

  it('is of no visit that was too short, and whole of one that was not', async () => {
    set({ minSeconds: 4 });
    await open({ body });
    const { page } = visit;
    await page.evaluate(() => document.body.append('on the first page'));
    await settle(1_500);
    expect(recorded()).toEqual([]);
    await page.goto('about:blank');
    await page.waitForTimeout(300);
    expect(recorded()).toEqual([]);
    // What was seen so far counts, and is there.
    await page.goto(`${world.site.url}/next`);
    await page.evaluate(() => document.body.append('on the second page'));
    await until(async () => {
      await call('flush');
      return JSON.stringify(recorded()).includes('on the second page');
    });

    expect(snapshots()).toHaveLength(2);
    expect(JSON.stringify(recorded())).toContain('on the first page');
    expect(await page.evaluate(() => Object.keys(sessionStorage).filter((name) => name.startsWith('ag_h')))).toEqual(
      [],
    );
  });

  it('leaves nothing of a visit that was too short once consent is refused, whatever has loaded by then', async () => {
    set({ minSeconds: 60 });
    await open({ body });
    const { page } = visit;
    const left = () =>
      page.evaluate(() =>
        [...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter((name) => /^ag_(?!settings)/.test(name)),
      );
    await page.evaluate(() => document.body.append('on the first page'));
    await settle(1_500);
    await page.evaluate(() => {
      sessionStorage.flag_seen = localStorage.ag_settings = 'of the page';
    });
    await page.route('**/target.js', (route) => route.abort());
    await page.goto(`${world.site.url}/next`);
    await until(async () => (await left()).some((name) => name.startsWith('ag_h')));
    await call('consent', false);

    expect(await left()).toEqual([]);
    expect(await page.evaluate(() => [sessionStorage.flag_seen, localStorage.ag_settings])).toEqual(
      Array(2).fill('of the page'),
    );
    await settle();
    expect(recorded()).toEqual([]);
  });

  it('pauses on the pages where it is to', async () => {
    set({ pausePaths: ['/account/*'] });
    await open({ body });
    const { page } = visit;
    await pictured(1);
    await page.evaluate(() => {
      history.pushState({}, '', '/account/me');
      setTimeout(() => document.body.append('private'), 100);
    });
    await settle();
    await page.evaluate(() => {
      document.querySelector('h1')?.remove();
      document.body.lastChild?.remove();
      history.pushState({}, '', '/shop');
    });
    await pictured(2);
    await settle(300);

    expect(JSON.stringify(recorded())).not.toContain('private');
  });

  it('ends after the longest time', async () => {
    set({ maxMinutes: 1 });
    await open({
      body,
      script: () => {
        const real = Date.now;
        Date.now = () => real() + ((window as unknown as { skew?: number }).skew ?? 0);
      },
    });
    const { page } = visit;
    await pictured(1);
    await page.evaluate(() => Object.assign(window, { skew: 61_000 }));
    await page.mouse.move(10, 10);
    await page.waitForTimeout(200);
    await page.evaluate(() => document.body.append('too late'));
    await settle();

    expect(JSON.stringify(recorded())).not.toContain('too late');
    expect(events('pageview')).toHaveLength(1);
  });

  it('is right again after any of its beacons was refused', async () => {
    await open({ body });
    const { page } = visit;
    await pictured(1);
    await call('flush');
    world.collector.answers = [{ status: 413 }];
    await page.evaluate(() => document.body.append('lost'));
    await settle(300);
    await page.evaluate(() => document.body.append('later'));
    await settle(300);

    await pictured(2);
    expect(JSON.stringify(snapshots()[1])).toContain('lost');
    expect(world.collector.received.some(({ header }) => header.dropped === 1)).toBe(true);
  });
});
