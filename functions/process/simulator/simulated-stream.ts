/** A Kinesis stream: shards that split and merge while records come, and a stream that is deleted and made anew. */
import { createHash } from 'node:crypto';
import { epochPosition } from '../../shared/epoch-position.ts';
import type { StreamRecord } from '../stream-batch.ts';
import type { Random } from './random.ts';
import type { StreamEntry } from './traffic.ts';
import { streamEpoch } from './world.ts';

/** A stream made anew was made later, and counts from small numbers again. */
const epochMs = 86_400_000;

/** Records of a range of keys, in order. */
export interface Shard {
  /** Share of the space of hashed partition keys: from, to (exclusive). */
  range: [number, number];
  /** They have to be read to their ends first. */
  parents: Shard[];
  records: StreamRecord[];
}

/** Shards of one stream, from its making to its deletion; parents come before children. */
export type StreamLife = Shard[];

/** Sequence numbers grow by gaps, past what a double holds. */
const firstSequence = 49_590_338_271_490_256_608_559_692_538_361_571_095n;

/** All entries in one order, as a stream that never changes numbers them. */
export function onStream(entries: readonly StreamEntry[]): StreamRecord[] {
  return entries.map((entry, n) => numbered(entry, streamEpoch, firstSequence + BigInt(n) * 7n));
}

function numbered({ partitionKey, data }: StreamEntry, epoch: number, sequence: bigint): StreamRecord {
  const sequenceNumber = String(sequence);
  return { sequenceNumber, position: epochPosition(epoch, sequenceNumber), partitionKey, data };
}

export interface Layout {
  /** Chance, after each 20 to 90 records, that a shard is split or two are merged. */
  reshard: number;
  /** How often the stream is made anew. */
  lives: number;
  /** Gets the record that an entry became. */
  placed?: (entry: StreamEntry, record: StreamRecord) => void;
}

/** Puts the entries on a stream that is resharded as it goes. */
export function layOutStream(entries: readonly StreamEntry[], random: Random, layout: Layout): StreamLife[] {
  const ends = Array.from({ length: layout.lives - 1 }, () => random.whole(0, entries.length)).sort((a, b) => a - b);
  const bounds = [0, ...ends, entries.length];
  return bounds.slice(1).map((end, life) => {
    const epoch = streamEpoch + life * epochMs;
    const first = life === 0 ? firstSequence : BigInt(random.whole(1, 1_000));
    return oneLife(entries.slice(bounds[life], end), random, layout, (entry, n) => {
      const record = numbered(entry, epoch, first + BigInt(n) * 7n);
      layout.placed?.(entry, record);
      return record;
    });
  });
}

function oneLife(
  entries: readonly StreamEntry[],
  random: Random,
  { reshard }: Layout,
  number: (entry: StreamEntry, n: number) => StreamRecord,
): StreamLife {
  const all: Shard[] = [];
  const made = (range: [number, number], parents: Shard[]): Shard => {
    const shard = { range, parents, records: [] };
    all.push(shard);
    return shard;
  };
  const count = random.whole(1, 3);
  let open = Array.from({ length: count }, (_, n) => made([n / count, (n + 1) / count], []));
  let next = random.whole(20, 90);
  for (const [n, entry] of entries.entries()) {
    if (n >= next) {
      next = n + random.whole(20, 90);
      if (random.chance(reshard)) open = resharded(open, random, made);
    }
    const at = hashShare(entry.partitionKey);
    const shard = open.find(({ range: [from, to] }) => at >= from && at < to);
    shard?.records.push(number(entry, n));
  }
  return all;
}

function resharded(
  open: readonly Shard[],
  random: Random,
  made: (range: [number, number], parents: Shard[]) => Shard,
): Shard[] {
  const at = random.whole(0, open.length - 1);
  const [one, other] = [open[at] as Shard, open[at + 1]];
  const [from, to] = one.range;
  if (other && random.chance(0.5)) {
    return open.toSpliced(at, 2, made([from, other.range[1]], [one, other]));
  }
  const middle = (from + to) / 2;
  return open.toSpliced(at, 1, made([from, middle], [one]), made([middle, to], [one]));
}

/** Where a partition key lies in the space of hashes, 0 … 1, as Kinesis does by MD5. */
export function hashShare(partitionKey: string): number {
  return createHash('md5').update(partitionKey).digest().readUInt32BE(0) / 2 ** 32;
}
