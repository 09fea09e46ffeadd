/** Reduces one bucket's records in order, before anything is written. */
import { capsOf, type NameCaps } from '#contracts/stream-record.ts';
import { readBeacon } from '../../shared/body.ts';
import { unpackSession } from '../../shared/packed-session.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import { Forgotten, type ForgottenChange, forgottenKeys } from '../forgotten.ts';
import { hasKeyframe } from '../recorded.ts';
import { isClamped, resolveBeacon } from '../resolve-beacon.ts';
import { type ItemKey, itemId } from '../stores.ts';
import { type BucketBatch, type OpenRecord, type Poison, poisonReason } from '../stream-batch.ts';
import type { ArchiveLine } from './archive.ts';
import type { Deltas } from './deltas.ts';
import type { CountedRecord } from './fold-names.ts';
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
  counted: CountedRecord[];
  sessions: SessionChange[];
  forgotten: ForgottenChange[];
}

type SessionRecord = OpenRecord & { envelope: Exclude<OpenRecord['envelope'], { kind: 'forget' }> };

/** Keys of what decides about a record: its session, and tombstones. */
export function keysOf(record: OpenRecord): ItemKey[] {
  return isOfSession(record) ? [sessionOf(record), ...forgottenKeys(record)] : forgottenKeys(record);
}

const isOfSession = (record: OpenRecord): record is SessionRecord => record.envelope.kind !== 'forget';

function sessionOf({ envelope }: SessionRecord): ItemKey {
  return sessionKey(envelope.project, envelope.kind === 'beacon' ? envelope.header.session : envelope.session);
}

/**
 * What a bucket's batch comes to. `stored`: items of `keysOf` as read; `archive` gets every beacon
 * that counts. Throws only what is no fault of a record.
 */
export function reduceBucket(
  batch: BucketBatch,
  stored: ReadonlyMap<string, ItemKey>,
  hash: (project: string, visitor: string) => bigint,
  archive: (line: ArchiveLine) => void,
): BucketPlan {
  const sessions = new Map<string, SessionChange>();
  const counted: CountedRecord[] = [];
  const poison = [...batch.poison];
  const forgotten = new Forgotten(stored);
  for (const record of batch.records) {
    if (record.envelope.kind === 'forget') forgotten.note(record, record.envelope);
    if (!isOfSession(record) || forgotten.covers(record)) continue;
    const id = itemId(sessionOf(record));
    const known = sessions.get(id);
    const found = known ? undefined : storedSession(stored, id);
    const before = known ? known.state : found && fromSessionItem(found);
    const read = known ? known.read : found?.w;
    // The session is written last, so what it has counted has been counted everywhere.
    if (read !== undefined && record.position <= read) continue;
    if (before?.erased) continue;
    try {
      const { state, deltas, clamped } = reduce(record, before, hash, archive);
      const earlier = known ?? { caps: capsOfSession(record, found), clamped: found?.clamped ?? 0 };
      const { caps } = earlier;
      sessions.set(id, { state, read, position: record.position, caps, clamped: earlier.clamped + clamped });
      const { project, bucket } = record.envelope;
      counted.push({ project, bucket, position: record.position, caps, deltas });
    } catch (error) {
      poison.push({ record, reason: poisonReason(error) });
    }
  }
  return {
    batch,
    poison,
    counted,
    sessions: [...sessions.values()],
    forgotten: forgotten.changes(),
  };
}

/** A session keeps the caps it began with, so that what it counted is found again where it was counted. */
function capsOfSession({ envelope }: SessionRecord, found: StoredSession | undefined): NameCaps | undefined {
  if (found) return found.caps;
  return envelope.kind === 'beacon' ? capsOf(envelope.settings) : undefined;
}

function storedSession(stored: ReadonlyMap<string, ItemKey>, id: string): StoredSession | undefined {
  const item = stored.get(id);
  return item && unpackSession<StoredSession>(item);
}

function reduce(
  { envelope, body, position }: SessionRecord,
  before: SessionState | undefined,
  hash: (project: string, visitor: string) => bigint,
  archive: (line: ArchiveLine) => void,
): { state: SessionState; deltas: Deltas; clamped: number } {
  if (envelope.kind === 'erase') return { state: reduceErase(envelope), deltas: new Map(), clamped: 0 };
  const read = readBeacon(body);
  const beacon = resolveBeacon(envelope, read.events);
  const fullSnapshot = hasKeyframe(read);
  const { state, deltas, outcome } = countBeacon(before, beacon, fullSnapshot, (visitor) =>
    hash(envelope.project, visitor),
  );
  if (outcome === 'counted') {
    // The events' paths are folded already, and those before may hold what was scrubbed.
    archive({
      position,
      envelope: { ...envelope, paths: {} },
      fullSnapshot,
      events: beacon.events.map(({ event }) => event),
    });
  }
  const clamped = outcome === 'counted' ? read.events.filter(({ at }) => isClamped(envelope, at)).length : 0;
  return { state, deltas, clamped };
}
