import type { CDPSession } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordingOp } from '../../../contracts/recording-format.ts';
import { until } from '../world.ts';
import { stage, useStage } from './own-stage.ts';
import type { Performance } from './stage.ts';

useStage();

let performance: Performance | undefined;

beforeEach(() => {
  stage.world.collector.reset();
  stage.world.collector.config.sampling = 1;
});
afterEach(() => performance?.close());

const manyRows = 40_000;

/** A page of as many rows with text that does not compress. */
const long = (rows: number) => `<ol id="rows"></ol><script>
  let html = '';
  for (let i = 0; i < ${rows}; i++) html += '<li class="c' + (i % 9) + '"><b>' + i + '</b> ' + Array.from({ length: 40 }, () => Math.random().toString(36)).join(' ');
  document.getElementById('rows').innerHTML = html;</script>`;
const recording = ({ lines }: { lines: readonly (readonly unknown[])[] }, op: number) =>
  lines.some((line) => line[0] === op);
/** Snapshots that are told to their end. */
const snapshots = () => performance?.count(recordingOp.end) ?? 0;

describe('a snapshot', () => {
  it('is streamed over many beacons, and plays as one', async () => {
    performance = await stage.perform({ body: long(8_000) });
    await until(() => snapshots() === 1, 60_000);
    await performance.settle();
    await performance.tell('the snapshot');
    await performance.page.evaluate(() => document.querySelector('li:nth-child(3000)')?.append('changed'));
    await performance.settle();
    await performance.tell('a change');

    expect(performance.beacons().filter((beacon) => recording(beacon, recordingOp.nodes)).length).toBeGreaterThan(2);
    for (const { body } of performance.beacons()) expect(body.length).toBeLessThan(1_000_000);
    expect((await performance.judge()).join('\n')).toBe('');
    expect(snapshots()).toBe(1);
  });

  it('that is cut short because the page is left plays as far as it came', async () => {
    performance = await stage.perform({
      body: '<ol id="rows"></ol>',
      pages: { '/left': '<!doctype html><p>Left' },
    });
    const { page, settle } = performance;
    await until(() => snapshots() === 1, 60_000);
    await page.evaluate((count) => {
      const rows = Array.from({ length: count }, (_, index) => `<li class="c${index % 9}"><b>${index}</b> row`);
      (document.querySelector('#rows') as Element).innerHTML = rows.join('');
    }, manyRows);
    await settle();
    // A new session begins with a snapshot; its tasks are posted, and the page is left after a few of them.
    await page.evaluate(() => {
      const post = MessagePort.prototype.postMessage;
      let tasks = 0;
      MessagePort.prototype.postMessage = function (this: MessagePort, ...given: unknown[]) {
        tasks += 1;
        if (tasks === 4) location.href = '/left';
        return post.apply(this, given as never);
      };
      window.afterglow('reset');
    });
    await until(() => snapshots() === 2, 60_000);
    const { tree, report } = await stage.replay(performance.recorded());
    const rows = tree.lines.filter((line) => /<li class="c\d">/.test(line));

    expect(report.join('\n')).toBe('');
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.length).toBeLessThan(manyRows);
    expect(rows.map((line) => Number(/c(\d)/.exec(line)?.[1]))).toEqual(rows.map((_, index) => index % 9));
  });
});

describe('what is lost', () => {
  it('is a gap that the next snapshot heals', async () => {
    performance = await stage.perform({ body: '<h1>Shoes</h1><ul id="list"></ul>' });
    const { page, settle, tell } = performance;
    await until(() => snapshots() === 1, 60_000);
    await settle();
    await tell('the first snapshot');
    stage.world.collector.answers = [{ status: 400 }];
    await page.evaluate(() => {
      document.querySelector('h1')?.append(' lost');
      document.querySelector('#list')?.insertAdjacentHTML('beforeend', '<li>lost</li>');
    });
    await settle();
    await until(() => snapshots() === 2, 60_000);
    await page.evaluate(() => document.querySelector('li')?.append(' and changed'));
    await settle();
    await tell('the snapshot that heals');

    expect(performance.beacons().filter(({ status }) => status === 400)).toHaveLength(1);
    expect((await performance.judge()).join('\n')).toBe('');
  });
});

describe('a storm of changes', () => {
  const storm = (ms: number) => `(async () => {
    const box = document.querySelector('#storm');
    const end = Date.now() + ${ms};
    for (let turn = 0; Date.now() < end; turn++) {
      let html = '';
      for (let i = 0; i < 4000; i++) html += '<p class="c' + i + '"><b>' + turn + '</b>' + Math.random().toString(36) + '</p>';
      box.innerHTML = html;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })()`;

  /** Ends a storm in which nothing was sent, and waits for the snapshot that heals. */
  async function over(): Promise<void> {
    const { page } = performance as Performance;
    // The page may send by itself as soon as it is answered, before it is told to.
    const before = snapshots();
    stage.world.collector.answers = [];
    await page.evaluate(() => document.querySelector('#storm')?.replaceChildren('over'));
    // Goes on at once, where it would pause for as long as tries have failed.
    await page.evaluate(() => window.afterglow('start'));
    await until(async () => {
      await page.evaluate(() => window.afterglow('flush'));
      return snapshots() > before;
    }, 60_000);
  }

  it('holds no more than 8 MB while nothing can be sent, and is right again after it', async () => {
    const weigh = async (attributes?: string) => {
      await performance?.close();
      performance = await stage.perform({ body: '<div id="storm"></div>', ...(attributes ? { attributes } : {}) });
      const { session } = performance;
      if (!attributes) await until(() => snapshots() === 1, 60_000);
      stage.world.collector.answers = Array.from({ length: 1_000 }, () => ({ status: 503 }));
      let most = 0;
      let last = 0;
      // A recorder that has given up holds as much after a storm as before it.
      for (let round = 0, still = 0; round < 40 && still < 3; round += 1) {
        await session.send('Runtime.evaluate', { expression: storm(600), awaitPromise: true });
        const held = await heapOf(session);
        still = Math.abs(held - last) < 20_000 ? still + 1 : 0;
        last = held;
        most = Math.max(most, held);
      }
      return most;
    };
    const without = await weigh('data-record="off"');
    const held = (await weigh()) - without;
    const { settle, tell, judge } = performance as unknown as Performance;
    await over();
    await settle();
    await tell('the storm');

    expect(held).toBeLessThan(8e6);
    expect((await judge()).join('\n')).toBe('');
  });

  it('is a marked gap where more has to be told than may be held', async () => {
    performance = await stage.perform({ body: '<h1>Shoes</h1><p id="storm"></p>' });
    const { session, settle, tell, judge } = performance;
    await until(() => snapshots() === 1, 60_000);
    stage.world.collector.answers = Array.from({ length: 1_000 }, () => ({ status: 503 }));
    // Few nodes and many bytes that do not compress: neither a line nor the ids of nodes are worth a new snapshot.
    await session.send('Runtime.evaluate', {
      expression: `(async () => {
        for (const end = Date.now() + 6000; Date.now() < end; ) {
          document.querySelector('#storm').textContent = Array.from({ length: 70_000 }, () => Math.random().toString(36)).join('');
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })()`,
      awaitPromise: true,
    });
    await over();
    await settle();
    await tell('the storm');

    expect(performance.count(recordingOp.gap)).toBe(1);
    expect((await judge()).join('\n')).toBe('');
  });

  it('leaves nothing behind while a page that is told whole waits to be sent', async () => {
    stage.world.collector.answers = Array.from({ length: 1_000 }, () => ({ status: 503 }));
    performance = await stage.perform({ body: `<div id="storm"></div>${long(9_000)}` });
    const { session } = performance;
    const held: number[] = [];
    for (let round = 0; round < 14; round += 1) {
      await session.send('Runtime.evaluate', { expression: storm(400), awaitPromise: true });
      held.push(await heapOf(session));
    }

    expect(snapshots()).toBe(0);
    expect((held.at(-1) as number) - (held.at(-7) as number)).toBeLessThan(1e6);
  });

  it('leaves a page that is right again', async () => {
    performance = await stage.perform({ body: '<h1>Shoes</h1><div id="storm"></div>' });
    const { session, settle, tell, page } = performance;
    await until(() => snapshots() === 1, 60_000);
    await session.send('Runtime.evaluate', { expression: storm(3_000), awaitPromise: true });
    await page.evaluate(() => document.querySelector('#storm')?.replaceChildren('over'));
    await settle();
    await tell('the storm');
    await page.evaluate(() => document.querySelector('#storm')?.append(' and on'));
    await settle();
    await tell('a change after it');

    expect((await performance.judge()).join('\n')).toBe('');
  });
});

describe('stop', () => {
  it('leaves nothing of the recorder behind', async () => {
    const left = async (attributes?: string) => {
      performance = await stage.perform({
        body: '<h1>Shoes</h1><div id="host"></div><script>host.attachShadow({mode:"open"}).innerHTML="<p>In</p>"</script>',
        script: noteNatives,
        ...(attributes ? { attributes } : {}),
      });
      const { page, session, beacons } = performance;
      if (!attributes) await until(() => snapshots() === 1, 60_000);
      await page.evaluate(() => window.afterglow('flush'));
      await page.evaluate(() => window.afterglow('stop'));
      await page.evaluate(() => window.afterglow('flush'));
      const before = beacons().flatMap(({ lines }) => lines).length;
      await page.evaluate(() => document.body.append('unseen'));
      await page.waitForTimeout(700);
      await page.evaluate(() => window.afterglow('flush'));
      const after = beacons().flatMap(({ lines }) => lines).length;
      const found = {
        lines: after - before,
        natives: await page.evaluate(() => changedNatives()),
        listeners: await listenersOf(session),
      };
      await performance.close();
      return found;
    };

    expect(await left()).toEqual(await left('data-record="off"'));
  });
});

/** Bytes that are held, once the garbage is gone. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** What is listened to on window, document and the shadow root. */
async function listenersOf(session: CDPSession): Promise<string[]> {
  const types: string[] = [];
  for (const expression of ['window', 'document', 'host.shadowRoot']) {
    const { result } = await session.send('Runtime.evaluate', { expression });
    const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: String(result.objectId) });
    types.push(...listeners.map(({ type }) => `${expression} ${type}`));
  }
  return types.sort();
}

/** Notes what the browser has before anybody changes it, and says later what was changed and not put back. */
function noteNatives(): void {
  const owners = Object.getOwnPropertyNames(window).filter((name) => /^[A-Z]/.test(name) || name === 'console');
  const objects = owners.flatMap((name) => {
    const value = (window as unknown as Record<string, { prototype?: object }>)[name];
    return value?.prototype ? ([[name, value.prototype]] as const) : [];
  });
  const all = () =>
    new Map(
      [...objects, ['window', window] as const, ['console', console] as const].flatMap(([name, owner]) =>
        Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([key, { value, get, set }]) => [
          [`${name}.${key}`, typeof value === 'function' ? value : undefined] as const,
          [`get ${name}.${key}`, get] as const,
          [`set ${name}.${key}`, set] as const,
        ]),
      ),
    );
  const before = all();
  window.changedNatives = () =>
    [...all()].flatMap(([name, now]) => (before.has(name) && before.get(name) !== now ? [name] : [])).sort();
}

declare global {
  function changedNatives(): string[];
  interface Window {
    changedNatives(): string[];
  }
}
