/** Hours and days of a time zone as instants; zones with half hours and changes of the clock included. */
import { boundedMemo } from './bounded-memo.ts';

const hour = 3_600_000;
const day = 86_400_000;
const quarter = 900_000;
/** Beacons ask for the same few quarters and hours over and over, and asking a format costs 10 µs. */
const rememberedQuarters = 5_000;
const formatOf = boundedMemo(
  500,
  (timeZone) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }),
);

/** What clocks in `zone` show at an instant, as if it were UTC, in whole seconds. */
function wallClock(ms: number, zone: string): number {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(ms)) shown[type] = Number(value);
  const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, date, hours, minute, second);
}

/** ms that clocks in `zone` are ahead of UTC at an instant. */
export function zoneOffset(ms: number, zone: string): number {
  return wallClock(ms, zone) - Math.floor(ms / 1_000) * 1_000;
}

/** The first instant in (low, high] for which `holds`; it must hold at `high`, not at `low`, and not change back. */
function firstInstant(low: number, high: number, holds: (ms: number) => boolean): number {
  let before = low;
  let found = high;
  while (found - before > 1) {
    const middle = Math.floor((before + found) / 2);
    if (holds(middle)) found = middle;
    else before = middle;
  }
  return found;
}

/**
 * Start of the hour of `zone` that an instant lies in, ms since the epoch. A change of the clock
 * within an hour (Lord Howe moves by 30 minutes) begins a short hour of its own, so that hours never overlap.
 */
export function hourStart(ms: number, zone: string): number {
  return ms % quarter === 0 ? hourStarts(`${ms} ${zone}`) : findHourStart(ms, zone);
}

// Marked as free of effects, so that a bundle that asks for hours alone carries no days.
const hourStarts = /* @__PURE__ */ boundedMemo(rememberedQuarters, (text) => findHourStart(...instantOf(text)));
const dayStarts = /* @__PURE__ */ boundedMemo(rememberedQuarters, (text) => findDayStart(...instantOf(text)));

function instantOf(text: string): [ms: number, zone: string] {
  const end = text.indexOf(' ');
  return [Number(text.slice(0, end)), text.slice(end + 1)];
}

function findHourStart(ms: number, zone: string): number {
  const at = Math.floor(ms);
  const offset = zoneOffset(at, zone);
  const shown = at + offset;
  const start = at - (shown - Math.floor(shown / hour) * hour);
  if (zoneOffset(start, zone) === offset) return start;
  return firstInstant(start, at, (instant) => zoneOffset(instant, zone) === offset);
}

/** First instant of the local date of `zone` that an instant lies in, ms since the epoch; where midnight is skipped, the change. */
export function dayStart(ms: number, zone: string): number {
  return ms % quarter === 0 ? dayStarts(`${ms} ${zone}`) : findDayStart(ms, zone);
}

function findDayStart(ms: number, zone: string): number {
  const at = Math.floor(ms);
  const offset = zoneOffset(at, zone);
  const midnight = Math.floor((at + offset) / day) * day;
  const begun = (instant: number) => wallClock(instant, zone) >= midnight;
  const start = midnight - offset;
  if (start <= at && begun(start) && !begun(start - 1)) return start;
  return firstInstant(midnight - offset - day, at, begun);
}
