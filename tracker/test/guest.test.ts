import { describe, expect, it } from 'vitest';
import { open, useWorld, visit, world } from './own-world.ts';
import { until, type Visit, type World } from './world.ts';

useWorld({ sampling: 1 });

const body = '<button id="go">Go</button><input id="q"><iframe srcdoc="<p>In"></iframe>';
const events: World['collector']['events'] = (kind) => world.collector.events(kind);

/** What a page may do to what we use: each is tried before and after the script has come. */
const deeds: Record<string, () => void> = {
  'fetch throws': () => {
    window.fetch = () => {
      throw new Error('ours');
    };
  },
  'fetch rejects': () => {
    window.fetch = () => Promise.reject(new Error('ours'));
  },
  'fetch is gone': () => {
    Reflect.deleteProperty(window, 'fetch');
  },
  'JSON throws': () => {
    JSON.stringify = JSON.parse = () => {
      throw new Error('ours');
    };
  },
  'JSON is gone': () => {
    Object.defineProperty(window, 'JSON', { value: undefined });
  },
  'JSON is frozen': () => {
    Object.freeze(JSON);
  },
  'Array.prototype throws': () => {
    for (const name of ['map', 'filter', 'flatMap', 'push', 'splice', 'some', 'find'])
      Object.defineProperty(Array.prototype, name, {
        value: () => {
          throw new Error('ours');
        },
      });
  },
  'Array.prototype has more': () => {
    for (const name of ['each', 'last']) Object.assign(Array.prototype, { [name]: () => [] });
    Object.assign(Object.prototype, { extended: () => 1 });
  },
  // As Prototype.js does.
  'arrays have a toJSON': () => {
    Object.assign(Array.prototype, {
      toJSON(this: unknown[]) {
        return `[${this.join(', ')}]`;
      },
    });
  },
  'Array.prototype is frozen': () => {
    Object.freeze(Array.prototype);
    Object.freeze(Object.prototype);
  },
  'Date throws': () => {
    Date.now = () => {
      throw new Error('ours');
    };
  },
  'Date is gone': () => {
    Object.defineProperty(window, 'Date', { value: undefined });
  },
  'Promise is another': () => {
    Object.assign(window, { Promise: class Other {} });
  },
  'Promise.prototype throws': () => {
    for (const name of ['then', 'catch', 'finally'])
      Object.defineProperty(Promise.prototype, name, {
        value: () => {
          throw new Error('ours');
        },
      });
  },
  'history throws': () => {
    for (const name of ['pushState', 'replaceState'] as const)
      Object.defineProperty(history, name, {
        set() {
          throw new Error('ours');
        },
        get() {
          return () => {};
        },
      });
  },
  'history is frozen': () => {
    Object.freeze(history);
    Object.freeze(Object.getPrototypeOf(history));
  },
};

describe('a page that changes what we use', () => {
  it.each(Object.keys(deeds))('never sees an error of ours when, before us, %s', async (name) => {
    await open({ before: `<script>(${deeds[name]})()</script>`, body, complete: false });
    await use();

    expect(visit.errors).toEqual([]);
  });

  it.each(Object.keys(deeds))('never sees an error of ours when, after us, %s', async (name) => {
    await open({ body });
    await visit.page.waitForFunction(() => window.afterglow('id'));
    await until(() => events('pageview').length === 1);
    // By the page itself: what evaluates is not to be what breaks.
    await visit.page.addScriptTag({ content: `setTimeout(()=>{(${deeds[name]})()},50)` });
    await visit.page.waitForTimeout(150);
    await use();

    expect(visit.errors).toEqual([]);
  });

  it.each([
    'JSON throws',
    'JSON is gone',
    'Date throws',
    'fetch throws',
    'Array.prototype has more',
    'arrays have a toJSON',
    'history is frozen',
  ])('is counted on when, after us, %s', async (name) => {
    await open({ body });
    await visit.page.waitForFunction(() => window.afterglow('id'));
    await visit.page.addScriptTag({
      content: `(${deeds[name]})();afterglow('track','still here',{price:1,tags:{a:1}})`,
    });
    await until(() => events('event').length === 1);

    expect(events('event')[0]).toMatchObject({ name: 'still here', properties: { price: 1, tags: '{"a":1}' } });
  });

  async function use(): Promise<void> {
    const { page } = visit as Visit;
    const box = { x: 20, y: 15 };
    await page.mouse.move(box.x, box.y);
    for (let i = 0; i < 3; i++) await page.mouse.click(box.x, box.y);
    await page.mouse.wheel(0, 300);
    await page.keyboard.press('Tab');
    await page.keyboard.type('a');
    await page.waitForTimeout(1_500);
    await page.goto('about:blank');
  }
});

describe('stop', () => {
  /** Counts what is alive: wraps what adds listeners, timers and observers before anything runs. */
  const count = () => {
    const alive = new Map<string, number>();
    const add = (name: string, by: number) => alive.set(name, (alive.get(name) ?? 0) + by);
    const keys = new WeakMap<object, number>();
    let next = 0;
    const keyOf = (what: object) => {
      if (!keys.has(what)) keys.set(what, ++next);
      return keys.get(what);
    };
    const listeners = new Set<string>();
    const label = (target: EventTarget, type: string, run: object, options: unknown) => {
      const capture = typeof options === 'object' ? !!(options as { capture?: boolean } | null)?.capture : !!options;
      return `${keyOf(target)} ${type} ${keyOf(run)} ${capture}`;
    };
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type, run, options) {
      // The page's own: what is asked of a worker, a request to IndexedDB or a signal goes with it.
      if (run && (this instanceof Node || this === window)) listeners.add(label(this, type, run, options));
      return addEventListener.call(this, type, run, options);
    };
    EventTarget.prototype.removeEventListener = function (type, run, options) {
      if (run) listeners.delete(label(this, type, run, options));
      return removeEventListener.call(this, type, run, options);
    };
    for (const [set, clear, again] of [
      ['setTimeout', 'clearTimeout', false],
      ['setInterval', 'clearInterval', true],
      ['requestAnimationFrame', 'cancelAnimationFrame', false],
      ['requestIdleCallback', 'cancelIdleCallback', false],
    ] as const) {
      const real = window[set] as (run: () => void, ms?: number) => number;
      const ended = window[clear];
      const open = new Set<number>();
      Object.assign(window, {
        [set]: (run: (...args: unknown[]) => void, ms?: number) => {
          const id = real((...args: unknown[]) => {
            if (!again && open.delete(id)) add(set, -1);
            run(...args);
          }, ms);
          open.add(id);
          add(set, 1);
          return id;
        },
        [clear]: (id: number) => {
          if (open.delete(id)) add(set, -1);
          ended(id);
        },
      });
    }
    for (const name of [
      'MutationObserver',
      'ResizeObserver',
      'IntersectionObserver',
      'PerformanceObserver',
      'ReportingObserver',
    ] as const) {
      const { observe, disconnect } = window[name].prototype as unknown as {
        observe(...args: unknown[]): void;
        disconnect(): void;
      };
      const open = new Set<unknown>();
      Object.assign(window[name].prototype, {
        observe(...args: unknown[]) {
          if (!open.has(this)) add(name, 1);
          open.add(this);
          observe.apply(this, args);
        },
        disconnect() {
          if (open.delete(this)) add(name, -1);
          disconnect.apply(this);
        },
      });
    }
    Object.assign(window, {
      alive: () => [
        ...[...alive].filter(([, of]) => of).map(([name, of]) => `${name}: ${of}`),
        ...[...listeners].map((one) => one.split(' ')[1]),
      ],
    });
  };
  const alive = () => visit?.page.evaluate(() => (window as unknown as { alive(): string[] }).alive());

  it('leaves no listener, timer or observer, and history as it was', async () => {
    await open({ body: `${body}<script>native=history.pushState</script>`, script: count });
    const { page } = visit;
    await until(() => world.collector.received.some(({ recorded }) => recorded.length > 0));
    await page.locator('#go').click();
    await page.mouse.wheel(0, 100);
    await page.evaluate(() => {
      setTimeout(() => Promise.reject(new Error('rare')), 0);
    });
    await until(() => events('error').length === 1);
    expect((await alive())?.length).toBeGreaterThan(10);
    await page.evaluate(() => window.afterglow('stop'));
    await page.evaluate(() => window.afterglow('flush'));
    await page.waitForTimeout(300);

    expect(await alive()).toEqual([]);
    expect(await page.evaluate(() => history.pushState === (window as unknown as { native: unknown }).native)).toBe(
      true,
    );
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
    await open({ body, script: count });
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
    expect(await alive()).toEqual([]);
  });

  it('leaves no timer either while the server fails, and goes on at start', async () => {
    world.collector.always = { status: 503 };
    await open({ body, attributes: 'data-record="off"', script: count });
    const { page } = visit;
    await until(() => world.collector.received.length > 0);
    await page.evaluate(() => window.afterglow('track', 'kept'));
    await page.evaluate(() => window.afterglow('stop'));
    await page.waitForTimeout(1_000);
    expect(await alive()).toEqual([]);
    world.collector.always = undefined;
    await page.evaluate(() => window.afterglow('start'));
    await until(() => events('event').length === 1);

    expect(events('pageview')).toHaveLength(1);
  });
});
