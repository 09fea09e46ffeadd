import * as z from 'zod/mini';
import type { Sessions } from '#contracts/answers.ts';
import type { BoundCursor } from '../shared/http/cursor.ts';
import type { SessionItem } from '../shared/tally-items.ts';
import { rangeAnswer, widen } from './buckets.ts';
import { matches } from './match-session.ts';
import type { Ask } from './overview.ts';
import { isLive, type TallyReader } from './readers.ts';
import { scanSessions } from './scan-sessions.ts';
import { sessionAnswer } from './session-answer.ts';

export type SessionSort = '-startedAt' | '-activeMs' | '-frustration';

interface SessionsAsk extends Ask {
  sort: SessionSort;
  recorded: boolean | undefined;
  limit: number;
  recordingDays: number;
  cursor: BoundCursor;
}

/** A page of the list reads at most this many sessions; it may then be short and still have a next cursor. */
const maxReadPerPage = 5_000;
/**
 * Sessions that one page in another order is chosen from, a few at a time: 100,000 of a flood in one day and what else
 * came. All of them are read for each page.
 */
const maxRanked = 120_000;
const Position = z.object({ rank: z.number(), id: z.string() });

/** Weighted by how sure each is a sign of trouble: a rage click weighs 3, a dead click 2, an error 2. */
export const frustration = (session: Pick<SessionItem, 'rageClicks' | 'deadClicks' | 'errors'>): number =>
  3 * session.rageClicks + 2 * session.deadClicks + 2 * session.errors;

const rankOf: Record<SessionSort, (session: SessionItem) => number> = {
  '-startedAt': ({ startedAt }) => startedAt,
  '-activeMs': ({ activeMs }) => activeMs,
  '-frustration': frustration,
};

type Position = z.infer<typeof Position>;
const comesAfter = (position: Position, rank: number, id: string): boolean =>
  rank < position.rank || (rank === position.rank && id < position.id);

/** A page of the sessions of a range. */
export async function sessions(tally: TallyReader, ask: SessionsAsk): Promise<Sessions> {
  const span = widen(ask.span, 'hour', ask.timeZone);
  const wanted = (session: SessionItem): boolean =>
    isLive(session, ask.now) &&
    (ask.recorded === undefined || sessionAnswer(session, ask.recordingDays, ask.now).hasRecording === ask.recorded) &&
    (ask.filter === undefined || matches(ask.filter, session));
  const after = ask.cursor.read(Position);
  // One crowd's index is in the list's order already; anything else is ranked in memory, over a bounded range.
  const inOrder = ask.sort === '-startedAt' && ask.crowds.length === 1;
  const { found, more } = inOrder
    ? await newestFirst(tally, { ...ask, span }, wanted, after)
    : await ranked(tally, { ...ask, span }, wanted, after);
  return {
    range: rangeAnswer(span, ask.timeZone),
    items: found.map((session) => sessionAnswer(session, ask.recordingDays, ask.now)),
    nextCursor: ask.cursor.next(more),
  };
}

interface Found {
  found: SessionItem[];
  /** Where the next page begins, null at the end. */
  more: Position | null;
}

const positionOf = (session: SessionItem, sort: SessionSort): Position => ({
  rank: rankOf[sort](session),
  id: session.session,
});

async function newestFirst(
  tally: TallyReader,
  { project, crowds, span, limit, sort }: SessionsAsk,
  wanted: (session: SessionItem) => boolean,
  after: Position | undefined,
): Promise<Found> {
  const found: SessionItem[] = [];
  const [crowd] = crowds;
  if (!crowd) return { found, more: null };
  const before = after && `${String(after.rank).padStart(13, '0')}#${after.id}`;
  let read = 0;
  for await (const page of tally.sessions(project, crowd, span, before)) {
    for (const session of page) {
      if (session.gsk === before) continue;
      read += 1;
      if (wanted(session)) found.push(session);
      if (found.length > limit) {
        const last = found[limit - 1] as SessionItem;
        return { found: found.slice(0, limit), more: positionOf(last, sort) };
      }
      if (read >= maxReadPerPage) return { found, more: positionOf(session, sort) };
    }
  }
  return { found, more: null };
}

async function ranked(
  tally: TallyReader,
  ask: SessionsAsk,
  wanted: (session: SessionItem) => boolean,
  after: Position | undefined,
): Promise<Found> {
  const rank = rankOf[ask.sort];
  let best: SessionItem[] = [];
  for await (const page of scanSessions(tally, { ...ask, most: maxRanked })) {
    const next = page.filter(
      (session) => wanted(session) && (!after || comesAfter(after, rank(session), session.session)),
    );
    best = [...best, ...next]
      .toSorted((a, b) => rank(b) - rank(a) || (a.session < b.session ? 1 : -1))
      .slice(0, ask.limit + 1);
  }
  const found = best.slice(0, ask.limit);
  const last = found.at(-1);
  return { found, more: last && best.length > ask.limit ? positionOf(last, ask.sort) : null };
}
