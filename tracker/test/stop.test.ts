import { describe, expect, it } from 'vitest';
import { alive, countAlive } from './alive.ts';
import { open, useWorld, visit, world } from './own-world.ts';
import { stub } from './site.ts';
import { holdBack, until } from './world.ts';

useWorld({ sampling: 1 });

const body = '<button id="go">Go</button><input id="q"><iframe srcdoc="<p>In"></iframe>';
const events: typeof world.collector.events = (kind) => world.collector.events(kind);

/** Whether the page's own `pushState`, which it noted before anything else, is in place. */
const isNative = () =>
  visit.page.evaluate(() => history.pushState === (window as unknown as { native: unknown }).native);

describe('stop', () => {
  it('leaves no listener, timer or observer, and history as it was', async () => {
    await open({ body: `${body}<script>native=history.pushState</script>`, script: countAlive });
    const { page } = visit;
    await until(() => world.collector.received.some(({ recorded }) => recorded.length > 0));
    await page.locator('#go').click();
    await page.mouse.wheel(0, 100);
    await page.evaluate(() => {
      setTimeout(() => Promise.reject(new Error('rare')), 0);
    });
    await until(() => events('error').length === 1);
    expect((await alive(page)).length).toBeGreaterThan(10);
    await page.evaluate(() => window.afterglow('stop'));
    await page.evaluate(() => window.afterglow('flush'));
    await page.waitForTimeout(300);

    expect(await alive(page)).toEqual([]);
    expect(await isNative()).toBe(true);
    const before = world.collector.received.length;
    await page.locator('#go').click();
    await page.evaluate(() => history.pushState({}, '', '/elsewhere'));
    await page.waitForTimeout(1_200);
    expect(world.collector.received).toHaveLength(before);
    await page.evaluate(() => window.afterglow('start'));
    await page.locator('#go').click();
    await page.evaluate(() => window.afterglow('flush'));

    expect(events('click')).toHaveLength(2);
    expect(events('pageview').map(({ path }) => path)).toEqual(['/', '/elsewhere']);
  });

  it('leaves a pass-through where somebody wrapped ours since', async () => {
    await open({ body, script: countAlive });
    const { page } = visit;
    await until(() => events('pageview').length === 1);
    await page.evaluate(() => {
      const ours = history.pushState;
      history.pushState = function (...args) {
        ours.apply(this, args);
      };
      window.afterglow('stop');
      history.pushState({}, '', '/wrapped');
    });
    await page.waitForTimeout(800);

    expect(new URL(page.url()).pathname).toBe('/wrapped');
    expect(events('pageview')).toHaveLength(1);
    expect(await alive(page)).toEqual([]);
  });

  it('leaves no timer either while the server fails, and goes on at start', async () => {
    world.collector.always = { status: 503 };
    await open({ body, attributes: 'data-record="off"', script: countAlive });
    const { page } = visit;
    await until(() => world.collector.received.length > 0);
    await page.evaluate(() => window.afterglow('track', 'kept'));
    await page.evaluate(() => window.afterglow('stop'));
    await page.waitForTimeout(1_000);
    expect(await alive(page)).toEqual([]);
    world.collector.always = undefined;
    await page.evaluate(() => window.afterglow('start'));
    await until(() => events('event').length === 1);

    expect(events('pageview')).toHaveLength(1);
  });

  it('sends nothing of a page that is counted by call, and start counts the one that it finds', async () => {
    await open({ body, attributes: 'data-record="off"' });
    const { page } = visit;
    await page.evaluate(() => window.afterglow('flush'));
    await page.evaluate(() => {
      window.afterglow('stop');
      history.pushState({}, '', '/x');
      window.afterglow('page', '/x');
    });
    await page.evaluate(() => window.afterglow('flush'));
    expect(events('pageview').map(({ path }) => path)).toEqual(['/']);
    await page.evaluate(() => window.afterglow('start'));
    await page.evaluate(() => window.afterglow('flush'));

    expect(events('pageview').map(({ path }) => path)).toEqual(['/', '/x']);
  });

  it('called before the script came gives history back, and start counts the page', async () => {
    const context = await world.browser.newContext();
    const settings = await holdBack(context, '**/i/config?*');
    await open({
      before: `<script>native=history.pushState</script>${stub}<script>afterglow('stop')</script>`,
      body,
      attributes: 'data-record="off"',
      script: countAlive,
      context,
    });
    const { page } = visit;
    await until(async () => !(await alive(page))[0]);
    expect(await isNative()).toBe(true);
    settings.letIn();
    await page.waitForFunction(() => window.afterglow('id'));
    await page.evaluate(() => window.afterglow('flush'));
    expect(world.collector.received).toEqual([]);
    await page.evaluate(() => window.afterglow('start'));

    await until(() => events('pageview').length === 1);
  });

  it('takes no event that is tracked in the same moment', async () => {
    await open({ body, attributes: 'data-record="off"' });
    const { page } = visit;
    await page.evaluate(() => window.afterglow('flush'));
    await page.evaluate(() => {
      window.afterglow('stop');
      window.afterglow('track', 'never');
      window.afterglow('start');
    });
    await page.evaluate(() => window.afterglow('track', 'heard'));
    await page.evaluate(() => window.afterglow('flush'));

    expect(events('event').map(({ name }) => name)).toEqual(['heard']);
  });
});
