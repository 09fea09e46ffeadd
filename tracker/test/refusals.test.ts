import { describe, expect, it } from 'vitest';
import { open, useWorld, visit, world } from './own-world.ts';
import { stub } from './site.ts';
import { comeAgain, inDatabase, leave, stored } from './stored.ts';
import { noteTimers, timers } from './timers.ts';
import { holdBack, until } from './world.ts';

useWorld({ isSilent: true });

const body = '<p>Hi</p>';
const refusal = { status: 403, body: { error: { code: 'session_refused' } } };
const names = () => world.collector.events('event').map(({ name }) => name);
const call = (...args: unknown[]): Promise<unknown> =>
  visit.page.evaluate((given) => (window.afterglow as (...call: unknown[]) => unknown)(...given), args);
const dropped = () =>
  world.collector.received
    .filter(({ status }) => status === 202)
    .reduce((sum, { header }) => sum + (header.dropped ?? 0), 0);
const holds = (name: string) => async () => (await inDatabase()).includes(`"${name}"`);

describe('a session that the server refuses', () => {
  it('is forgotten where it is stored, so that the next visit sends and tells none of it', async () => {
    await open({ body });
    await call('flush');
    world.collector.always = { status: 503 };
    for (const name of ['first', 'second', 'third']) {
      await call('track', name);
      await until(holds(name));
    }
    world.collector.answers = [refusal];
    world.collector.always = undefined;
    await until(() => world.collector.received.at(-1)?.status === 202);
    await call('flush');
    const before = dropped();
    expect(before).toBeGreaterThanOrEqual(3);
    await until(async () => !(await inDatabase()));
    await comeAgain();
    await call('flush');

    expect(names()).toEqual([]);
    expect(dropped()).toBe(before);
  });

  it('again and again is met with pauses that grow', async () => {
    world.collector.always = refusal;
    await open({ body });
    await until(() => world.collector.received.length === 4);
    const [, second = 0, third = 0, fourth = 0] = world.collector.received.map(({ at }) => at);

    expect(third - second).toBeGreaterThanOrEqual(990);
    expect(fourth - third).toBeGreaterThanOrEqual(1_990);
  });
});

describe('a visitor who refuses', () => {
  it('while the database opens leaves nothing behind, and nothing is sent later', async () => {
    await open({ body, script: noteTimers });
    await call('flush');
    world.collector.always = { status: 503 };
    await visit.page.evaluate(
      () =>
        new Promise<void>((done) => {
          const opening = indexedDB.open.bind(indexedDB);
          indexedDB.open = (...args) => {
            queueMicrotask(() => {
              window.afterglow('consent', false);
              done();
            });
            return opening(...args);
          };
          window.afterglow('track', 'private');
        }),
    );
    world.collector.always = undefined;
    await until(async () => !(await timers(visit.page))[0]);

    expect(await stored()).toEqual([]);
    await comeAgain();
    await call('flush');
    expect(names()).toEqual([]);
  });

  it('while a beacon is under way leaves nothing behind once it is answered', async () => {
    await open({ body, script: noteTimers });
    await call('flush');
    world.collector.always = { status: 503 };
    await call('track', 'private');
    await until(holds('private'));
    const beacon = visit.page.waitForRequest('**/i?k=*');
    const server = await holdBack(visit.context, '**/i?k=*');
    await beacon;
    world.collector.always = undefined;
    await visit.page.evaluate(() => {
      window.afterglow('consent', false);
      indexedDB.open = () => {
        throw Object.assign(window, { opened: true });
      };
    });
    const answered = visit.page.waitForResponse('**/i?k=*');
    server.letIn();
    await (await answered).finished();
    await until(async () => !(await timers(visit.page))[0]);

    expect(await visit.page.evaluate(() => 'opened' in window)).toBe(false);
    expect(await stored()).toEqual([]);
  });

  it('in one tab is heard in the others, which send nothing more and store nothing again', async () => {
    await open({ body, script: noteTimers });
    await call('flush');
    world.collector.always = { status: 503 };
    await call('track', 'private');
    await until(holds('private'));
    const { page } = await world.open({ context: visit.context });
    await page.waitForFunction(() => window.afterglow('id'));
    await page.evaluate(() => window.afterglow('consent', false));
    await visit.page.waitForFunction(() => !window.afterglow('id'));
    world.collector.always = undefined;
    await call('track', 'later');
    await until(async () => !(await timers(visit.page))[0]);

    expect(names()).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('is not who clears the local storage in another tab', async () => {
    await open({ body });
    await call('flush');
    const before = await call('id');
    const { page } = await world.open({ context: visit.context });
    await page.evaluate(() => localStorage.clear());
    await visit.page.waitForFunction(() => !localStorage.ag_v);
    await call('track', 'still here');
    await until(() => names().length === 1);

    expect(await call('id')).toEqual(before);
  });
});

describe('an earlier visit with a name', () => {
  const attributes = 'data-domain="localhost"';

  /** Leaves what can be left in all places. */
  async function visitBefore(): Promise<void> {
    await open({ body, attributes });
    await call('flush');
    world.collector.always = { status: 503 };
    await call('track', 'private');
    await until(holds('private'));
    expect(await stored()).toEqual(expect.arrayContaining(['ag_v', 'ag_s', 'ag_t', 'afterglow']));
    expect((await visit.context.cookies()).map(({ name }) => name)).toContain('ag_v');
    await leave();
    world.collector.always = undefined;
  }

  it.each([
    ['under Global Privacy Control', () => visit.page.addInitScript(gpc)],
    ['where the project wants no names', () => Object.assign(world.collector.config, { anonymous: true })],
  ])('leaves nothing %s', async (_, change) => {
    await visitBefore();
    await change();
    await visit.page.goto(world.site.url);
    await until(() => world.collector.received.some(({ header }) => header.anonymous));

    await until(async () => !(await stored())[0]);
    await call('flush');
    expect(names()).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it.each([
    ['at once', `${stub}<script>afterglow('consent',false)</script>`],
    ['later', ''],
  ])('leaves nothing where a page that waits for consent is refused it %s', async (_, before) => {
    await visitBefore();
    await open({
      body,
      before,
      attributes: `${attributes} data-consent="hold"`,
      path: '/held',
      context: visit.context,
    });
    if (!before) await call('consent', false);
    await call('flush');

    await until(async () => !(await stored())[0]);
  });
});

const gpc = () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true });
