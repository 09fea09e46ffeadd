/** Buckets of time in a project's zone: hours, days, weeks from Monday, months. Instants are ms since the epoch. */
import type { Grain } from '#contracts/answers.ts';
import { ApiError } from '#contracts/errors.ts';
import { dayStart, hourStart, zoneOffset } from '../shared/zone.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const maxDays = 400;

/** `to` is exclusive. */
export interface Span {
  from: number;
  to: number;
}

/** What clocks in `zone` show at an instant, as a UTC date. */
const shown = (ms: number, zone: string): Date => new Date(ms + zoneOffset(ms, zone));

/** Start of the day that is `days` before the day which starts at `start`; noon is safe from changes of the clock. */
const daysBefore = (start: number, days: number, zone: string): number => dayStart(start - days * day + day / 2, zone);

/** Start of the bucket that an instant lies in. */
export function bucketStart(ms: number, grain: Grain, zone: string): number {
  switch (grain) {
    case 'minute':
      return Math.floor(ms / minute) * minute;
    case 'hour':
      return hourStart(ms, zone);
    case 'day':
      return dayStart(ms, zone);
    case 'week': {
      const today = dayStart(ms, zone);
      return daysBefore(today, (shown(today, zone).getUTCDay() + 6) % 7, zone);
    }
    case 'month': {
      const today = dayStart(ms, zone);
      return daysBefore(today, shown(today, zone).getUTCDate() - 1, zone);
    }
  }
}

/** Start of the bucket after the one that starts at `start`. */
export function nextBucket(start: number, grain: Grain, zone: string): number {
  switch (grain) {
    case 'minute':
      return start + minute;
    case 'hour':
      return hourStart(start + hour, zone);
    case 'day':
      return dayStart(start + day + day / 2, zone);
    case 'week':
      return dayStart(start + 7 * day + day / 2, zone);
    case 'month':
      return bucketStart(start + 32 * day, 'month', zone);
  }
}

/** The span widened to whole buckets. */
export function widen({ from, to }: Span, grain: Grain, zone: string): Span {
  const last = bucketStart(to, grain, zone);
  return { from: bucketStart(from, grain, zone), to: last === to ? to : nextBucket(last, grain, zone) };
}

/** Starts of all buckets of a widened span. */
export function buckets({ from, to }: Span, grain: Grain, zone: string): number[] {
  const starts: number[] = [];
  for (let start = from; start < to; start = nextBucket(start, grain, zone)) starts.push(start);
  return starts;
}

/** The span a request asks for: `from` before `to`, at most 400 days. */
export function spanOf(query: { from: string; to: string }): Span {
  const from = Date.parse(query.from);
  const to = Date.parse(query.to);
  if (from >= to) throw new ApiError('invalid_request', '`to` must be after `from`.');
  if (to - from > maxDays * day) throw new ApiError('range_too_long', `Ask for at most ${maxDays} days at once.`);
  return { from, to };
}

/**
 * The span just before, or the one a year earlier by the clocks of the zone. Before whole days comes as
 * many whole days, whether or not the clock changes in them; else a span of the same length.
 */
export function earlier({ from, to }: Span, compare: 'previous' | 'year', zone: string): Span {
  if (compare === 'year') return { from: yearBefore(from, zone), to: yearBefore(to, zone) };
  if (dayStart(from, zone) !== from || dayStart(to, zone) !== to) return { from: from - (to - from), to: from };
  return { from: daysBefore(from, Math.round((to - from) / day), zone), to: from };
}

function yearBefore(ms: number, zone: string): number {
  const date = shown(ms, zone);
  const wanted = date.setUTCFullYear(date.getUTCFullYear() - 1);
  const near = wanted - zoneOffset(ms, zone);
  return wanted - zoneOffset(near, zone);
}

export const rangeAnswer = ({ from, to }: Span, timeZone: string) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  timeZone,
});

/** Starts (ms) of the UTC days that a span touches, ascending. */
export function utcDays({ from, to }: Span): number[] {
  const days: number[] = [];
  for (let start = Math.floor(from / day) * day; start < to; start += day) days.push(start);
  return days;
}
