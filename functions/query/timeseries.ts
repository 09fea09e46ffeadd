import { type Grain, type Metric, metricNames, type Numbers, type Timeseries } from '#contracts/answers.ts';
import { ApiError } from '#contracts/errors.ts';
import { bucketStart, buckets, rangeAnswer, widen } from './buckets.ts';
import { type Counted, numbersOfItems, pick } from './numbers.ts';
import { type Ask, numbersOfSessions } from './overview.ts';
import { readCounters } from './read-counters.ts';
import type { TallyReader } from './readers.ts';
import { type Matched, type MatchedSession, matchedSessions, sampledAnswer } from './scan-sessions.ts';

const minuteRange = 86_400_000;
/** Single minutes are kept as long, for what happens now. */
const minutesKept = 2 * 86_400_000;

/** The metrics of a comma-separated list. */
export function parseMetrics(text: string): Metric[] {
  const names = text.split(',');
  const unknown = names.find((name) => !metricNames.includes(name as Metric));
  if (unknown !== undefined) {
    throw new ApiError('invalid_request', `metric: unknown "${unknown}"; known are ${metricNames.join(', ')}.`);
  }
  return [...new Set(names as Metric[])];
}

/** Numbers by bucket of time; empty buckets are 0. */
export async function timeseries(
  tally: TallyReader,
  ask: Ask & { grain: Grain; metrics: readonly Metric[] },
): Promise<Timeseries> {
  const { timeZone, grain, metrics } = ask;
  const span = widen(ask.span, grain, timeZone);
  if (grain === 'minute' && span.to - span.from > minuteRange) {
    throw new ApiError('range_too_long', 'By the minute, ask for at most 24 hours.');
  }
  if (grain === 'minute' && !ask.filter && span.from < ask.now - minutesKept) {
    throw new ApiError('range_too_long', 'Single minutes are kept for 48 hours; ask by the hour for earlier ones.');
  }
  const starts = buckets(span, grain, timeZone);
  const matched = ask.filter && (await matchedSessions(tally, { ...ask, span, filter: ask.filter }));
  const numbers = matched ? numbersByBucket(matched, ask) : await countedByBucket(tally, ask, span);
  const nothing = numbersOfItems([]);
  return {
    range: rangeAnswer(span, timeZone),
    ...sampledAnswer(matched?.share ?? 1),
    grain,
    points: starts.map((start) => ({
      at: new Date(start).toISOString(),
      ...pick(numbers.get(start) ?? nothing, metrics),
    })),
  };
}

async function countedByBucket(
  tally: TallyReader,
  ask: Ask & { grain: Grain },
  span: { from: number; to: number },
): Promise<Map<number, Numbers>> {
  const { grain, timeZone } = ask;
  const minutes = grain === 'minute';
  // Minutes are kept in the items of their hours.
  const hours = minutes ? widen(span, 'hour', timeZone) : span;
  const byBucket = new Map<number, Counted[]>();
  const starts = new Map<number, number>();
  for (const item of await readCounters(tally, ask, minutes ? 'minute' : 'all', hours)) {
    const at = minutes ? Number(item.value) : item.hour;
    const start = starts.get(at) ?? bucketStart(at, grain, timeZone);
    starts.set(at, start);
    const there = byBucket.get(start);
    if (there) there.push(item);
    else byBucket.set(start, [item]);
  }
  return new Map([...byBucket].map(([start, items]) => [start, numbersOfItems(items)]));
}

/** A session belongs to the bucket it began in, each of its pageviews to its own. */
function numbersByBucket(
  { sessions, share }: Matched,
  { grain, timeZone }: { grain: Grain; timeZone: string },
): Map<number, Numbers> {
  const parts = new Map<number, MatchedSession[]>();
  const put = (at: number, part: MatchedSession): void => {
    const start = bucketStart(at, grain, timeZone);
    const there = parts.get(start);
    if (there) there.push(part);
    else parts.set(start, [part]);
  };
  for (const part of sessions) {
    const { session, visitorWeight } = part;
    if (part.began) put(grain === 'minute' ? session.startedAt : session.hour, { ...part, pages: [] });
    for (const page of part.pages) {
      put(page.at, { session, began: false, pages: [page], events: 0, eventNames: [], visitorWeight });
    }
  }
  return new Map([...parts].map(([start, part]) => [start, numbersOfSessions(part, share)]));
}
