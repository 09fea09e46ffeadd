/** A stream, its shards and what drives the two consumers: batches cut anew at each try, faults, resharding. */

import { epochPosition } from '../../shared/epoch-position.ts';
import { type AggregateContext, aggregateBatch } from '../aggregate/aggregate-batch.ts';
import { type BucketFailure, batchResponse } from '../batch-outcome.ts';
import { recordBatch } from '../record/record-batch.ts';
import type { ItemStore } from '../stores.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { CrashError, type Fault, FaultyWay } from './faults.ts';
import { MemoryItemStore, MemoryObjectStore } from './memory-stores.ts';
import type { Random } from './random.ts';
import type { StreamEntry } from './traffic.ts';

export const streamEpoch = 1_760_000_000_000;
export const serverSecret = 'a secret of the server';

export class Stores {
  readonly tally = new MemoryItemStore();
  readonly archive = new MemoryObjectStore();
  readonly recordings = new MemoryItemStore();
  readonly keys = new MemoryItemStore();
  readonly blocks = new MemoryObjectStore();
  readonly failures = new MemoryObjectStore();
}

export type Invoke = (batch: readonly StreamRecord[], way: FaultyWay) => Promise<BucketFailure[]>;

/** Wraps the table that counters are in: how a test breaks one rule. */
export type Bend = (tally: ItemStore, batch: readonly StreamRecord[]) => ItemStore;

export function aggregateOver(stores: Stores, random: Random, bend: Bend = (tally) => tally): Invoke {
  return (batch, way) => {
    const context: AggregateContext = {
      streamEpoch,
      serverSecret,
      now: 0,
      randomHex: () => random.hex(16),
      tally: bend(way.items(stores.tally), batch),
      archive: way.objects(stores.archive),
      failures: way.objects(stores.failures),
    };
    return aggregateBatch(batch, context);
  };
}

export function recordOver(stores: Stores, random: Random): Invoke {
  return (batch, way) =>
    recordBatch(batch, {
      streamEpoch,
      randomHex: () => random.hex(16),
      recordings: way.items(stores.recordings),
      keys: way.items(stores.keys),
      blocks: way.objects(stores.blocks),
      failures: way.objects(stores.failures),
    });
}

/** Sequence numbers grow by gaps, past what a double holds. */
export function onStream(entries: readonly StreamEntry[]): StreamRecord[] {
  return entries.map(({ partitionKey, data }, n) => {
    const sequenceNumber = String(49_590_338_271_490_256_608_559_692_538_361_571_095n + BigInt(n) * 7n);
    return { sequenceNumber, position: epochPosition(streamEpoch, sequenceNumber), partitionKey, data };
  });
}

/**
 * The shards of a stream that is split and merged as it goes: per generation, lists of records in order.
 * A generation begins when all shards of the one before have been read to the end.
 */
export function generations(records: readonly StreamRecord[], random: Random): StreamRecord[][][] {
  const made: StreamRecord[][][] = [];
  for (let at = 0; at < records.length; ) {
    const end = at + random.whole(20, 90);
    const shards = random.whole(1, 3);
    const place = new Map<string, number>();
    const lists: StreamRecord[][] = Array.from({ length: shards }, () => []);
    for (const record of records.slice(at, end)) {
      const shard = place.get(record.partitionKey) ?? random.whole(0, shards - 1);
      place.set(record.partitionKey, shard);
      lists[shard]?.push(record);
    }
    made.push(lists);
    at = end;
  }
  return made;
}

export interface Trouble {
  random: Random;
  /** Share of invocations that something happens to. */
  share: number;
  /** As at stage local: any failed bucket brings the whole batch again. */
  throwing: boolean;
}

/** Reads every shard to its end, as Lambda's event source does; gives how many invocations it took. */
export async function drain(invoke: Invoke, shards: readonly StreamRecord[][], trouble: Trouble): Promise<number> {
  const taken = await Promise.all(shards.map((shard) => drainShard(invoke, shard, trouble)));
  return taken.reduce((sum, one) => sum + one, 0);
}

async function drainShard(invoke: Invoke, shard: readonly StreamRecord[], trouble: Trouble): Promise<number> {
  const { random, throwing } = trouble;
  let invocations = 0;
  for (let at = 0; at < shard.length; ) {
    const batch = shard.slice(at, at + random.whole(1, 12));
    invocations += 1;
    if (random.chance(trouble.share / 4)) await overlap(invoke, batch, random);
    const fault = random.chance(trouble.share) ? anyFault(random) : undefined;
    const done = await once(invoke, batch, fault, throwing);
    at += done;
  }
  return invocations;
}

/** One invocation; gives how many of the batch's records the event source will not send again. */
export async function once(
  invoke: Invoke,
  batch: readonly StreamRecord[],
  fault: Fault | undefined,
  throwing: boolean,
): Promise<number> {
  const way = new FaultyWay(fault);
  try {
    const { batchItemFailures } = batchResponse(await invoke(batch, way), throwing);
    if (way.crashed) return 0;
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const lowest = batch.findIndex(({ sequenceNumber }) => failed.has(sequenceNumber));
    return lowest < 0 ? batch.length : lowest;
  } catch (error) {
    if (fault === undefined && !way.crashed) throw error;
    return 0;
  }
}

/** Two invocations of one batch at the same time: the first ran into its timeout and is not dead yet. */
async function overlap(invoke: Invoke, batch: readonly StreamRecord[], random: Random): Promise<void> {
  const ways = [new FaultyWay(random.chance(0.5) ? anyFault(random) : undefined), new FaultyWay()];
  const ended = await Promise.allSettled(ways.map((way) => invoke(batch, way)));
  for (const one of ended) {
    if (one.status === 'rejected' && !isExpected(one.reason)) throw one.reason;
  }
}

const isExpected = (reason: unknown): boolean =>
  reason instanceof CrashError || (reason instanceof Error && reason.name === 'StoreError');

function anyFault(random: Random): Fault {
  return {
    write: Math.floor(random.next() ** 2 * 60),
    when: random.pick(['before', 'after'] as const),
    what: random.pick(['crash', 'fail'] as const),
  };
}
