/** Decodes, scrubs and seals one bucket's records in order, before anything is written. */
import type { RetentionDays } from '#contracts/resources.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { readBeacon } from '../../shared/body.ts';
import { scrubRecordedLine } from '../../shared/recorded-line.ts';
import { blockPartition, type KeyItem, recordingKey } from '../../shared/recording-items.ts';
import { scrubRrweb } from '../../shared/scrub-rrweb.ts';
import { newFrameKey } from '../../shared/seal.ts';
import { SecretFields } from '../../shared/secret-fields.ts';
import { Forgotten, type ForgottenChange } from '../forgotten.ts';
import { isEmpty } from '../recorded.ts';
import { resolveBeacon } from '../resolve-beacon.ts';
import { type ItemKey, itemId } from '../stores.ts';
import {
  type BucketBatch,
  isOfSession,
  type OpenRecord,
  type Poison,
  poisonReason,
  type SessionRecord,
} from '../stream-batch.ts';
import type { Part, SessionFrames } from './block.ts';
import { makeFrame } from './frame.ts';
import type { GatheredFrames } from './gather.ts';
import { type FileName, fileNames } from './kept-file-names.ts';
import { type SnapshotDraft, SnapshotDrafts } from './snapshot-drafts.ts';

const daySeconds = 86_400;
/** A tombstone outlives everything that was recorded: classes end at 365 days, the archive at 395. */
const tombstoneSeconds = 400 * daySeconds;

/** What becomes of a session's key: made, given snapshots, or erased. */
export interface KeyChange {
  item: KeyItem;
  /** There was an item before; it must still be there, and no tombstone. */
  existed: boolean;
  changed: boolean;
}

export interface Erasure {
  tombstone: KeyItem;
  session: string;
  /** Partition of the session's blocks. */
  blocks: string;
  snapshots: ItemKey[];
}

export interface SealedBucket {
  batch: BucketBatch;
  poison: Poison[];
  keys: KeyChange[];
  sessions: SessionFrames[];
  gathered: GatheredFrames[];
  parts: Map<RetentionDays, Part[]>;
  snapshots: SnapshotDraft[];
  erasures: Erasure[];
  forgotten: ForgottenChange[];
  /** Kept files that the sessions name. */
  names: FileName[];
}

/** Key of the item that has the frame key of a record's session. */
export const keyOf = ({ envelope }: SessionRecord): ItemKey =>
  recordingKey(envelope.project, envelope.kind === 'beacon' ? envelope.header.session : envelope.session);

/** Seals a bucket. `stored`: items of `keyOf`, and tombstones, as read; `objects`: the object of each class. */
export async function sealBucket(
  batch: BucketBatch,
  stored: ReadonlyMap<string, ItemKey>,
  objectOf: (days: RetentionDays) => string,
  readSnapshot: (key: ItemKey) => Promise<ItemKey | undefined>,
): Promise<SealedBucket> {
  const keys = new Map<string, KeyChange>();
  const sessions = new Map<string, SessionFrames & { keyId: string; bucket: number }>();
  const erasures = new Map<string, Erasure>();
  const parts = new Map<RetentionDays, Part[]>();
  const drafts = new SnapshotDrafts(readSnapshot);
  const poison = [...batch.poison];
  const forgotten = new Forgotten(stored);
  const names = new Map<string, FileName[]>();
  /** Sessions of which something is recorded in this batch. */
  const opened = new Set<string>();

  for (const record of batch.records) {
    if (record.envelope.kind === 'forget') forgotten.note(record, record.envelope);
    if (!isOfSession(record) || forgotten.covers(record)) continue;
    const id = itemId(keyOf(record));
    const { envelope } = record;
    if (envelope.kind === 'erase') {
      const known = keys.get(id)?.item ?? (stored.get(id) as KeyItem | undefined);
      erasures.set(id, {
        tombstone: { ...keyOf(record), erased: true, ttl: Math.ceil(envelope.receivedAt / 1_000) + tombstoneSeconds },
        session: envelope.session,
        blocks: blockPartition(envelope.project, envelope.session),
        snapshots: await drafts.erase(envelope.session, known?.snapshots),
      });
      keys.delete(id);
      names.delete(id);
      for (const [name, { project, session }] of sessions) {
        if (project === envelope.project && session === envelope.session) sessions.delete(name);
      }
      continue;
    }
    const found = stored.get(id) as KeyItem | undefined;
    if (erasures.has(id) || found?.erased) continue;
    try {
      const { events, rrweb, recorded } = readBeacon(record.body);
      const fields = new SecretFields();
      for (const event of rrweb) scrubRrweb(event, fields);
      for (const line of recorded) scrubRecordedLine(line, fields);
      const recording = { rrweb, recorded };
      const beacon = resolveBeacon(envelope, events);
      const days = envelope.settings.recordingDays;
      const seconds = Math.ceil(envelope.receivedAt / 1_000);
      const key = keys.get(id) ?? knownKey(found) ?? newKey({ ...record, envelope }, seconds + (days + 1) * daySeconds);
      keys.set(id, key);

      const ttl = seconds + days * daySeconds;
      const frame = makeFrame(beacon, recording, keyBytes(key.item));
      const { project, bucket } = envelope;
      const { session } = envelope.header;
      const own = sessions.get(`${days}\n${id}`) ?? { keyId: id, bucket, project, session, days, ttl, frames: [] };
      sessions.set(`${days}\n${id}`, own);
      own.ttl = Math.max(own.ttl, ttl);
      own.frames.push(frame);
      if (!isEmpty(recording)) opened.add(id);
      const named = fileNames(beacon, recorded);
      if (named.length > 0) names.set(id, [...(names.get(id) ?? []), ...named]);

      if (isEmpty(recording) && !beacon.events.some(({ event: { kind } }) => kind === 'files')) continue;
      const source = { beacon, recording, position: record.position, object: objectOf(days), ttl, keyItem: key.item };
      const taken = await drafts.take(source);
      if (taken.sources) key.changed = true;
      parts.set(days, [...(parts.get(days) ?? []), ...taken.parts]);
    } catch (error) {
      poison.push({ record, reason: poisonReason(error) });
    }
  }
  const own: SessionFrames[] = [];
  const gathered: GatheredFrames[] = [];
  for (const { keyId, bucket, ...session } of sessions.values()) {
    const key = keys.get(keyId);
    if (!key || key.existed || opened.has(keyId)) own.push(session);
    else gathered.push({ ...session, bucket, key: keyBytes(key.item), visitor: key.item.visitor ?? '' });
  }
  return {
    batch,
    poison,
    keys: [...keys]
      .filter(([id, { changed, existed }]) => changed && (existed || opened.has(id)))
      .map(([, key]) => key),
    sessions: own,
    gathered,
    parts,
    snapshots: drafts.changed(),
    erasures: [...erasures.values()],
    forgotten: forgotten.changes(),
    names: [...names.values()].flat(),
  };
}

function knownKey(item: KeyItem | undefined): KeyChange | undefined {
  return item && { item: { ...item }, existed: true, changed: false };
}

function newKey({ envelope }: OpenRecord & { envelope: BeaconEnvelope }, ttl: number): KeyChange {
  const { project, header, subjects } = envelope;
  const visitor = subjects?.find((subject) => subject.startsWith('visitor.'));
  const item: KeyItem = {
    ...recordingKey(project, header.session),
    key: newFrameKey(),
    ttl,
    session: header.session,
    begun: envelope.receivedAt,
    ...(visitor ? { visitor } : {}),
  };
  return { item, existed: false, changed: true };
}

function keyBytes({ pk, key }: KeyItem): Uint8Array {
  if (!key) throw new Error(`${pk} has neither a key nor the mark of a tombstone`);
  return key;
}
