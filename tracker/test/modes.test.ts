import { describe, expect, it } from 'vitest';
import { open, useWorld, visit, world } from './own-world.ts';
import { until, type World } from './world.ts';

useWorld({ sampling: 1, isSilent: true });

const body = '<h1>Shoes</h1><button id="go">Go</button>';
const events: World['collector']['events'] = (kind) => world.collector.events(kind);
const call = (...args: unknown[]): Promise<unknown> | undefined =>
  visit?.page.evaluate((given) => (window.afterglow as (...call: unknown[]) => unknown)(...given), args);

/** All that a browser could know us by. */
async function stored() {
  const cookies = await visit?.context.cookies();
  const rest = await visit?.page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await caches.keys()),
  ]);
  return [...(cookies ?? []).map(({ name }) => name), ...(rest ?? [])];
}

const gpc = () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true });
const dnt = () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' });

describe('a visitor without a name', () => {
  it.each([
    ['where the project wants none', { anonymous: true }, undefined],
    ['under Global Privacy Control', {}, gpc],
    ['where Do Not Track asks for it', { dnt: 'anonymous' as const }, dnt],
  ])('is counted, with nothing stored and nothing recorded, %s', async (_, config, script) => {
    Object.assign(world.collector.config, config);
    world.collector.answers = [{ status: 503 }];
    await open({ body, attributes: 'data-domain="localhost"', ...(script && { script }) });
    const { page } = visit;
    await page.locator('#go').click();
    await call('track', 'bought', { price: 3 });
    await call('identify', 'ada');
    await until(() => events('event').length === 1);
    await page.waitForTimeout(500);
    await call('flush');

    expect(await stored()).toEqual([]);
    expect(events('pageview')).toHaveLength(1);
    expect(events('pageview')[0]?.recorded).toBeUndefined();
    expect(events('click')).toHaveLength(1);
    expect(await call('id')).toBeUndefined();
    for (const { header, lines } of world.collector.received) {
      expect(lines).toEqual([]);
      expect(Object.keys(header).filter((name) => ['visitor', 'session', 'secret', 'firstSeq'].includes(name))).toEqual(
        [],
      );
      expect(header.anonymous).toBe(true);
    }
    await page.goto('about:blank');
    await page.goto(`${world.site.url}/`);
    await until(() => events('pageview').length === 2);
    const tabs = new Set(world.collector.received.map(({ header }) => header.tab));
    expect(tabs.size).toBe(2);
    expect(await stored()).toEqual([]);
  });

  it.each([
    ['ignored', 'ignore', true],
    ['respected', 'respect', false],
  ] as const)('is not what Do Not Track makes where it is %s', async (_, setting, counted) => {
    world.collector.config.dnt = setting;
    await open({ body, script: dnt });
    await visit.page.waitForTimeout(1_200);

    expect(world.collector.received.length > 0).toBe(counted);
    expect(world.collector.received.every(({ header }) => header.visitor)).toBe(true);
    if (!counted) expect(await stored()).toEqual([]);
  });
});

describe('consent that is awaited', () => {
  it('is waited for in memory alone, and a refusal drops all of it', async () => {
    world.collector.config.consent = 'hold';
    await open({ body });
    await visit.page.locator('#go').click();
    await call('track', 'held');
    await visit.page.waitForTimeout(1_000);
    expect(await stored()).toEqual([]);
    await call('consent', false);
    await call('flush');
    await visit.page.reload();
    await visit.page.waitForTimeout(1_000);

    expect(world.collector.received).toEqual([]);
    expect(await stored()).toEqual([]);
  });
});

describe('what is excluded', () => {
  it.each([
    ['path sends nothing', { paths: ['/admin/*'], hosts: [] }, 200, '/admin/users'],
    ['host, to which settings are refused, sends and stores nothing', { paths: [], hosts: [] }, 403, '/'],
  ])('by %s', async (_, exclude, status, path) => {
    world.collector.config.exclude = exclude;
    world.collector.configStatus = status;
    await open({ body, path });
    await visit.page.locator('#go').click();
    await call('track', 'never');
    await visit.page.waitForTimeout(1_000);
    await call('flush');

    expect(world.collector.received).toEqual([]);
    if (status !== 200) expect(await stored()).toEqual([]);
  });

  it('is left out where a single-page app goes there, and not elsewhere', async () => {
    world.collector.config.exclude = { paths: ['/admin/*'], hosts: ['example.com', '*.example.com'] };
    await open({ body });
    const { page } = visit;
    await until(() => events('pageview').length === 1);
    await page.evaluate(() => history.pushState({}, '', '/admin/users'));
    await page.evaluate(() => document.body.append('excluded'));
    await page.locator('#go').click();
    await call('track', 'never');
    await page.waitForTimeout(1_200);
    await page.evaluate(() => {
      document.body.lastChild?.remove();
      history.pushState({}, '', '/shop');
    });
    await call('track', 'again');
    await until(() => events('event').length === 1);
    await call('flush');

    expect(events('pageview').map(({ path }) => path)).toEqual(['/', '/shop']);
    expect(events('event').map(({ name }) => name)).toEqual(['again']);
    expect(events('click')).toEqual([]);
    const wire = world.collector.received.map(({ text }) => text).join();
    expect(wire).not.toContain('/admin');
    expect(wire).not.toContain('excluded');
  });
});

describe('a name of the project’s own', () => {
  it('is where everything is asked for that follows', async () => {
    await open({ body: '', path: '/plain', complete: false });
    await visit.context.close();
    world.collector.reset();
    world.collector.config.sampling = 1;
    world.site.pages = {
      '/': `<!doctype html><title>Shop</title><script async src="${world.collector.url}/lib/shop.js" data-key="agw_test"></script>${body}`,
    };
    const context = await world.browser.newContext();
    const asked: string[] = [];
    context.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await open({ context });
    await until(() => world.collector.received.some(({ recorded }) => recorded.length > 0));

    expect(events('pageview')).toHaveLength(1);
    expect(asked.filter((path) => path !== '/').filter((path) => !path.startsWith('/lib/shop'))).toEqual([]);
    expect(asked).toContain('/lib/shop/i/config');
  });
});
