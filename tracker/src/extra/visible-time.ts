/**
 * Counts a pageview's time in ms: `visible` while the page shows, `active` as whole seconds with input.
 * `take` hands out what came together since the last take.
 */
export function createVisibleTime(since: number) {
  let shownAt = since;
  let second = 0;
  let visible = 0;
  let active = 0;

  /** Adds the time until `at`; `shown` says whether the page shows from then on. */
  function look(at: number, shown: unknown) {
    if (shownAt) visible += at - shownAt;
    shownAt = shown ? at : 0;
  }

  return {
    look,
    /** Counts the second that an input falls into; true for the first input of a second. */
    isNew(at: number): boolean {
      const current = Math.floor(at / 1000);
      if (current === second) return false;
      second = current;
      active += 1000;
      return true;
    },
    take(at: number) {
      look(at, shownAt);
      const taken = { visible, active };
      visible = active = 0;
      return taken;
    },
  };
}
