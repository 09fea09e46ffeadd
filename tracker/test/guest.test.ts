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
  'Promise.prototype.catch does nothing': () => {
    Object.assign(Promise.prototype, { catch: () => {} });
  },
  'Array.prototype throws and Promise.prototype.catch does nothing': () => {
    Object.assign(Promise.prototype, { catch: () => {} });
    for (const name of ['filter', 'flatMap', 'push', 'splice'])
      Object.defineProperty(Array.prototype, name, {
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

  it('never sees an error of ours when the server answers what is no JSON and Promise.prototype.catch does nothing', async () => {
    world.collector.always = { status: 503, text: '<h1>Service unavailable</h1>' };
    await open({
      before: `<script>(${deeds['Promise.prototype.catch does nothing']})()</script>`,
      body,
      complete: false,
    });
    await until(() => world.collector.received.length >= 1);
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
