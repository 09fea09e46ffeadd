/** A project's local day as instants. */
import { dayStart, zoneOffset } from '../../shared/zone.ts';

const hour = 3_600_000;

/** A day is given as no such date. */
export class InvalidDayError extends Error {
  override name = 'InvalidDayError' as const;
}

export interface LocalDay {
  /** `2026-11-25`. */
  date: string;
  /** First instant, ms. */
  start: number;
  /** First instant of the next day. */
  end: number;
}

export function localDay(date: string, timeZone: string): LocalDay {
  const noon = Date.parse(`${date}T12:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(noon) || new Date(noon).toISOString().slice(0, 10) !== date) {
    throw new InvalidDayError(`'${date}' is no day; write it as 2026-11-25`);
  }
  const start = dayStart(noon - zoneOffset(noon, timeZone), timeZone);
  // Days have 23 to 25 hours.
  return { date, start, end: dayStart(start + 30 * hour, timeZone) };
}

/** Local date of an instant, `2026-11-25`. */
export const dateOf = (at: number, timeZone: string): string =>
  new Date(at + zoneOffset(at, timeZone)).toISOString().slice(0, 10);

/**
 * Dates on which a beacon with events in these hours may have changed numbers: a session that lasts 24 hours
 * counts where it began, and a late beacon can move that.
 */
export function touchedDates(hours: readonly number[], timeZone: string): Set<string> {
  return new Set(hours.flatMap((at) => [at - 24 * hour, at, at + 24 * hour].map((one) => dateOf(one, timeZone))));
}

/** The local day before the one that an instant lies in. */
export function dayBefore(at: number, timeZone: string): LocalDay {
  const before = dayStart(at, timeZone) - hour;
  return localDay(dateOf(before, timeZone), timeZone);
}
