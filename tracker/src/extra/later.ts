import type { Inner } from '../inner.ts';

let timers: ReturnType<typeof setTimeout>[] = [];

/** Runs in `ms`, unless all is stopped before. */
export function later({ guard }: Pick<Inner, 'guard'>, ms: number, run: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(guard(run), ms);
  timers.push(timer);
  return timer;
}

/** Ends what has not run. */
export function clearTimers(): void {
  timers.forEach(clearTimeout);
  timers = [];
}
