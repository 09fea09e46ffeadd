/** Ranges of days in the project's time zone, as instants. */
import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import type { Grain } from '#contracts/answers.ts';
import type { DataSearch, Preset } from './search.ts';

dayjs.extend(utc);
dayjs.extend(timezone);

export interface InstantRange {
  /** ISO 8601; `to` exclusive. */
  from: string;
  to: string;
}

export const defaultPreset: Preset = '7d';

const starts: Record<Preset, (today: Dayjs) => [Dayjs, Dayjs]> = {
  today: (today) => [today, today.add(1, 'day')],
  yesterday: (today) => [today.subtract(1, 'day'), today],
  '7d': (today) => [today.subtract(6, 'day'), today.add(1, 'day')],
  '30d': (today) => [today.subtract(29, 'day'), today.add(1, 'day')],
  month: (today) => [today.startOf('month'), today.add(1, 'day')],
  '90d': (today) => [today.subtract(89, 'day'), today.add(1, 'day')],
  '12mo': (today) => [today.subtract(12, 'month').startOf('month'), today.add(1, 'day')],
};

/** Local midnight of a day; adding days to a zoned time would keep the old offset over a change of the clock. */
const midnight = (day: Dayjs, zone: string): Dayjs => dayjs.tz(day.format('YYYY-MM-DD'), zone);

/** The instant at which a day (`YYYY-MM-DD`) begins in a zone. */
export const midnightOf = (day: string, zone: string): string => midnight(dayjs.utc(day), zone).toISOString();

/** The day (`YYYY-MM-DD`) that an instant belongs to in a zone. */
export const dayText = (instant: string | number, zone: string): string => zonedText(instant, zone, 'YYYY-MM-DD');

/** The range a search asks for; `now` in ms. */
export function rangeOf(search: DataSearch, zone: string, now: number): InstantRange {
  const iso = (day: Dayjs) => midnight(day, zone).toISOString();
  if (search.from && search.to && search.from <= search.to) {
    return { from: iso(dayjs.utc(search.from)), to: iso(dayjs.utc(search.to).add(1, 'day')) };
  }
  const today = dayjs.utc(dayjs(now).tz(zone).format('YYYY-MM-DD'));
  const [from, to] = starts[search.range ?? defaultPreset](today);
  return { from: iso(from), to: iso(to) };
}

/** The grain at which a chart of the range has between 12 and about 100 points. */
export function grainOf({ from, to }: InstantRange): Grain {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days <= 3) return 'hour';
  if (days <= 100) return 'day';
  return days <= 200 ? 'week' : 'month';
}

/** A moment in the project's zone, for people. */
export const zonedText = (instant: string | number, zone: string, format: string): string =>
  dayjs(instant).tz(zone).format(format);
