import { EventType, type eventWithTime, IncrementalSource } from '@rrweb/types';

/** A stretch of the recording, ms since its start. */
export interface Stretch {
  from: number;
  to: number;
}

const byHand: ReadonlySet<number> = new Set([
  IncrementalSource.MouseMove,
  IncrementalSource.MouseInteraction,
  IncrementalSource.Scroll,
  IncrementalSource.Input,
  IncrementalSource.TouchMove,
  IncrementalSource.MediaInteraction,
  IncrementalSource.Drag,
  IncrementalSource.Selection,
]);

/** True for what a person did, false for what the page did by itself. */
export function isActivity(event: eventWithTime): boolean {
  return event.type === EventType.IncrementalSnapshot && byHand.has(event.data.source);
}

/** Longer without input is inactivity; a second is left on each side so that a skip does not feel like a cut. */
export const inactivity = { threshold: 5_000, lead: 1_000 } as const;

/** Stretches of `[0, end]` without activity; `times` in ascending order. */
export function inactiveStretches(times: readonly number[], end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let last = 0;
  for (const time of [...times, end]) {
    if (time - last > inactivity.threshold) {
      const from = last === 0 ? 0 : last + inactivity.lead;
      const to = time === end ? end : time - inactivity.lead;
      stretches.push({ from, to });
    }
    last = Math.max(last, time);
  }
  return stretches;
}

/** The stretch that contains a time, if any. */
export function stretchAt(stretches: readonly Stretch[], time: number): Stretch | undefined {
  return stretches.find((stretch) => time >= stretch.from && time < stretch.to);
}

/** Activity per bin, 0…1 of the busiest; the root keeps quiet bins visible beside a storm. */
export function activityHistogram(times: readonly number[], end: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  if (end <= 0) return counts;
  for (const time of times) {
    if (time < 0 || time > end) continue;
    const bin = Math.min(bins - 1, Math.floor((time / end) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return most === 0 ? counts : counts.map((count) => Math.sqrt(count / most));
}
