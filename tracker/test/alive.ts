import type { Page } from 'playwright-core';

/** Counts what is alive: wraps what adds listeners, timers and observers; runs in the page before anything else. */
export function countAlive(): void {
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
}

/** What of it is alive, by its name. */
export const alive = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { alive(): string[] }).alive());
