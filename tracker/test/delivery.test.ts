import { describe, expect, it } from 'vitest';
import type { AfterglowIds } from '../src/index.d.ts';
import { open, useWorld, visit, world } from './own-world.ts';
import { snippet, stub } from './site.ts';
import { noteTimers, timers } from './timers.ts';
import { until, type World } from './world.ts';

useWorld();

const body = '<p>Hi</p>';
const events: World['collector']['events'] = (kind) => world.collector.events(kind);
const call = (...args: unknown[]): Promise<unknown> | undefined =>
  visit?.page.evaluate((given) => (window.afterglow as (...call: unknown[]) => unknown)(...given), args);
const flush = () => call('flush');
const seqs = () => world.collector.received.map(({ header, status }) => [header.seq, status]);

describe('delivery', () => {
  it('tries again after 503 with the same body and number', async () => {
    world.collector.answers = [{ status: 503 }];
    await open({ body });
    await until(() => world.collector.received.length >= 2);
    await call('track', 'later');
    await flush();

    const [first, again] = world.collector.received;
    expect(again?.body.equals(first?.body as Buffer)).toBe(true);
    expect(again?.sentAt).toBeGreaterThan(first?.sentAt ?? Infinity);
    expect(seqs().slice(0, 2)).toEqual([
      [0, 503],
      [0, 202],
    ]);
    expect(seqs().map(([seq]) => seq)).toEqual([
      0,
      ...seqs()
        .slice(1)
        .map((_, seq) => seq),
    ]);
    expect(events('event')).toHaveLength(1);
  });

  it('waits as long as 429 asks', async () => {
    world.collector.answers = [{ status: 429, headers: { 'Retry-After': '3' } }];
    await open({ body });
    await until(() => world.collector.received.length >= 2);

    const [first, again] = world.collector.received;
    expect((again?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_990);
  });

  it('drops what is refused for good and says so with the next', async () => {
    world.collector.answers = [{ status: 413 }];
    await open({ body });
    await until(() => world.collector.received.length === 1);
    await call('track', 'later');
    await flush();

    expect(seqs()).toEqual([
      [0, 413],
      [1, 202],
    ]);
    expect(world.collector.received[1]?.header.dropped).toBe(1);
  });

  it('begins anew when the session is refused, as a visitor of whom nobody knows', async () => {
    world.collector.answers = [{ status: 403, body: { error: { code: 'session_refused' } } }];
    await open({ body });
    await until(() => world.collector.received.length === 2);

    const [refused, accepted] = world.collector.received;
    expect(accepted?.header.session).not.toBe(refused?.header.session);
    expect(accepted?.header.visitor).not.toBe(refused?.header.visitor);
    expect(await call('id')).toMatchObject({ visitor: accepted?.header.visitor, session: accepted?.header.session });
    expect(accepted?.header.firstSeq).toBe(accepted?.header.seq);
    expect(events('pageview')).toHaveLength(1);
  });

  it('hands over everything queued when the page is left, thirty events of 3 kB included', async () => {
    await open({ body });
    const { page } = visit;
    await until(() => events('pageview').length === 1);
    await page.evaluate(async () => {
      const words = Array.from({ length: 40 }, (_, i) => [
        `k${i}`,
        `value ${Math.random()} of a property that is long enough`,
      ]);
      for (let i = 0; i < 30; i++) window.afterglow('track', 'many', Object.fromEntries(words));
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    await page.goto('about:blank');
    await until(() => events('event').length === 30);

    expect(new Set(seqs().map(([seq]) => seq)).size).toBe(seqs().length);
  });

  it('has nothing due any more where all that was due has left with a full beacon', async () => {
    await open({ body, script: noteTimers });
    await until(() => world.collector.received.length === 1);
    // What leaves half a second after an event.
    const isDue = async () => (await timers(visit.page)).includes(500);
    await visit.page.evaluate(() => {
      const noise = () =>
        Array.from(crypto.getRandomValues(new Uint8Array(1_600)), (byte) => byte.toString(36)).join('');
      // Three lines of so much are as large as a beacon gets.
      for (let line = 0; line < 3; line++) {
        const properties = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`p${n}`, noise().slice(0, 2_000)]));
        window.afterglow('track', 'big', properties);
      }
    });
    const isDueAfterFull = await isDue();
    await until(() => events('event').length === 3);
    const before = seqs();
    await call('track', 'small');

    expect([isDueAfterFull, await isDue()]).toEqual([false, true]);
    expect(before).toEqual([
      [0, 202],
      [1, 202],
    ]);
  });

  it('hands over a click on the way out', async () => {
    world.site.pages = { '/': '', '/next': '<!doctype html><p>next' };
    await open({ body: '<a id="out" href="/next">Next</a>' });
    await until(() => events('pageview').length === 1);
    await visit.page.locator('#out').click();
    await until(() => events('click').length === 1);

    expect(events('click')[0]?.selector).toBe('#out');
    expect(events('time').length).toBeGreaterThan(0);
  });

  it('speaks gzip, with line 1 readable', async () => {
    await open({ body });
    await call('track', 'one', { price: 12.5, tags: ['a'], empty: null, '': 1, ok: true });
    await flush();

    expect(world.collector.received.every(({ gzip }) => gzip)).toBe(true);
    expect(events('event')[0]).toMatchObject({ name: 'one', properties: { price: 12.5, tags: '["a"]', empty: null } });
  });
});

describe('the calls', () => {
  it('are taken before the script is there, in order', async () => {
    await open({
      before: `${stub}<script>afterglow('track','early',{n:1});afterglow('identify','ada',{plan:'pro'});afterglow('flush')</script>`,
      body,
    });
    await until(() => events('identify').length === 1);

    expect(events('event')).toMatchObject([{ name: 'early', properties: { n: 1 }, path: '/' }]);
    expect(events('identify')).toMatchObject([{ id: 'ada', traits: { plan: 'pro' } }]);
    expect(events('pageview')).toHaveLength(1);
  });

  it('keep visitor and session across pages, and begin new ones at reset and for another user', async () => {
    await open({ body });
    await call('identify', 'ada');
    const first = await call('id');
    await visit.page.reload();
    await visit.page.waitForFunction(() => window.afterglow?.('id'));
    await call('identify', 'ada');
    await flush();
    const second = await call('id');
    await call('identify', 'grace');
    await flush();
    const third = await call('id');
    await call('reset');
    await call('track', 'after');
    await flush();
    const fourth = await call('id');

    expect(second).toEqual(first);
    const ids = [first, third, fourth] as AfterglowIds[];
    expect(new Set(ids.map(({ visitor }) => visitor)).size).toBe(3);
    expect(new Set(ids.map(({ session }) => session)).size).toBe(3);
    expect(new Set(ids.map(({ tab }) => tab)).size).toBe(1);
    const last = world.collector.received.at(-1);
    expect(last?.header).toMatchObject({ visitor: ids[2]?.visitor, session: ids[2]?.session });
    for (const { header, events: lines } of world.collector.received) {
      const owner = lines.find((event) => event.kind === 'identify');
      if (owner?.id === 'grace') expect(header.visitor).toBe(ids[1]?.visitor);
    }
  });

  it('stop and start what is captured', async () => {
    await open({ body });
    await call('stop');
    await call('track', 'silent');
    await visit.page.mouse.click(5, 5);
    await call('start');
    await call('track', 'heard');
    await flush();

    expect(events('event').map(({ name }) => name)).toEqual(['heard']);
    expect(events('click')).toEqual([]);
  });

  it('send a page of one’s own where nothing is automatic', async () => {
    await open({ body, attributes: 'data-auto="off"' });
    await visit.page.mouse.click(5, 5);
    await call('track', 'before');
    await call('page', '/virtual/42');
    await call('track', 'after');
    await flush();

    expect(events('pageview').map(({ path }) => path)).toEqual(['/virtual/42']);
    expect(events('event').map(({ path }) => path)).toEqual(['/', '/virtual/42']);
    expect(events('click')).toEqual([]);
  });
});

describe('privacy', () => {
  const stored = () =>
    visit?.page.evaluate(() =>
      [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => /^ag/.test(key)),
    );

  it('holds everything until consent, and forgets all when it is withdrawn', async () => {
    await open({ body, attributes: 'data-consent="hold"' });
    await call('track', 'held');
    await visit.page.waitForTimeout(900);
    expect(world.collector.received).toEqual([]);
    expect(await stored()).toEqual([]);
    expect(await call('id')).toBeUndefined();

    await call('consent', true);
    await flush();
    expect(events('pageview')).toHaveLength(1);
    expect(events('event')).toHaveLength(1);
    expect((await stored())?.length).toBe(3);
    const before = await call('id');

    await call('track', 'unsent');
    await call('consent', false);
    await flush();
    await call('track', 'never');
    expect(
      await visit.page.evaluate(() => [localStorage.ag_v, localStorage.ag_s, sessionStorage.ag_t].filter(Boolean)),
    ).toEqual([]);
    await call('consent', true);
    await flush();

    expect(events('event').map(({ name }) => name)).toEqual(['held']);
    const after = await call('id');
    expect(after).not.toEqual(before);
  });

  it('is held by the project’s setting, too', async () => {
    world.collector.config.consent = 'hold';
    await open({ body });
    await visit.page.waitForTimeout(900);

    expect(world.collector.received).toEqual([]);
  });

  it('stores nothing and records nothing under Global Privacy Control', async () => {
    world.collector.config.sampling = 1;
    await open({
      body,
      script: () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }),
    });
    await flush();
    await visit.page.waitForTimeout(500);

    expect(events('pageview')).toHaveLength(1);
    expect(events('pageview')[0]?.recorded).toBeUndefined();
    expect(world.collector.received.flatMap(({ recorded }) => recorded)).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('sends nothing for a key that nobody has, or where Do Not Track is respected', async () => {
    world.collector.configStatus = 404;
    await open({ body });
    await flush();
    await visit.context.close();
    world.collector.configStatus = 200;
    await open({
      body,
      attributes: 'data-dnt="respect"',
      script: () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' }),
    });
    await flush();

    expect(world.collector.received).toEqual([]);
    expect(visit.errors).toEqual([]);
  });

  it('leaves a browser out from ignore until notice', async () => {
    await open({ body });
    await flush();
    const { page } = visit;
    const before = world.collector.received.length;
    await page.goto(`${world.site.url}/?afterglow=ignore`);
    await page.goto(world.site.url);
    await page.waitForTimeout(800);
    const ignored = world.collector.received
      .slice(before)
      .flatMap(({ events: all }) => all)
      .filter(({ kind }) => kind === 'pageview');
    expect(ignored).toEqual([]);
    await page.goto(`${world.site.url}/?afterglow=notice`);

    await until(() => events('pageview').length === 2);
  });

  it('works in memory where storage is blocked', async () => {
    await open({
      body,
      script: () => {
        for (const name of ['localStorage', 'sessionStorage']) {
          Object.defineProperty(window, name, {
            get() {
              throw new DOMException('blocked', 'SecurityError');
            },
          });
        }
      },
    });
    await call('track', 'blocked');
    await flush();

    expect(events('event')).toHaveLength(1);
    expect(visit.errors).toEqual([]);
  });

  it('never throws into a page that broke what it uses', async () => {
    await open({
      body: '<form name="title" onsubmit="return false"><input name="children"><input name="id"><button>x</button></form>',
      script: () => {
        const broken = () => {
          throw new Error('broken by the page');
        };
        Element.prototype.closest = broken;
        Object.defineProperty(window, 'scrollY', { get: broken });
        history.pushState = broken;
        navigator.sendBeacon = broken;
      },
    });
    await visit.page.locator('button').click();
    await visit.page.mouse.move(50, 50);
    await visit.page.waitForTimeout(700);
    await flush();

    expect(visit.errors).toEqual([]);
    expect(events('pageview')).toHaveLength(1);
  });

  it('shares a visitor with other subdomains by a cookie where a domain is given', async () => {
    await open({ body, attributes: 'data-domain="localhost"' });
    await flush();
    const cookies = await visit.context.cookies();

    const id = (await call('id')) as AfterglowIds;
    await call('reset');
    const later = (await call('id')) as AfterglowIds;
    const now = await visit.context.cookies();

    expect(cookies.find(({ name }) => name === 'ag_v')?.value).toBe(id.visitor);
    expect(later.visitor).not.toBe(id.visitor);
    expect(now.find(({ name }) => name === 'ag_v')?.value).toBe(later.visitor);
  });

  it('is counted once when the snippet stands twice', async () => {
    await open({ before: snippet(world.collector.url), body });
    await flush();

    expect(events('pageview')).toHaveLength(1);
  });
});
