import { dayText, type InstantRange, midnightOf } from '../../../lib/zoned-range.ts';

export type Compare = 'previous' | 'year' | 'none';

const day = 86_400_000;

/**
 * The days to compare a range of whole days with, the same that the overview's numbers are compared with; null for
 * none. Days are counted by the calendar: a change of the clock makes none of them longer.
 */
export function earlierRange({ from, to }: InstantRange, compare: Compare, zone: string): InstantRange | null {
  if (compare === 'none') return null;
  const [first, last] = [dayText(from, zone), dayText(to, zone)];
  if (compare === 'year') return { from: midnightOf(yearBefore(first), zone), to: midnightOf(yearBefore(last), zone) };
  const length = Date.parse(last) - Date.parse(first);
  return { from: midnightOf(isoDay(Date.parse(first) - length), zone), to: from };
}

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function yearBefore(date: string): string {
  const moved = new Date(date);
  return isoDay(moved.setUTCFullYear(moved.getUTCFullYear() - 1));
}

/** What the numbers are compared with, in words. */
export function compareText({ from, to }: InstantRange, compare: Exclude<Compare, 'none'>): string {
  if (compare === 'year') return 'vs. a year before';
  const days = Math.round((Date.parse(to) - Date.parse(from)) / day);
  return days <= 1 ? 'vs. the day before' : `vs. previous ${days} days`;
}
