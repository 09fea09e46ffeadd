/**
 * What a bucket is to take no more: tombstones of visitors, users and projects. Whether a record is
 * dropped follows from its position and from control records before it, so every try decides alike.
 */
import type { BeaconEnvelope, ForgetEnvelope } from '#contracts/stream-record.ts';
import { type ForgottenItem, forgottenKey, wholeProject } from '../shared/forgotten-items.ts';
import { type ItemKey, itemId } from './stores.ts';
import type { OpenRecord } from './stream-batch.ts';

/** A tombstone outlives the archive, which keeps events for 395 days at most. */
const tombstoneSeconds = 400 * 86_400;
/** Requests that one subject's item remembers; the oldest two become one, as early and as wide as both. */
const maxEntries = 50;

export interface ForgottenChange {
  item: ForgottenItem;
  /** `w` as it was read; undefined when there was no item. */
  read: string | undefined;
}

/** Keys of the tombstones that decide about a record. */
export function forgottenKeys({ envelope }: OpenRecord): ItemKey[] {
  const { project, bucket } = envelope;
  const subjects = envelope.kind === 'beacon' ? (envelope.subjects ?? []) : [];
  const own = envelope.kind === 'forget' ? [envelope.subject] : [wholeProject, ...subjects];
  return own.map((subject) => forgottenKey(project, bucket, subject));
}

/** Tombstones of one bucket, as this batch finds and leaves them. */
export class Forgotten {
  private readonly stored: ReadonlyMap<string, ItemKey>;
  private readonly changed = new Map<string, ForgottenChange>();

  constructor(stored: ReadonlyMap<string, ItemKey>) {
    this.stored = stored;
  }

  changes(): ForgottenChange[] {
    return [...this.changed.values()];
  }

  /** Whether the record is of somebody who was forgotten before it. */
  covers(record: OpenRecord): boolean {
    const { envelope } = record;
    return forgottenKeys(record).some((key) => {
      const entries = this.item(itemId(key))?.entries ?? [];
      return entries.some(
        ({ w, before }) => record.position > w && (before === undefined || sessionBegan(envelope) <= before),
      );
    });
  }

  /** Takes a control record; one that comes again changes nothing. */
  note({ position }: OpenRecord, { project, bucket, subject, receivedAt, before }: ForgetEnvelope): void {
    const key = forgottenKey(project, bucket, subject);
    const id = itemId(key);
    const known = this.item(id);
    if (known && position <= known.w) return;
    const entries = [...(known?.entries ?? []), { w: position, ...(before === undefined ? {} : { before }) }];
    const ttl = Math.ceil(receivedAt / 1_000) + tombstoneSeconds;
    const read = this.changed.get(id)?.read ?? (this.stored.get(id) as ForgottenItem | undefined)?.w;
    this.changed.set(id, { item: { ...key, w: position, entries: bounded(entries), ttl }, read });
  }

  private item(id: string): ForgottenItem | undefined {
    return this.changed.get(id)?.item ?? (this.stored.get(id) as ForgottenItem | undefined);
  }
}

function bounded(entries: ForgottenItem['entries']): ForgottenItem['entries'] {
  const [first, second, ...rest] = entries;
  if (entries.length <= maxEntries || !first || !second) return entries;
  const open = first.before === undefined || second.before === undefined;
  return [{ w: first.w, ...(open ? {} : { before: Math.max(first.before ?? 0, second.before ?? 0) }) }, ...rest];
}

/** When the session began by our clock: its id is a UUIDv7 of the page's. A control record's session is as old as can be. */
function sessionBegan(envelope: OpenRecord['envelope']): number {
  return envelope.kind === 'beacon' ? uuidTime(envelope) + envelope.offset : Number.NEGATIVE_INFINITY;
}

const uuidTime = ({ header }: BeaconEnvelope): number =>
  Number.parseInt(header.session.replaceAll('-', '').slice(0, 12), 16);
