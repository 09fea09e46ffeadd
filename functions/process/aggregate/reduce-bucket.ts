/** Reduces one bucket's records in order, before anything is written. */
import { capsOf, type NameCaps } from '#contracts/stream-record.ts';
import { readBeacon } from '../../shared/body.ts';
import { unpackSession } from '../../shared/packed-session.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import { visitorHashes } from '../../shared/visitor-sketch.ts';
import { Forgotten, type ForgottenChange } from '../forgotten.ts';
import { hasKeyframe } from '../recorded.ts';
import { isClamped, resolveBeacon } from '../resolve-beacon.ts';
import { type ItemKey, itemId } from '../stores.ts';
import { type BucketBatch, isOfSession, type Poison, poisonReason, type SessionRecord } from '../stream-batch.ts';
import type { ArchiveLine } from './archive.ts';
import { expiry } from './counting.ts';
import type { Deltas } from './deltas.ts';
import type { CountedRecords } from './fold-names.ts';
import { GatheredDeltas } from './gathered-deltas.ts';
import { countBeacon, reduceErase } from './reduce-record.ts';
import { fromSessionItem, type StoredSession } from './session-item.ts';
import type { SessionState } from './session-state.ts';

export interface SessionChange {
  state: SessionState;
  /** `w` as it was read; undefined when there was no item. */
  read: string | undefined;
  /** Position of the last record it has counted now. */
  position: string;
  /** Caps of its first record; an older session has none. */
  caps: NameCaps | undefined;
  /** Events so far whose times were more than 24 h from receipt. */
  clamped: number;
}

export interface BucketPlan {
  batch: BucketBatch;
  poison: Poison[];
  counted: CountedRecords[];
  sessions: SessionChange[];
  forgotten: ForgottenChange[];
}

/** Key of the session that a record tells of. */
export function sessionOf({ envelope }: SessionRecord): ItemKey {
  return sessionKey(envelope.project, envelope.kind === 'beacon' ? envelope.header.session : envelope.session);
}

export interface Reducing {
  /** Items of `sessionOf`, and tombstones, as read. */
  stored: ReadonlyMap<string, ItemKey>;
  /** Keys the hashes of visitors. */
  serverSecret: string;
  /** Seconds since the epoch. */
  now: number;
  /** Gets every beacon that counts. */
  archive(line: ArchiveLine): void;
  /** What each record changes is told by itself, instead of what all come to. */
  isApart: boolean;
}

/** What a bucket's batch comes to. Throws only what is no fault of a record. */
export function reduceBucket(
  batch: BucketBatch,
  { stored, serverSecret, now, archive, isApart }: Reducing,
): BucketPlan {
  // All are of one project.
  const hash = visitorHashes(serverSecret, batch.records[0]?.envelope.project ?? '');
  const sessions = new Map<string, SessionChange>();
  const counted = new GatheredDeltas(isApart);
  const poison = [...batch.poison];
  const forgotten = new Forgotten(stored);
  for (const record of batch.records) {
    if (record.envelope.kind === 'forget') forgotten.note(record, record.envelope);
    if (!isOfSession(record) || forgotten.covers(record) || isPast(record, now)) continue;
    const id = itemId(sessionOf(record));
    const known = sessions.get(id);
    const found = known ? undefined : storedSession(stored, id);
    const before = known ? known.state : found && fromSessionItem(found);
    const read = known ? known.read : found?.w;
    // The session is written last, so what it has counted has been counted everywhere.
    if (read !== undefined && record.position <= read) continue;
    if (before?.erased) continue;
    try {
      const { position } = record;
      const { caps, clamped } = known ?? { caps: capsOfSession(record, found), clamped: found?.clamped ?? 0 };
      const deltas = counted.of(record, caps);
      const reduced = reduce(record, before, { hash, archive, deltas });
      sessions.set(id, { state: reduced.state, read, position, caps, clamped: clamped + reduced.clamped });
    } catch (error) {
      poison.push({ record, reason: poisonReason(error) });
    }
  }
  return {
    batch,
    poison,
    counted: counted.all(),
    sessions: [...sessions.values()],
    forgotten: forgotten.changes(),
  };
}

/**
 * Whether all of a beacon has expired, as of one that failed and was put again late: its session may be forgotten, and
 * nothing looks again through the days of the archive that it would come into.
 */
const isPast = ({ envelope }: SessionRecord, now: number): boolean =>
  envelope.kind === 'beacon' && expiry(envelope.receivedAt, envelope.settings.eventDays) <= now;

/** A session keeps the caps it began with, so that what it counted is found again where it was counted. */
function capsOfSession({ envelope }: SessionRecord, found: StoredSession | undefined): NameCaps | undefined {
  if (found) return found.caps;
  return envelope.kind === 'beacon' ? capsOf(envelope.settings) : undefined;
}

function storedSession(stored: ReadonlyMap<string, ItemKey>, id: string): StoredSession | undefined {
  const item = stored.get(id);
  return item && unpackSession<StoredSession>(item);
}

/** The session after a record; what it changes is added to `deltas`, but for one that no try can mend. */
function reduce(
  { envelope, body, position }: SessionRecord,
  before: SessionState | undefined,
  { hash, archive, deltas }: Pick<Reducing, 'archive'> & { hash(visitor: string): bigint; deltas: Deltas },
): { state: SessionState; clamped: number } {
  if (envelope.kind === 'erase') return { state: reduceErase(envelope), clamped: 0 };
  const read = readBeacon(body);
  const beacon = resolveBeacon(envelope, read.events);
  const fullSnapshot = hasKeyframe(read);
  const { state, outcome } = countBeacon(before, beacon, fullSnapshot, hash, deltas);
  if (outcome !== 'counted') return { state, clamped: 0 };
  // The events' paths are folded already, and those before may hold what was scrubbed.
  archive({
    position,
    envelope: { ...envelope, paths: {} },
    fullSnapshot,
    events: beacon.events.map(({ event }) => event),
  });
  return { state, clamped: read.events.filter(({ at }) => isClamped(envelope, at)).length };
}
