import type { Page } from 'playwright-core';

interface Timed {
  waiting: number[];
}

/** Runs in the page before anything else, so that `timers` can tell. */
export function noteTimers(): void {
  const { setTimeout: set, clearTimeout: clear } = window;
  const pauses = new Map<number | undefined, number>();
  const setNoted = (run: () => void, ms = 0) => {
    const id = set(() => {
      pauses.delete(id);
      run();
    }, ms);
    pauses.set(id, ms);
    return id;
  };
  const clearNoted = (id?: number) => {
    pauses.delete(id);
    clear(id);
  };
  Object.assign(window, { setTimeout: setNoted, clearTimeout: clearNoted });
  Object.defineProperty(window, 'waiting', { get: () => [...pauses.values()] });
}

/** ms of the page's timers that have not run, each from when it was set. */
export const timers = (page: Page): Promise<number[]> => page.evaluate(() => (window as unknown as Timed).waiting);
