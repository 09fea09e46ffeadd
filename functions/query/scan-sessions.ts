/**
 * Questions with a filter are answered from the sessions of the range. They agree with the counters, but for
 * what a session does not know the time of: its events count where it began, and within a range its visitor
 * counts where it began or viewed a page, not where it merely was active.
 */
import { ApiError } from '#contracts/errors.ts';
import type { Filter } from '#contracts/filter.ts';
import { type Crowd, readSessionsSort, type SessionItem, type SessionPage } from '../shared/tally-items.ts';
import type { Span } from './buckets.ts';
import { hasField, matches } from './match-session.ts';
import { isLive, type TallyReader } from './readers.ts';
import { SessionSample } from './session-sample.ts';

/** Of more sessions than this in the range, or in the day before it, only a sample is read: all would take too long. */
export const maxRead = 20_000;
/** Sessions of which as much as the key is read for one answer; more would take longer than a request may. */
const maxKeys = 1_000_000;
/** A session lasts at most this long, so one that began earlier has nothing in the range. */
const longestSession = 86_400_000;

/** A session that satisfies the filter, and what of it lies in the range. */
export interface MatchedSession {
  session: SessionItem;
  /** Began in the range: counts there as a session. */
  began: boolean;
  /** Its pageviews in the range, of the pages that the filter asks for. */
  pages: SessionPage[];
  /** Custom events that the filter asks for, counted where the session began. */
  events: number;
  /** The same by name; a session remembers the first 100 names. */
  eventNames: [name: string, events: number][];
  /** For how many visitors its own stands: 1 unless a sample was read. */
  visitorWeight: number;
}

interface Question {
  project: string;
  crowds: readonly Crowd[];
  span: Span;
  filter: Filter;
  now: number;
}

export interface Scan extends Omit<Question, 'filter'> {
  /** Sessions past which the answer is 400. */
  most: number;
}

const tooMany = (most: number, what: string) =>
  new ApiError(
    'range_too_long',
    `The range has more than ${most} sessions, too many for ${what}; choose a shorter one.`,
  );

/** Live sessions that began in the span, newest first, page by page. */
export async function* scanSessions(
  tally: TallyReader,
  { project, crowds, span, now, most }: Scan,
): AsyncGenerator<SessionItem[]> {
  let read = 0;
  for (const crowd of crowds) {
    for await (const page of tally.sessions(project, crowd, span)) {
      read += page.length;
      if (read > most) throw tooMany(most, 'this order');
      yield page.filter((session) => isLive(session, now));
    }
  }
}

/** Sessions that satisfy a filter, of all or of a sample. */
export interface Matched {
  sessions: MatchedSession[];
  /** Sessions that were read of all there are, 0…1; 1: every one. */
  share: number;
}

/** Sessions with something in the range that satisfy the filter. */
export async function matchedSessions(tally: TallyReader, question: Question): Promise<Matched> {
  const { project, crowds, span, filter, now } = question;
  const widened = { from: span.from - longestSession, to: span.to };
  const sample = new SessionSample({ place: tally.place, from: span.from, most: maxRead });
  for (const crowd of crowds) {
    for await (const page of tally.sessionKeys(project, crowd, widened)) {
      for (const key of page) sample.add(key);
      if (sample.total > maxKeys) throw tooMany(maxKeys, 'a filter');
    }
  }
  const asksForEvents = hasField(filter, 'event');
  const within = (at: number): boolean => at >= span.from && at < span.to;
  const matched = (session: SessionItem): MatchedSession[] => {
    if (!matches(filter, session)) return [];
    const began = within(session.hour);
    const pages = session.pages.filter((page) => within(page.at) && matches(filter, session, { path: page.path }));
    if (!began && pages.length === 0) return [];
    const eventNames = began
      ? Object.entries(session.eventNames).filter(([event]) => matches(filter, session, { event }))
      : [];
    const all = began && !asksForEvents ? session.events : 0;
    const events = asksForEvents ? eventNames.reduce((sum, [, count]) => sum + count, 0) : all;
    const visitorWeight = sample.weightOf(readSessionsSort(session.gsk).visitor);
    return [{ session, began, pages, events, eventNames, visitorWeight }];
  };
  const found: MatchedSession[] = [];
  for await (const page of tally.sessionsAt(sample.keys())) {
    for (const session of page) if (isLive(session, now)) found.push(...matched(session));
  }
  return { sessions: found, share: sample.share };
}

/** A count over sampled sessions, as it would be over all. */
export const scaled = (count: number, share: number): number => (share < 1 ? Math.round(count / share) : count);

/** What an answer says of sampling: nothing where every session was read. */
export const sampledAnswer = (share: number): { sampled?: number } =>
  share < 1 ? { sampled: Math.round(share * 1e4) / 1e4 } : {};

/** Visitors, each once, as they would be over all sessions. */
export function visitorsOf(matched: Iterable<Pick<MatchedSession, 'session' | 'visitorWeight'>>): number {
  const weights = new Map<string, number>();
  // Who has sessions of an earlier version too is as surely in the sample as by the others.
  for (const { session, visitorWeight } of matched) {
    weights.set(session.visitor, Math.min(visitorWeight, weights.get(session.visitor) ?? visitorWeight));
  }
  return Math.round([...weights.values()].reduce((sum, weight) => sum + weight, 0));
}
