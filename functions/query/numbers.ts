/** From counted items to the numbers people read. */
import type { Metric, Numbers } from '#contracts/answers.ts';
import type { Counts } from '../shared/tally-items.ts';
import { countVisitors } from '../shared/visitor-sketch.ts';

export interface Counted {
  counts: Counts;
  visitors: Uint8Array;
}

/** Sums of counts. */
export function sumCounts(items: Iterable<{ counts: Counts }>): Required<Counts> {
  const sum: Required<Counts> = {
    pageviews: 0,
    events: 0,
    sessions: 0,
    bounces: 0,
    durationMs: 0,
    clicks: 0,
    rageClicks: 0,
    deadClicks: 0,
    errors: 0,
    recordings: 0,
    chosen: 0,
  };
  for (const { counts } of items) {
    for (const [name, value] of Object.entries(counts) as [keyof Counts, number][]) sum[name] += value;
  }
  return sum;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** The numbers; `visitors` counts each visitor of all items once. */
export function numbersOf(counts: Required<Counts>, visitors: number): Numbers {
  const { sessions, pageviews, events, bounces, durationMs, recordings } = counts;
  return {
    visitors,
    sessions,
    pageviews,
    events,
    bounceRate: ratio(bounces, sessions),
    avgDurationMs: Math.round(ratio(durationMs, sessions)),
    recordedShare: ratio(recordings, sessions),
  };
}

export const numbersOfItems = (items: readonly Counted[]): Numbers =>
  numbersOf(sumCounts(items), countVisitors(items.map(({ visitors }) => visitors)));

/** The metrics asked for. */
export function pick(numbers: Numbers, metrics: readonly Metric[]): Partial<Numbers> {
  return Object.fromEntries(metrics.map((metric) => [metric, numbers[metric]]));
}
