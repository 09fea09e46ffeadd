import { describe, expect, it } from 'vitest';
import type { TrackerConfig } from '../../contracts/tracker-config.ts';
import { open, pictured, recorded, snapshots, useWorld, visit, world } from './own-world.ts';
import { holdBack, type Opening, until, type World } from './world.ts';

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

declare global {
  interface Window {
    /** Has the page say something else after so many ms. */
    show(text: string, ms: number): void;
    /** The script of `target.js` once it is asked for. */
    target(): Element | null;
    /** What was begun and not ended: intervals, what observes the page, and who waits for its end. */
    alive(): string[];
    /** Ms by which the page's clock is ahead. */
    skew?: number;
  }
}

/** Runs in the page before anything else. */
function prepare(): void {
  const alive = new Map<unknown, string>();
  const { setInterval: begin, clearInterval: end, Date: clock, MutationObserver: Observer } = window;
  const { now } = clock;
  clock.now = () => now() + (window.skew ?? 0);
  const { observe, disconnect } = Observer.prototype;
  Observer.prototype.observe = function (...args) {
    alive.set(this, 'observer');
    observe.apply(this, args);
  };
  Observer.prototype.disconnect = function () {
    alive.delete(this);
    disconnect.apply(this);
  };
  const { addEventListener: add, removeEventListener: remove } = window;
  Object.assign(window, {
    show(text: string, ms: number) {
      setTimeout(() => {
        document.body.textContent = text;
      }, ms);
    },
    target: () => document.querySelector('script[src$="/target.js"]'),
    alive: () => [...alive.values()],
    setInterval(run: () => void, ms: number) {
      const id = begin(run, ms);
      alive.set(id, 'interval');
      return id;
    },
    clearInterval(id: number) {
      alive.delete(id);
      end(id);
    },
    addEventListener(type: string, run: EventListener, options: object) {
      if (type === 'pagehide') alive.set(run, type);
      add(type, run, options);
    },
    removeEventListener(type: string, run: EventListener, options: object) {
      if (type === 'pagehide') alive.delete(run);
      remove(type, run, options);
    },
  });
}
/** Markup for a browser as all were until lately. */
const withoutNavigation = '<script>Object.defineProperty(window,"navigation",{value:undefined})</script>';
/** Asks for nothing more before the page is complete, which it is not while what is held back is asked for. */
const asked = { attributes: 'data-consent="hold"', script: prepare };
const alive = () => visit.page.evaluate(() => window.alive());

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

  const leaving: Record<string, () => void> = {
    'is rendered in the next task': () => {
      history.pushState({}, '', '/shop');
      window.show('next page', 0);
    },
    'fades in': () => {
      history.pushState({}, '', '/shop');
      window.show('next page', 300);
    },
    'was there before': () => {
      addEventListener('popstate', () => window.show('next page', 30));
      history.back();
    },
  };
  it.each(Object.keys(leaving).flatMap((how) => [['is to pause', how] as const, ['is not to be', how] as const]))(
    'has nothing of a page where it %s, and of which the next %s',
    async (why, how) => {
      if (why === 'is to pause') set({ pausePaths: ['/account/*'] });
      else world.collector.config.exclude = { paths: ['/account/*'], hosts: [] };
      await open({ body, script: prepare });
      const { page } = visit;
      await pictured(1);
      await page.evaluate(() => {
        history.pushState({}, '', '/account/me');
        window.show('private', 100);
      });
      await settle();
      await page.evaluate(leaving[how] as () => void);
      await pictured(2);

      expect(JSON.stringify(snapshots()[1])).toContain('next page');
      expect(JSON.stringify(recorded())).not.toContain('private');
    },
  );

  it('has nothing of a page where it is to pause that was left before the tracker was complete', async () => {
    set({ pausePaths: ['/account/*'] });
    const context = await world.browser.newContext();
    const late = await holdBack(context, '**/target.js');
    await open({ ...asked, body: '<h1>private</h1>', path: '/account/me', context });
    const { page } = visit;
    await call('consent', true);
    await until(() => page.evaluate(() => !!window.target()));
    await page.evaluate(() => {
      history.pushState({}, '', '/shop');
      window.target()?.addEventListener('load', () => window.show('next page', 600));
    });
    late.letIn();
    await pictured(1);

    expect(JSON.stringify(recorded())).not.toContain('private');
  });

  it('has nothing of what a page showed while it stopped us', async () => {
    await open({ body, script: prepare });
    const { page } = visit;
    await pictured(1);
    await page.evaluate(() => {
      window.afterglow('stop');
      document.body.textContent = 'private';
    });
    await page.evaluate(() => {
      window.afterglow('start');
      window.show('next page', 30);
    });
    await pictured(2);

    expect(JSON.stringify(recorded())).not.toContain('private');
  });

  const unseen: [how: string, options: Opening, config: Partial<TrackerConfig>][] = [
    ['is folded into the one before', { path: '/users/5' }, { fold: ['/users/*'] }],
    ['is told by the page alone', { attributes: 'data-auto="off"' }, {}],
  ];
  it.each([
    ...unseen.map((row) => [...row, ''] as const),
    ...unseen.map(([how, ...row]) => [`${how}, in an older browser`, ...row, withoutNavigation] as const),
  ])('pauses where the path %s', async (_, options, config, before) => {
    set({ pausePaths: ['/users/me'] });
    Object.assign(world.collector.config, config);
    await open({ ...options, body, before, script: prepare });
    const { page } = visit;
    await call('page');
    await pictured(1);
    await page.evaluate(() => {
      history.pushState({}, '', '/users/me');
      window.show('private', 30);
    });
    await settle();

    expect(JSON.stringify(recorded())).not.toContain('private');
  });

  it('pauses where the Navigation API leads', async () => {
    set({ pausePaths: ['/users/me'] });
    await open({ body, script: prepare });
    const { page } = visit;
    await pictured(1);
    await page.evaluate(() => {
      navigation.addEventListener('navigate', (event) =>
        event.intercept({ handler: async () => window.show('private', 0) }),
      );
      navigation.navigate('/users/me');
    });
    await settle();

    expect(JSON.stringify(recorded())).not.toContain('private');
  });

  it('leaves nothing on a page that stopped it, or did before its file came', async () => {
    set({ pausePaths: ['/users/me'] });
    const context = await world.browser.newContext();
    const late = await holdBack(context, '**/target.js');
    await open({ ...asked, body, context, before: withoutNavigation });
    const { page } = visit;
    await call('consent', true);
    await until(() => page.evaluate(() => !!window.target()));
    await call('stop');
    await page.evaluate(() => {
      window.target()?.addEventListener('load', () => Object.assign(window, { hasCome: true }));
    });
    late.letIn();
    // What Playwright itself waits with observes the page.
    await until(() => page.evaluate(() => 'hasCome' in window));
    expect(await alive()).toEqual([]);
    await call('start');
    await pictured(1);
    expect(await alive()).not.toEqual([]);
    await call('stop');

    expect(await alive()).toEqual([]);
  });

  it.each([
    ['whatever the visitor does', () => visit.page.mouse.move(10, 10)],
    ['although the visitor does nothing', () => {}],
  ])('ends after the longest time, %s', async (_, act) => {
    set({ maxMinutes: 1 });
    await open({ body, script: prepare });
    const { page } = visit;
    await pictured(1);
    await page.evaluate(() => {
      window.skew = 61_000;
    });
    await act();
    await until(async () => !(await alive()).includes('interval'));
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
