/**
 * Questions with a filter are answered from the sessions of the range. They agree with the counters, but for
 * what a session does not know the time of: its events count where it began, and within a range its visitor
 * counts where it began or viewed a page, not where it merely was active.
 */
import { ApiError } from '#contracts/errors.ts';
import type { Filter } from '#contracts/filter.ts';
import type { Crowd, SessionItem, SessionPage } from '../shared/tally-items.ts';
import type { Span } from './buckets.ts';
import { hasField, matches } from './match-session.ts';
import { isLive, type TallyReader } from './readers.ts';

/** More sessions than this are not read for one answer: it would be slow, and a part of them would be a lie. */
export const maxScanned = 20_000;
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
}

interface Question {
  project: string;
  crowds: readonly Crowd[];
  span: Span;
  filter: Filter;
  now: number;
}

export interface Scan extends Omit<Question, 'filter'> {
  /** Sessions in the span, and before it, past which the answer is 400. */
  most: number;
  /** ms before the span in which sessions may have begun too. @default 0 */
  lookBack?: number;
}

/** Live sessions that began in the span or not long before it, newest first, page by page. */
export async function* scanSessions(
  tally: TallyReader,
  { project, crowds, span, now, most, lookBack = 0 }: Scan,
): AsyncGenerator<SessionItem[]> {
  const widened = { from: span.from - lookBack, to: span.to };
  let read = 0;
  let before = 0;
  for (const crowd of crowds) {
    for await (const page of tally.sessions(project, crowd, widened)) {
      for (const { startedAt } of page) {
        if (startedAt >= span.from) read += 1;
        else before += 1;
      }
      if (Math.max(read, before) > most) {
        const where = read > most ? 'The range has' : 'The day before the range has';
        throw new ApiError(
          'range_too_long',
          `${where} more than ${most} sessions, too many for a filter or this order; choose a shorter range.`,
        );
      }
      yield page.filter((session) => isLive(session, now));
    }
  }
}

/** Sessions with something in the range that satisfy the filter. */
export async function matchedSessions(tally: TallyReader, question: Question): Promise<MatchedSession[]> {
  const { span, filter } = question;
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
    return [{ session, began, pages, events, eventNames }];
  };
  const found: MatchedSession[] = [];
  for await (const page of scanSessions(tally, { ...question, most: maxScanned, lookBack: longestSession })) {
    found.push(...page.flatMap(matched));
  }
  return found;
}

/** Visitors, each once. */
export const distinctVisitors = (matched: Iterable<MatchedSession>): number =>
  new Set([...matched].map(({ session }) => session.visitor)).size;
