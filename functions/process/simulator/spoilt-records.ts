/** Records that no try can mend, made from good ones, each with what its reason has to say. */
import { gzipSync } from 'node:zlib';
import { packRecord } from '../../shared/framing.ts';
import type { Random } from './random.ts';
import type { SentBeacon, StreamEntry } from './traffic.ts';

/** Inflates to more than a body may hold. */
const huge = gzipSync(Buffer.alloc(10_500_000, ' '), { level: 9 });

interface Spoilt {
  partitionKey: string;
  data: Uint8Array;
  reason: RegExp;
  /** The envelope is whole and tells the session. */
  opened: boolean;
}

const header = ({ envelope }: SentBeacon) => JSON.stringify({ ...envelope.header, secret: 'A'.repeat(22) });

const ways: ((random: Random, entry: StreamEntry, sent: SentBeacon) => Spoilt)[] = [
  (_random, { partitionKey, data }) => {
    const broken = Uint8Array.from(data);
    broken[0] = 9;
    return { partitionKey, data: broken, reason: /version 9 of stream records is unknown/, opened: false };
  },
  (random, { partitionKey, data }) => ({
    partitionKey,
    data: data.subarray(0, random.whole(0, 60)),
    reason: /has no head|ends within its envelope/,
    opened: false,
  }),
  (_random, { data }) => ({
    partitionKey: 'p-nobody#0',
    data,
    reason: /came under the partition key p-nobody#0/,
    opened: false,
  }),
  (_random, { partitionKey }, sent) => ({
    partitionKey,
    data: packRecord(sent.envelope, gzipSync(`${header(sent)}\n{}`).fill(0x21, 12)),
    reason: /cannot be inflated/,
    opened: true,
  }),
  (_random, { partitionKey }, sent) => ({
    partitionKey,
    data: packRecord(sent.envelope, Buffer.from(`${header(sent)}\n{"kind":"click","at":1,"path":"/"}`)),
    reason: /Line 2, "selector"/,
    opened: true,
  }),
  (_random, { partitionKey }, sent) => {
    const envelope = { ...sent.envelope, receivedAt: 'yesterday' as unknown as number };
    return { partitionKey, data: packRecord(envelope, new Uint8Array(0)), reason: /breaks its schema/, opened: false };
  },
];

/** A record like `entry` that is broken in one of several ways; `large`: one of them inflates to more than 10 MB. */
export function spoil(random: Random, entry: StreamEntry, large: boolean): StreamEntry {
  if (entry.sent.kind !== 'beacon') throw new TypeError('only a beacon is spoilt');
  const { sent } = entry;
  const way = random.whole(0, large ? ways.length : ways.length - 1);
  const { partitionKey, data, reason, opened } = ways[way]?.(random, entry, sent) ?? {
    partitionKey: entry.partitionKey,
    data: packRecord(sent.envelope, huge),
    reason: /larger than 10000000 bytes/,
    opened: true,
  };
  return {
    partitionKey,
    data,
    sent: { kind: 'poison', reason, ...(opened ? { session: sent.envelope.header.session } : {}) },
  };
}
