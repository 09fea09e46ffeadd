/** The session's item: what readers see, and beside it in `state` what only the reducer needs. */
import type { NameCaps } from '#contracts/stream-record.ts';
import { visitorPlace } from '../../shared/hidden-id.ts';
import { type SessionItem, sessionKey, sessionsPartition, sessionsSort } from '../../shared/tally-items.ts';
import { packSeen, unpackSeen } from '../seen-sequences.ts';
import { entryPath, exitPath, sessionFields } from './contribution.ts';
import { crowdOf } from './counting.ts';
import { durationMs, isBounce, newSession, type SessionState } from './session-state.ts';
import { settledPages, shownPages } from './unsettled-events.ts';

type Rest = Pick<
  SessionState,
  'first' | 'last' | 'entry' | 'exit' | 'user' | 'traits' | 'visibleMs' | 'hours' | 'waiting'
> &
  Partial<Pick<SessionState, 'firstSeqs' | 'unsettled'>>;

/** A tombstone has neither the session's id, nor the reader's fields, nor `state`; a session without an analytics event is in no index. */
export type StoredSession = Partial<Omit<SessionItem, keyof Base | 'pages'>> &
  Base & {
    session?: string;
    pages?: SessionState['pages'];
    state?: Rest & { seen: Uint8Array };
  } & KeptBeside;

/** What a session keeps beside its state. */
interface KeptBeside {
  /** In force when it began; it counts by them to its end. */
  caps?: NameCaps | undefined;
  /** Events whose times were clamped. */
  clamped?: number;
}
type Base = Pick<SessionItem, 'pk' | 'sk' | 'w' | 'ttl' | 'project' | 'bucket'>;

export function toSessionItem(state: SessionState, w: string, { caps, clamped = 0 }: KeptBeside = {}): StoredSession {
  const { project, session, bucket, ttl } = state;
  const base = { ...sessionKey(project, session), w, ttl, project, bucket };
  if (state.erased) return { ...base, erased: true };

  const { first, last, entry, exit, user, traits, visibleMs, hours, waiting, firstSeqs, unsettled } = state;
  const { pageviews, events, clicks, rageClicks, deadClicks, errors, maxScroll, hasRecording, eventNames, subjects } =
    state;
  const startedAt = first?.at ?? 0;
  return {
    ...base,
    session,
    ...(caps ? { caps } : {}),
    ...(clamped > 0 ? { clamped } : {}),
    ...(first
      ? {
          gpk: sessionsPartition(project, crowdOf(first.client), startedAt),
          gsk: sessionsSort(startedAt, session, visitorPlace(subjects)),
        }
      : {}),
    ...sessionFields(state),
    visitor: first?.visitor ?? '',
    userId: user?.id ?? '',
    traits: Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value])),
    startedAt,
    lastAt: last?.at ?? 0,
    hour: first?.hour ?? 0,
    durationMs: durationMs(state),
    activeMs: state.activeMs,
    pageviews,
    events,
    clicks,
    rageClicks,
    deadClicks,
    errors,
    maxScroll,
    bounce: isBounce(state),
    entryPath: entryPath(state),
    exitPath: exitPath(state),
    bot: first?.client.bot ?? false,
    hasRecording,
    ...(state.chosen ? { chosen: true as const } : {}),
    pages: shownPages(state),
    eventNames,
    ...(subjects.length > 0 ? { subjects } : {}),
    state: {
      first,
      last,
      entry,
      exit,
      user,
      traits,
      visibleMs,
      hours,
      waiting,
      // Hardly any session needs them.
      ...(Object.keys(firstSeqs).length > 0 ? { firstSeqs } : {}),
      ...(unsettled.length > 0 ? { unsettled } : {}),
      seen: packSeen(state.seen),
    },
  };
}

export function fromSessionItem(stored: StoredSession): SessionState {
  const { project, session = '', bucket, w, ttl } = stored;
  const fresh: SessionState = { ...newSession(project, session, bucket), w, ttl };
  if (stored.erased || !stored.state) return { ...fresh, erased: true };
  const { seen, ...rest } = stored.state;
  return {
    ...fresh,
    ...rest,
    seen: unpackSeen(seen),
    activeMs: stored.activeMs ?? 0,
    pageviews: stored.pageviews ?? 0,
    events: stored.events ?? 0,
    clicks: stored.clicks ?? 0,
    rageClicks: stored.rageClicks ?? 0,
    deadClicks: stored.deadClicks ?? 0,
    errors: stored.errors ?? 0,
    maxScroll: stored.maxScroll ?? 0,
    hasRecording: stored.hasRecording ?? false,
    ...(stored.chosen ? { chosen: true as const } : {}),
    pages: settledPages(stored.pages ?? [], rest.unsettled ?? []),
    eventNames: stored.eventNames ?? {},
    subjects: stored.subjects ?? [],
  };
}
