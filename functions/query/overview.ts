import type { Numbers, Overview } from '#contracts/answers.ts';
import type { Filter } from '#contracts/filter.ts';
import type { Crowd } from '../shared/tally-items.ts';
import { earlier, rangeAnswer, type Span, widen } from './buckets.ts';
import { numbersOf, numbersOfItems } from './numbers.ts';
import { readCounters } from './read-counters.ts';
import type { TallyReader } from './readers.ts';
import { type MatchedSession, matchedSessions, sampledAnswer, scaled, visitorsOf } from './scan-sessions.ts';

/** What every question about numbers has in common. */
export interface Ask {
  project: string;
  timeZone: string;
  crowds: readonly Crowd[];
  span: Span;
  filter: Filter | undefined;
  /** ms */
  now: number;
}

/** Six numbers over matched sessions, of which so large a share of all was read. */
export function numbersOfSessions(matched: readonly MatchedSession[], share: number): Numbers {
  const counts = { pageviews: 0, events: 0, sessions: 0, bounces: 0, durationMs: 0, recordings: 0 };
  for (const { session, began, pages, events } of matched) {
    counts.pageviews += pages.length;
    counts.events += events;
    if (!began) continue;
    counts.sessions += 1;
    counts.durationMs += session.durationMs;
    if (session.bounce) counts.bounces += 1;
    if (session.hasRecording) counts.recordings += 1;
  }
  const rest = { clicks: 0, rageClicks: 0, deadClicks: 0, errors: 0, chosen: 0 };
  const numbers = numbersOf({ ...counts, ...rest }, visitorsOf(matched));
  const { sessions, pageviews, events } = numbers;
  return {
    ...numbers,
    sessions: scaled(sessions, share),
    pageviews: scaled(pageviews, share),
    events: scaled(events, share),
  };
}

async function numbers(tally: TallyReader, ask: Ask, span: Span): Promise<{ numbers: Numbers; share: number }> {
  const { filter } = ask;
  if (!filter) return { numbers: numbersOfItems(await readCounters(tally, ask, 'all', span)), share: 1 };
  const { sessions, share } = await matchedSessions(tally, { ...ask, span, filter });
  return { numbers: numbersOfSessions(sessions, share), share };
}

/** Six numbers of the range, and of an earlier one to compare with. */
export async function overview(
  tally: TallyReader,
  ask: Ask & { compare: 'previous' | 'year' | 'none' },
): Promise<Overview> {
  const span = widen(ask.span, 'hour', ask.timeZone);
  const [current, previous] = await Promise.all([
    numbers(tally, ask, span),
    ask.compare === 'none'
      ? null
      : numbers(tally, ask, widen(earlier(span, ask.compare, ask.timeZone), 'hour', ask.timeZone)),
  ]);
  return {
    range: rangeAnswer(span, ask.timeZone),
    current: current.numbers,
    previous: previous?.numbers ?? null,
    ...sampledAnswer(Math.min(current.share, previous?.share ?? 1)),
  };
}
