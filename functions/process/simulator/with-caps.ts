import type { NameCaps } from '#contracts/stream-record.ts';
import { packRecord, unpackRecord } from '../../shared/framing.ts';
import type { Random } from './random.ts';
import type { StreamEntry } from './traffic.ts';

const anyCaps = (random: Random): NameCaps => ({
  paths: random.whole(1, 4),
  eventNames: random.whole(1, 2),
  propertyNames: 1,
});

/** The same traffic, each beacon under caps of its own; a copy of a beacon keeps those of the first. */
export function withCaps(entries: readonly StreamEntry[], random: Random): StreamEntry[] {
  const changed = new Map<StreamEntry, StreamEntry>();
  return entries.map((entry) => {
    const { sent } = entry;
    if (sent.kind !== 'beacon') return entry;
    const known = changed.get(entry);
    if (known) return known;
    const settings = { ...sent.envelope.settings, caps: anyCaps(random) };
    const envelope = { ...sent.envelope, settings };
    const { body } = unpackRecord(entry.data);
    const next: StreamEntry = { ...entry, data: packRecord(envelope, body), sent: { ...sent, envelope } };
    changed.set(entry, next);
    return next;
  });
}
