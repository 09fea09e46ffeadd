interface Click<T> {
  at: number;
  x: number;
  y: number;
  what: T;
}

const within = 1_000;
const radius = 30;
const near = (a: Click<unknown>, b: Click<unknown>) => Math.hypot(a.x - b.x, a.y - b.y) <= radius;

/**
 * Finds bursts of 3 or more clicks within 1 s of each other inside 30 px. A burst lasts until 1 s passes
 * without a click, and is handed to `finished`, once, with its first click, by the next click or whoever asks for what
 * is old: each beacon that closes does. Each of its clicks goes to `raged`.
 */
export function createRageClicks<T>(
  finished: (first: T, at: number, clicks: number) => void,
  raged: (what: T) => void,
) {
  let recent: Click<T>[] = [];
  let burst: Click<T>[] = [];
  let lastAt = 0;

  function finish() {
    const [first] = burst;
    if (first) finished(first.what, first.at, burst.length);
    recent = [];
    burst = [];
  }

  return {
    click(at: number, x: number, y: number, what: T) {
      if (at - lastAt >= within) finish();
      lastAt = at;
      const click = { at, x, y, what };
      const [first] = burst;
      if (first) {
        if (!near(first, click)) return;
        burst.push(click);
        return raged(what);
      }
      recent = [...recent.filter((other) => at - other.at <= within), click];
      const close = recent.filter((other) => near(other, click));
      const together = close.filter((one) => close.every((other) => near(one, other)));
      if (!together[2]) return;
      burst = together;
      for (const each of together) raged(each.what);
    },
    /** Ends a burst whose second has passed, or any at all when the page may be gone. */
    finishOld(at: number, now?: boolean) {
      if (now || at - lastAt >= within) finish();
    },
  };
}
