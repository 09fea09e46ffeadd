import { describe, expect, it } from 'vitest';
import { beaconLimits } from '../../contracts/beacon.ts';
import type { AfterglowIds } from '../src/index.d.ts';
import { open, useWorld, visit, world } from './own-world.ts';
import { fill, inDatabase } from './stored.ts';
import { holdBack, until } from './world.ts';

useWorld({ isSilent: true });

const body = '<p>Hi</p>';
const names = () => world.collector.events('event').map(({ name }) => name);
const call = (...args: unknown[]): Promise<unknown> =>
  visit.page.evaluate((given) => (window.afterglow as (...call: unknown[]) => unknown)(...given), args);
const holds = (name: string) => async () => (await inDatabase()).includes(`"${name}"`);
const ids = () => call('id') as Promise<AfterglowIds>;

describe('a page that clears what is stored', () => {
  it('goes on as the same visitor, session and tab, and the next page as the same visitor', async () => {
    await open({ body });
    await call('flush');
    const before = await ids();
    await visit.page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
      history.pushState({}, '', '/login');
    });
    await call('track', 'after');
    await until(() => names().length === 1);
    const sent = world.collector.received.map(({ header: { visitor, session, tab }, status }) => ({
      ids: { visitor, session, tab },
      status,
    }));

    expect(await ids()).toEqual(before);
    expect(sent).toEqual(sent.map(() => ({ ids: before, status: 202 })));
    await visit.page.reload();
    await visit.page.waitForFunction(() => window.afterglow?.('id'));
    expect(await ids()).toMatchObject({ visitor: before.visitor, session: before.session });
  });

  it('does not wait for us to delete our database, and what fails after that is stored again', async () => {
    await open({ body });
    await call('flush');
    world.collector.always = { status: 503 };
    await call('track', 'first');
    await until(holds('first'));
    const told = await visit.page.evaluate(
      () =>
        new Promise((resolve) => {
          const deleting = indexedDB.deleteDatabase('afterglow');
          for (const type of ['blocked', 'error', 'success']) deleting.addEventListener(type, () => resolve(type));
        }),
    );
    expect(told).toBe('success');
    await call('track', 'second');

    await until(holds('second'));
  });
});

describe('a local storage that is full', () => {
  it('by the time of consent leaves the page to go on from memory', async () => {
    await open({ body, attributes: 'data-consent="hold"' });
    await visit.page.evaluate(fill);
    await call('consent', true);
    await call('track', 'first');
    await until(() => names().length === 1);

    expect(world.collector.events('pageview')).toHaveLength(1);
    expect(await ids()).toBeDefined();
  });

  it('hinders nobody from being identified', async () => {
    await open({ body });
    await call('flush');
    await visit.page.evaluate(fill);
    await call('identify', 'ada', { plan: 'pro' });

    await until(() => world.collector.events('identify').length === 1);
  });
});

describe('where x.js', () => {
  it('never comes, the page tries again after a beacon that failed', async () => {
    world.collector.answers = [{ status: 503 }];
    // Requests that Playwright looks at do not survive the page.
    const script = () => {
      const { append } = Element.prototype;
      Element.prototype.append = function (...nodes) {
        if (!nodes.some((node) => node instanceof HTMLScriptElement && node.src.endsWith('/x.js')))
          append.apply(this, nodes);
      };
    };
    await open({ body, script, complete: false });
    await until(() => world.collector.received.length === 1);
    await call('track', 'first');
    await until(() => names().length === 1);
    await call('track', 'on the way out');
    await visit.page.goto('about:blank');

    await until(() => names().length === 2);
  });

  it('comes late or is there, no beacon has more events than are taken, however many are tracked at once', async () => {
    const context = await world.browser.newContext();
    const extra = await holdBack(context, '**/x.js');
    const trackMany = (from: number) =>
      visit.page.evaluate((first) => {
        for (let i = first; i < first + 2_500; i++) window.afterglow('track', `${i}`);
      }, from);
    await open({ body, context, complete: false, loaded: false });
    await visit.page.waitForFunction(() => window.afterglow?.('id'));
    await trackMany(0);
    await until(() => names().length === 2_500);
    extra.letIn();
    await call('flush');
    await trackMany(2_500);
    await until(() => names().length === 5_000);

    const sizes = world.collector.received.map(({ events }) => events.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(beaconLimits.events);
    expect(names()).toEqual(Array.from({ length: 5_000 }, (_, index) => `${index}`));
  });

  it('comes late, the page waits as long as 429 asked', async () => {
    const context = await world.browser.newContext();
    const extra = await holdBack(context, '**/x.js');
    world.collector.answers = [{ status: 429, headers: { 'Retry-After': '4' } }];
    await open({ body, context, complete: false, loaded: false });
    await until(() => world.collector.received.length >= 1);
    extra.letIn();
    await until(() => world.collector.received.length >= 2);
    const [first, again] = world.collector.received.map(({ at }) => at) as [number, number];

    expect(again - first).toBeGreaterThanOrEqual(3_990);
  });
});
