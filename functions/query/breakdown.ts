import type { Breakdown, Pages } from '#contracts/answers.ts';
import { type Dimension, none } from '#contracts/fields.ts';
import type { CounterItem, Counts, SessionPage } from '../shared/tally-items.ts';
import { countVisitors } from '../shared/visitor-sketch.ts';
import { rangeAnswer, type Span, widen } from './buckets.ts';
import { sumCounts } from './numbers.ts';
import type { Ask } from './overview.ts';
import { readCounters } from './read-counters.ts';
import type { TallyReader } from './readers.ts';
import { type MatchedSession, matchedSessions, sampledAnswer, scaled, visitorsOf } from './scan-sessions.ts';

const defaultLimit = 50;

/** Numbers of one value of a dimension. */
export interface ValueNumbers {
  value: string;
  visitors: number;
  counts: Required<Counts>;
}

interface Values {
  values: ValueNumbers[];
  /** Of all sessions, those that they are from, 0…1. */
  share: number;
}

/** What `count` counts, by dimension. */
export function countOf(by: Dimension, counts: Required<Counts>): number {
  if (by === 'entryPath' || by === 'exitPath') return counts.sessions;
  return by === 'event' ? counts.events : counts.pageviews;
}

async function fromCounters(tally: TallyReader, ask: Ask, by: Dimension, span: Span): Promise<ValueNumbers[]> {
  const byValue = new Map<string, CounterItem[]>();
  for (const item of await readCounters(tally, ask, by, span)) {
    const there = byValue.get(item.value);
    if (there) there.push(item);
    else byValue.set(item.value, [item]);
  }
  return [...byValue].map(([value, items]) => ({
    value,
    visitors: countVisitors(items.map(({ visitors }) => visitors)),
    counts: sumCounts(items),
  }));
}

interface Gathered {
  sessions: MatchedSession[];
  parts: { counts: Counts }[];
}

const pageCounts = (pages: readonly SessionPage[]): Counts => ({
  pageviews: pages.length,
  clicks: total(pages, 'clicks'),
  rageClicks: total(pages, 'rageClicks'),
  deadClicks: total(pages, 'deadClicks'),
  errors: total(pages, 'errors'),
});

const total = (pages: readonly SessionPage[], name: 'clicks' | 'rageClicks' | 'deadClicks' | 'errors'): number =>
  pages.reduce((sum, page) => sum + page[name], 0);

async function fromSessions(
  tally: TallyReader,
  ask: Ask & { filter: NonNullable<Ask['filter']> },
  by: Dimension,
  span: Span,
): Promise<Values> {
  const gathered = new Map<string, Gathered>();
  const put = (value: string, matched: MatchedSession, counts: Counts): void => {
    const there: Gathered = gathered.get(value) ?? { sessions: [], parts: [] };
    there.sessions.push(matched);
    there.parts.push({ counts });
    gathered.set(value, there);
  };
  const { sessions: all, share } = await matchedSessions(tally, { ...ask, span });
  for (const matched of all) {
    const { session, began, pages, eventNames } = matched;
    const sessions = began ? 1 : 0;
    const recordings = began && session.hasRecording ? 1 : 0;
    if (by === 'path') {
      for (const [path, same] of Map.groupBy(pages, (page) => page.path)) {
        put(path, matched, { ...pageCounts(same), sessions, recordings });
      }
    } else if (by === 'event') {
      for (const [name, events] of eventNames) put(name, matched, { events, sessions });
    } else {
      put(session[by], matched, { ...pageCounts(pages), sessions, recordings });
    }
  }
  const values = [...gathered].map(([value, { sessions, parts }]) => ({
    value,
    visitors: visitorsOf(sessions),
    counts: scaledCounts(sumCounts(parts), share),
  }));
  return { values, share };
}

function scaledCounts(counts: Required<Counts>, share: number): Required<Counts> {
  const all = { ...counts };
  for (const name of Object.keys(all) as (keyof Counts)[]) all[name] = scaled(all[name], share);
  return all;
}

/** Numbers of every value of a dimension, those with the highest count first. */
export async function valuesOf(tally: TallyReader, ask: Ask, by: Dimension, span: Span): Promise<Values> {
  const { filter } = ask;
  const { values, share } = filter
    ? await fromSessions(tally, { ...ask, filter }, by, span)
    : { values: await fromCounters(tally, ask, by, span), share: 1 };
  // An item whose counts moved to another hour stays behind with zeros.
  const ranked = values
    .filter(({ counts, visitors }) => visitors > 0 || countOf(by, counts) > 0)
    .toSorted(
      (a, b) =>
        countOf(by, b.counts) - countOf(by, a.counts) || b.visitors - a.visitors || (a.value < b.value ? -1 : 1),
    );
  return { values: ranked, share };
}

/** Numbers by the values of a dimension; what `limit` cuts off is summed under `other`. */
export async function breakdown(
  tally: TallyReader,
  ask: Ask & { by: Dimension; limit?: number | undefined },
): Promise<Breakdown> {
  const { by, limit = defaultLimit, timeZone } = ask;
  const span = widen(ask.span, 'hour', timeZone);
  const { values, share } = await valuesOf(tally, ask, by, span);
  const hurts = by === 'path' || by === 'entryPath';
  const other = { visitors: 0, sessions: 0, count: 0 };
  for (const { visitors, counts } of values.slice(limit)) {
    other.visitors += visitors;
    other.sessions += counts.sessions;
    other.count += countOf(by, counts);
  }
  return {
    range: rangeAnswer(span, timeZone),
    ...sampledAnswer(share),
    items: values.slice(0, limit).map(({ value, visitors, counts }) => ({
      value: value === '' ? none : value,
      visitors,
      sessions: counts.sessions,
      count: countOf(by, counts),
      ...(hurts ? { rageClicks: counts.rageClicks, deadClicks: counts.deadClicks, errors: counts.errors } : {}),
    })),
    other,
  };
}

/** Pages with what happened on them. */
export async function pages(tally: TallyReader, ask: Ask & { limit?: number | undefined }): Promise<Pages> {
  const span = widen(ask.span, 'hour', ask.timeZone);
  const { values, share } = await valuesOf(tally, ask, 'path', span);
  return {
    range: rangeAnswer(span, ask.timeZone),
    ...sampledAnswer(share),
    items: values.slice(0, ask.limit ?? defaultLimit).map(({ value, visitors, counts }) => ({
      path: value,
      visitors,
      pageviews: counts.pageviews,
      clicks: counts.clicks,
      rageClicks: counts.rageClicks,
      deadClicks: counts.deadClicks,
      errors: counts.errors,
      recordings: counts.recordings,
    })),
  };
}
