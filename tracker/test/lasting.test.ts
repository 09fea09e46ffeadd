import { chromium, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { soak } from '../../functions/shared/test-soak.ts';
import { findBrowser } from '../../local/browser.ts';
import type { Answer } from './collector.ts';
import { open, useWorld, visit, world } from './own-world.ts';
import { until, type World } from './world.ts';

useWorld({ isSilent: true });

const body = '<p>Hi</p>';
const events: World['collector']['events'] = (kind) => world.collector.events(kind);
const names = () => events('event').map(({ name }) => name);
const track = (page: Page, ...given: string[]) =>
  page.evaluate((all) => {
    for (const name of all) window.afterglow('track', name);
  }, given);
const ready = (page: Page) => page.waitForFunction(() => window.afterglow('id'));

/** Whether each document's accepted beacons came in order, and none twice but with the same body. */
function expectOrder() {
  const last = new Map<string, number>();
  const bodies = new Map<string, Buffer>();
  for (const { header, status, body: sent } of world.collector.received) {
    const label = `${header.document}/${header.seq}`;
    expect(bodies.get(label)?.equals(sent) ?? true).toBe(true);
    bodies.set(label, sent);
    if (status !== 202) continue;
    const before = last.get(header.document) ?? -1;
    expect(header.seq).toBeLessThanOrEqual(before + 1);
    last.set(header.document, Math.max(before, header.seq));
  }
}

describe('what was accepted', () => {
  it('arrives at the next visit when a page leaves 400 ms after load with thirty events of 3 kB', async () => {
    await open({ body, complete: false });
    const { page, context } = visit;
    await page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const noise = () => Array.from(crypto.getRandomValues(new Uint8Array(80)), (byte) => byte.toString(36)).join('');
      for (let i = 0; i < 30; i++) {
        window.afterglow(
          'track',
          `many ${i}`,
          Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, noise()])),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await page.goto('about:blank');
    await open({ context });
    await until(() => new Set(names()).size === 30);

    expect(names()).toHaveLength(30);
  });

  const answers: Answer[] = [
    { status: 408 },
    { status: 429, headers: { 'Retry-After': '2' } },
    { status: 503 },
    { status: 'close' },
  ];
  it.each(answers)('arrives once, in order, after $status', async (answer) => {
    // A browser tries by itself again after 408.
    const tries: number[] = [];
    const context = await world.browser.newContext();
    context.on('request', (request) => request.url().includes('/i?') && tries.push(Date.now()));
    world.collector.answers = Array(answer.status === 408 ? 4 : 2).fill(answer);
    await open({ body, context });
    await track(visit.page, 'one', 'two');
    await until(() => names().length === 2);
    await track(visit.page, 'three');
    await until(() => names().length === 3);

    expect(names()).toEqual(['one', 'two', 'three']);
    expectOrder();
    const pauses = tries.slice(1).map((at, i) => at - (tries[i] as number));
    expect(pauses[0]).toBeGreaterThanOrEqual(990);
    expect(pauses[1]).toBeGreaterThanOrEqual(990);
  });

  it.each(['hang', 'close', 503] as const)(
    'arrives at the next visit when the page leaves while the server answers with %s',
    async (status) => {
      await open({ body });
      const { page, context } = visit;
      await until(() => events('pageview').length === 1);
      world.collector.always = { status };
      await track(page, 'first');
      await page.waitForTimeout(700);
      await track(page, 'last words');
      await page.goto('about:blank');
      await page.close();
      world.collector.always = undefined;
      expect(names()).toEqual([]);
      await open({ context });
      await until(() => names().length >= 2);

      expect(names()).toEqual(['first', 'last words']);
      expectOrder();
      await visit.page.waitForTimeout(500);
      expect(
        await visit.page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('ag_q'))),
      ).toEqual([]);
    },
  );

  it('outlives time offline, with at most one try a second', { timeout: 300_000 }, async () => {
    await open({ body });
    const { page, context } = visit;
    await until(() => events('pageview').length === 1);
    const tries: number[] = [];
    page.on('requestfailed', (request) => request.url().includes('/i?') && tries.push(Date.now()));
    await context.setOffline(true);
    const seconds = soak(8, 60);
    for (let i = 0; i < seconds; i++) {
      await track(page, `offline ${i}`);
      await page.waitForTimeout(1_000);
    }
    await context.setOffline(false);
    // The pause between two tries has grown to as long as that.
    await until(() => names().length === seconds, 2_000 * seconds + 10_000);

    expect(names()).toEqual(Array.from({ length: seconds }, (_, i) => `offline ${i}`));
    expect(tries.length).toBeGreaterThan(1);
    expect(tries.every((at, i) => !i || at - (tries[i - 1] as number) >= 990)).toBe(true);
    expectOrder();
  });

  it('outlives a tab that is killed, but for what was not yet closed', async () => {
    world.collector.always = { status: 503 };
    await open({ body });
    const { page, context } = visit;
    for (let i = 0; i < 4; i++) {
      await track(page, `event ${i}`);
      await page.waitForTimeout(1_000);
    }
    const session = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => {});
    await crashed;
    world.collector.always = undefined;
    await open({ context });
    await until(() => names().length >= 4);

    expect(names()).toEqual(['event 0', 'event 1', 'event 2', 'event 3']);
    expectOrder();
    await until(() => !world.collector.received.at(-1)?.header.dropped);
  });

  it('is too old after a day, and then counted as dropped', async () => {
    world.collector.always = { status: 503 };
    await open({ body });
    const { page, context } = visit;
    await track(page, 'old');
    await page.waitForTimeout(1_000);
    world.site.pages['/plain'] = '<!doctype html><title>Plain</title>';
    await page.goto(`${world.site.url}/plain`);
    world.collector.always = undefined;
    await page.evaluate(async () => {
      for (const [name, value] of Object.entries(localStorage)) {
        if (!name.startsWith('ag_q')) continue;
        delete localStorage[name];
        localStorage[`${name.slice(0, -13)}${Date.now() - 864e5 - 1}`] = value;
      }
      const opening = indexedDB.open('afterglow');
      await new Promise((resolve) => {
        opening.onsuccess = resolve;
      });
      const transaction = opening.result.transaction('q', 'readwrite');
      const store = transaction.objectStore('q');
      const stamps = store.getAllKeys();
      const bodies = store.getAll();
      bodies.onsuccess = () => {
        store.clear();
        for (const [index, stamp] of stamps.result.entries())
          store.put(bodies.result[index], `${`${stamp}`.slice(0, -13)}${Date.now() - 864e5 - 1}`);
      };
      await new Promise((resolve) => {
        transaction.oncomplete = resolve;
      });
    });
    await open({ context });
    await visit.page.waitForTimeout(1_000);
    await visit.page.evaluate(() => window.afterglow('flush'));

    expect(names()).toEqual([]);
    expect(world.collector.received.reduce((sum, { header }) => sum + (header.dropped ?? 0), 0)).toBeGreaterThan(0);
  });

  it('is forgotten when consent is refused', async () => {
    world.collector.always = { status: 503 };
    await open({ body });
    const { page, context } = visit;
    await track(page, 'private');
    await page.waitForTimeout(1_200);
    await page.goto(`${world.site.url}/`);
    await ready(page);
    await page.evaluate(() => window.afterglow('consent', false));
    await page.waitForTimeout(500);
    world.collector.always = undefined;
    await page.close();
    await open({ context });
    await ready(visit.page);
    await visit.page.waitForTimeout(1_500);
    await visit.page.evaluate(() => window.afterglow('flush'));

    expect(names()).toEqual([]);
  });

  it('arrives from two tabs of one visitor', async () => {
    await open({ body });
    const { page, context } = visit;
    const other = (await world.open({ context })).page;
    await until(() => events('pageview').length === 2);
    world.collector.always = { status: 503 };
    await Promise.all([track(page, 'left 1', 'left 2'), track(other, 'right 1', 'right 2')]);
    await page.waitForTimeout(1_500);
    await other.goto('about:blank');
    const third = (await world.open({ context })).page;
    await third.waitForTimeout(500);
    world.collector.always = undefined;
    await until(() => new Set(names()).size === 4);
    await third.waitForTimeout(1_000);

    expect(names().filter((name) => name.startsWith('left'))).toEqual(['left 1', 'left 2']);
    expect(names().filter((name) => name.startsWith('right'))).toEqual(['right 1', 'right 2']);
    expectOrder();
    expect(new Set(world.collector.received.map(({ header }) => header.session)).size).toBe(1);
  });

  it.each([
    ['settings', '/i/config'],
    ['beacon', '/i?'],
  ])('survives that the first request for a %s is blocked', async (_, part) => {
    const context = await world.browser.newContext();
    let blocked = 0;
    await context.route(
      (url) => url.href.includes(part),
      (route) => (blocked++ ? route.continue() : route.abort()),
    );
    await open({ body, context });
    await track(visit.page, 'early');
    await until(() => names().length === 1);

    expect(blocked).toBeGreaterThan(1);
    expect(events('pageview')).toHaveLength(1);
  });

  it.each([
    [
      'disabled',
      () => {
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
          Object.defineProperty(window, name, {
            get() {
              throw new DOMException('blocked', 'SecurityError');
            },
          });
      },
    ],
    [
      'full',
      () => {
        const full = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
        Storage.prototype.setItem = full;
        const own = window.localStorage;
        const proxy = new Proxy(own, { set: full, get: (_, name) => Reflect.get(own, name) });
        for (const name of ['localStorage', 'sessionStorage'])
          Object.defineProperty(window, name, { get: () => proxy });
        IDBObjectStore.prototype.put = full;
      },
    ],
  ])('is kept in memory where storage is %s', async (_, script) => {
    world.collector.answers = [{ status: 503 }];
    await open({ body, script });
    await track(visit.page, 'one');
    await until(() => names().length === 1);
    await visit.page.reload();
    await until(() => events('pageview').length === 2);

    expectOrder();
  });

  it.each(['no-referrer', 'same-origin'])('arrives with its origin under the referrer policy %s', async (policy) => {
    await open({ before: `<meta name="referrer" content="${policy}">`, body });
    await track(visit.page, 'one');
    await visit.page.goto('about:blank');
    await until(() => names().length === 1);

    expect(world.collector.received.map(({ origin }) => origin)).toEqual(
      world.collector.received.map(() => world.site.url),
    );
  });

  it('leaves by sendBeacon where the browser keeps no fetch alive', async () => {
    world.site.pages = { '/': '', '/plain': '<!doctype html><title>Plain</title>' };
    await open({
      body,
      script: () => {
        Reflect.deleteProperty(Request.prototype, 'keepalive');
        const { fetch } = window;
        window.fetch = (address, { keepalive: _, ...options } = {}) => fetch(address, options);
        const beacons: number[] = [];
        const sendBeacon = navigator.sendBeacon.bind(navigator);
        navigator.sendBeacon = (address, data) => {
          sessionStorage.beacons = beacons.push((data as Uint8Array).length);
          return sendBeacon(address, data);
        };
      },
    });
    const { page } = visit;
    // Settles after what `rare.js` has to answer.
    await page.evaluate(() => window.afterglow('flush'));
    await until(() => events('pageview').length === 1);
    await track(page, 'last words');
    await page.goto(`${world.site.url}/plain`);
    await until(() => names().length === 1);

    expect(await page.evaluate(() => sessionStorage.beacons)).toBeDefined();
    expectOrder();
  });

  it('is not disturbed by a clock that jumps', async () => {
    await open({
      body,
      script: () => {
        const real = Date.now;
        Date.now = () => real() + ((window as unknown as { skew?: number }).skew ?? 0);
      },
    });
    const { page } = visit;
    await until(() => events('pageview').length === 1);
    for (const skew of [36e5, -36e5, 0]) {
      await page.evaluate((to) => Object.assign(window, { skew: to }), skew);
      await track(page, `skew ${skew}`);
      await page.mouse.move(Math.random() * 500, 100);
      await page.waitForTimeout(1_200);
    }
    await page.evaluate(() => window.afterglow('flush'));

    expect(names()).toEqual(['skew 3600000', 'skew -3600000', 'skew 0']);
    const visible = events('time').reduce((sum, event) => sum + event.visible, 0);
    expect(visible).toBeGreaterThan(3_000);
    expect(visible).toBeLessThan(30_000);
    expect(world.collector.received.every(({ header }) => !header.dropped)).toBe(true);
  });

  it('goes on through the back/forward cache', async () => {
    const found = await findBrowser();
    const browser = await chromium.launch({
      ...found,
      // The browser from npm has no window, and no such cache unless asked.
      args: [...found.args, '--enable-bfcache'],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    world.site.pages = { '/': '', '/other': '<!doctype html><title>Other</title>' };
    try {
      await open({ body, context: await browser.newContext() });
      const { page } = visit;
      await until(() => events('pageview').length === 1);
      await page.evaluate(() => Object.assign(window, { same: true }));
      await track(page, 'before');
      await page.evaluate(() => location.assign('/other'));
      await page.waitForURL('**/other');
      await until(() => names().includes('before'));
      // Leaves once this call has been answered.
      await page.evaluate(() => void setTimeout(() => history.back()));
      await until(() => events('pageview').length === 2);
      expect(await page.evaluate(() => (window as unknown as { same?: boolean }).same)).toBe(true);
      await track(page, 'after');
      await page.evaluate(() => window.afterglow('flush'));

      expect(names()).toEqual(['before', 'after']);
      expect(new Set(world.collector.received.map(({ header }) => header.document)).size).toBe(1);
      expectOrder();
    } finally {
      await browser.close();
    }
  });
});
