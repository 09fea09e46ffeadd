import type { InstantRange } from '../../../lib/zoned-range.ts';

export type Compare = 'previous' | 'year' | 'none';

/** The range to compare with, the same that the overview's numbers are compared with; null for none. */
export function earlierRange({ from, to }: InstantRange, compare: Compare): InstantRange | null {
  if (compare === 'none') return null;
  const start = new Date(from);
  const end = new Date(to);
  if (compare === 'previous') {
    return { from: new Date(2 * start.getTime() - end.getTime()).toISOString(), to: from };
  }
  start.setUTCFullYear(start.getUTCFullYear() - 1);
  end.setUTCFullYear(end.getUTCFullYear() - 1);
  return { from: start.toISOString(), to: end.toISOString() };
}

/** What the numbers are compared with, in words. */
export function compareText({ from, to }: InstantRange, compare: Exclude<Compare, 'none'>): string {
  if (compare === 'year') return 'vs. a year before';
  const hours = Math.round((Date.parse(to) - Date.parse(from)) / 3_600_000);
  const days = Math.round(hours / 24);
  return days <= 1 ? 'vs. the day before' : `vs. previous ${days} days`;
}
