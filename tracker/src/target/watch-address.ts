import type { Inner } from '../inner.ts';

/** Looks this often where no event tells of it, nor the page changes, ms. */
const lookMs = 200;

/**
 * Calls `changed` when the address is another, whoever changed it. The recorder tells what the page does in tasks of
 * its own, so that this comes before anything that is shown under the new address is told.
 */
export function watchAddress(
  { bound, guard, listen }: Pick<Inner, 'bound' | 'guard' | 'listen'>,
  changed: () => unknown,
): void {
  // A page may have an element of this id.
  if ((window.navigation as Partial<Navigation> | undefined)?.currentEntry) {
    listen(navigation, 'currententrychange', changed);
    return;
  }
  let path = location.pathname;
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = guard(() => {
    if (location.pathname === path) return;
    path = location.pathname;
    changed();
  });
  const observer = new MutationObserver(look);
  // Put on and taken off with the listeners.
  const watcher = {
    addEventListener() {
      observer.observe(document, { childList: true, characterData: true, attributes: true, subtree: true });
      clearInterval(timer);
      timer = setInterval(look, lookMs);
    },
    removeEventListener() {
      observer.disconnect();
      clearInterval(timer);
    },
  };
  bound.push([watcher, 'path', look, {}]);
  watcher.addEventListener();
}
