import { describe, expect, it } from 'vitest';
import { open, useWorld, visit, world } from './own-world.ts';
import { comeAgain, fill, inDatabase, leave, stored } from './stored.ts';
import { until } from './world.ts';

useWorld({ isSilent: true });

const body = '<p>Hi</p>';
// Sorted, as what leaves at hide leaves at once.
const names = () => {
  const all = world.collector.events('event').map(({ name }) => name);
  return all.sort();
};
const track = (name: string) => visit.page.evaluate((given) => void window.afterglow('track', given), name);
const flush = () => visit.page.evaluate(() => window.afterglow('flush'));
const holds = (name: string) => async () => (await inDatabase()).includes(`"${name}"`);
const hasFailed = () => world.collector.received.some(({ status }) => status === 503);

describe('what a failed try held arrives at the next visit', () => {
  it.each<[string, () => void]>([
    [
      'throws as it is opened',
      () => {
        indexedDB.open = () => {
          throw new DOMException('no', 'SecurityError');
        };
      },
    ],
    [
      'never opens',
      () => {
        const opening = Object.create(IDBOpenDBRequest.prototype) as IDBOpenDBRequest;
        for (const name of ['onsuccess', 'onerror', 'onblocked', 'onupgradeneeded'])
          Object.defineProperty(opening, name, { set() {} });
        indexedDB.open = () => opening;
      },
    ],
    [
      'takes nothing',
      () => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      },
    ],
  ])('where the database %s', async (_, script) => {
    await open({ body, script });
    await flush();
    world.collector.always = { status: 503 };
    await track('first');
    await until(hasFailed);
    await track('second');
    await comeAgain();
    await until(() => names().length === 2);

    expect(names()).toEqual(['first', 'second']);
  });

  it.each([1, 2, 3, 4])('where the page leaves while the database opens, time %s', async () => {
    await open({ body });
    await flush();
    world.site.pages['/plain'] = '<!doctype html><title>Plain</title>';
    world.collector.always = { status: 503 };
    await visit.page.evaluate(() => {
      const opening = indexedDB.open.bind(indexedDB);
      indexedDB.open = (...args) => {
        indexedDB.open = opening;
        location.href = '/plain';
        return opening(...args);
      };
      window.afterglow('track', 'first');
    });
    await visit.page.waitForURL('**/plain');
    await comeAgain();

    await until(() => names().length === 1);
  });

  it('where the local storage is full', async () => {
    await open({ body });
    await flush();
    await visit.page.evaluate(fill);
    world.collector.always = { status: 503 };
    await track('first');
    await until(holds('first'));
    await track('second');
    await until(holds('second'));
    await comeAgain();
    await until(() => names().length === 2);

    expect(names()).toEqual(['first', 'second']);
  });

  it('where the tab is killed while the server hangs', async () => {
    await open({ body });
    await flush();
    world.collector.always = { status: 'hang' };
    await visit.page.evaluate(() => {
      const noise = () =>
        Array.from(crypto.getRandomValues(new Uint8Array(1_600)), (byte) => byte.toString(36)).join('');
      // 20 kB, three of which fill a beacon.
      for (let i = 0; i < 20; i++) {
        const properties = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`p${n}`, noise().slice(0, 2_000)]));
        window.afterglow('track', `event ${i}`, properties);
      }
    });
    // The first of them is under way, and two events are in none yet.
    await until(holds('event 17'));
    const crashed = visit.page.waitForEvent('crash');
    const session = await visit.context.newCDPSession(visit.page);
    session.send('Page.crash').catch(() => {});
    await crashed;
    world.collector.always = undefined;
    await open({ context: visit.context });
    await until(() => names().length === 18);

    expect(names()).toEqual(Array.from({ length: 18 }, (_, i) => `event ${i}`).sort());
  });

  it('once, and is then forgotten, where both storages hold it', async () => {
    await open({ body });
    await flush();
    world.collector.always = { status: 503 };
    await track('first');
    await until(holds('first'));
    await leave();
    await visit.page.evaluate(async () => {
      const opening = indexedDB.open('afterglow');
      await new Promise((resolve) => {
        opening.onsuccess = resolve;
      });
      const store = opening.result.transaction('q').objectStore('q');
      const stamps = store.getAllKeys();
      const bodies = store.getAll();
      await new Promise((resolve) => {
        store.transaction.oncomplete = resolve;
      });
      opening.result.close();
      stamps.result.forEach((stamp, i) => {
        localStorage[`${stamp}`] = String.fromCharCode(...(bodies.result[i] as Uint8Array));
      });
    });
    await comeAgain();
    await until(() => names().length === 1);

    await until(async () => !(await inDatabase()));
    expect(await stored()).not.toContainEqual(expect.stringMatching(/^ag_q/));
  });
});
