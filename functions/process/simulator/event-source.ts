/**
 * Lambda's event source for Kinesis, as far as its documentation and its users tell how it behaves: shards
 * in order with parents first, batches cut by count and bytes, several batches of a shard at once split by
 * partition key, the lowest reported number as checkpoint, bisect, retries, an on-failure destination that
 * gets the payload, timeouts, and pollers that begin again at the shard's checkpoint. Past 200 lines, because it
 * models one loop.
 */
import { type BucketFailure, batchResponse } from '../batch-outcome.ts';
import type { ObjectStore } from '../stores.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { anyFault, CrashError, type Fault, FaultyWay, StoreError, type Weather } from './faults.ts';
import type { Random } from './random.ts';
import { hashShare, type Shard, type StreamLife } from './simulated-stream.ts';

/** A consumer: the real `record` or `aggregate` over stores, or one that breaks a rule. */
export type Invoke = (batch: readonly StreamRecord[], way: FaultyWay) => Promise<BucketFailure[]>;

export interface EventSource {
  invoke: Invoke;
  random: Random;
  /** Records and bytes of a batch at most. */
  batchSize: number;
  batchBytes: number;
  /** Batches of one shard at the same time, 1 to 10, split by partition key. */
  parallelization: number;
  /** Cuts a batch whose invocation failed in two. */
  bisect: boolean;
  /** As at stage local: any failed bucket fails the invocation, and the whole batch comes again. */
  throwing: boolean;
  /** Share of invocations that something happens to. */
  trouble: number;
  /** Tries after the first, endless by default; what is given up goes to `onFailure`. */
  retries?: number;
  onFailure?: ObjectStore;
  weather?: Weather;
}

/** ms before a failed batch is tried again. */
const retryPause = 1_000;

/** An event source whose settings are drawn, trouble included. */
export function anyEventSource(invoke: Invoke, random: Random): EventSource {
  return {
    invoke,
    random,
    batchSize: random.whole(2, 24),
    batchBytes: random.whole(8_000, 60_000),
    parallelization: random.whole(1, 10),
    bisect: random.chance(0.7),
    throwing: random.chance(0.25),
    trouble: 0.4,
  };
}

/** Reads streams to their ends, one after the other; gives how many invocations it took. */
export async function readStreams(source: EventSource, lives: readonly StreamLife[]): Promise<number> {
  let invocations = 0;
  for (const shards of lives) {
    const ended = new Map<Shard, Promise<number>>();
    for (const shard of shards) {
      const parents = shard.parents.map((parent) => ended.get(parent));
      ended.set(
        shard,
        Promise.all(parents).then(() => readShard(source, shard)),
      );
    }
    for (const taken of await Promise.all(ended.values())) invocations += taken;
  }
  return invocations;
}

/** Records of some partition keys of a shard, each with its place in the shard. */
interface Lane {
  records: { record: StreamRecord; place: number }[];
  at: number;
}

async function readShard(source: EventSource, shard: Shard): Promise<number> {
  const lanes: Lane[] = Array.from({ length: source.parallelization }, () => ({ records: [], at: 0 }));
  for (const [place, record] of shard.records.entries()) {
    // Not the bits that chose the shard, else all keys of a narrow shard would share a lane.
    const lane = Math.floor(hashShare(`lane ${record.partitionKey}`) * lanes.length);
    lanes[lane]?.records.push({ record, place });
  }
  let poller = 0;
  /** Another poller takes over: every lane begins at the shard's checkpoint, also what it had done since. */
  const restart = () => {
    poller += 1;
    const checkpoint = Math.min(...lanes.map(({ records, at }) => records[at]?.place ?? Number.POSITIVE_INFINITY));
    for (const lane of lanes) {
      const at = lane.records.findIndex(({ place }) => place >= checkpoint);
      lane.at = at < 0 ? lane.records.length : at;
    }
  };
  const taken = await Promise.all(
    lanes.map(async (lane) => {
      const reader = new LaneReader(source, lane);
      while (lane.at < lane.records.length) {
        const own = poller;
        const done = await reader.next();
        // What an earlier poller got done it cannot tell any more.
        if (own === poller) lane.at += done;
        if (source.random.chance(source.trouble / 50)) restart();
      }
      return reader.invocations;
    }),
  );
  return taken.reduce((sum, one) => sum + one, 0);
}

/** Takes one batch after the other from a lane. */
class LaneReader {
  invocations = 0;
  private readonly source: EventSource;
  private readonly lane: Lane;
  /** Records of the next try, when a batch comes again. */
  private limit = 0;
  private tries = 0;

  constructor(source: EventSource, lane: Lane) {
    this.source = source;
    this.lane = lane;
  }

  /** One try; gives how many records of the lane are done. */
  async next(): Promise<number> {
    const { source } = this;
    const { random, weather } = source;
    const batch = this.cut();
    this.invocations += 1;
    if (random.chance(source.trouble / 4)) await timeOut(source, batch);
    const fault = random.chance(source.trouble) ? anyFault(random) : undefined;
    const { done, failed } = await once(source.invoke, batch, fault, source.throwing, weather);
    if (!failed) {
      this.limit = 0;
      this.tries = 0;
      return batch.length;
    }
    if (weather) weather.clock.now += retryPause;
    const rest = batch.length - done;
    if (done > 0) this.tries = 0;
    // Half a batch is another batch: bisecting uses up no tries.
    const halved = source.bisect && failed === 'all' && rest > 1;
    this.limit = halved ? Math.ceil(rest / 2) : rest;
    if (!halved) this.tries += 1;
    if (source.retries === undefined || this.tries <= source.retries) return done;
    await giveUp(source, batch.slice(done));
    this.limit = 0;
    this.tries = 0;
    return batch.length;
  }

  private cut(): StreamRecord[] {
    const { batchSize, batchBytes, random } = this.source;
    const most = this.limit > 0 ? this.limit : random.whole(1, batchSize);
    const batch: StreamRecord[] = [];
    let bytes = 0;
    for (const { record } of this.lane.records.slice(this.lane.at, this.lane.at + most)) {
      bytes += record.data.byteLength;
      if (batch.length > 0 && bytes > batchBytes) break;
      batch.push(record);
    }
    return batch;
  }
}

interface Outcome {
  /** Records that the event source will not send again. */
  done: number;
  /** `all`: the invocation failed; `some`: it reported records. */
  failed?: 'all' | 'some';
}

/** One invocation of a consumer, over a way to the stores that may have a fault. */
export async function once(
  invoke: Invoke,
  batch: readonly StreamRecord[],
  fault: Fault | undefined,
  throwing: boolean,
  weather?: Weather,
): Promise<Outcome> {
  const way = new FaultyWay(fault, weather);
  try {
    const { batchItemFailures } = batchResponse(await invoke(batch, way), throwing);
    if (way.crashed) return { done: 0, failed: 'all' };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const lowest = batch.findIndex(({ sequenceNumber }) => failed.has(sequenceNumber));
    return lowest < 0 ? { done: batch.length } : { done: lowest, failed: 'some' };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { done: 0, failed: 'all' };
  }
}

/** The first try runs out of time and is not dead yet when the second begins. */
async function timeOut({ invoke, random, weather }: EventSource, batch: readonly StreamRecord[]): Promise<void> {
  const ways = [anyFault(random), random.chance(0.5) ? undefined : anyFault(random)];
  const ended = await Promise.allSettled(ways.map((fault) => invoke(batch, new FaultyWay(fault, weather))));
  for (const one of ended) {
    if (one.status === 'rejected' && !isExpected(one.reason)) throw one.reason;
  }
}

/** Errors that the simulator made; any other is one of what is tested. */
function isExpected(reason: unknown): boolean {
  if (reason instanceof CrashError || reason instanceof StoreError) return true;
  const { name, cause } = reason as Error;
  if (name === 'PartialFailureError') return isExpected(cause);
  return name === 'ConflictError' || name === 'LostRaceError';
}

/** What Lambda puts into an S3 destination: the invocation's event whole, as text. */
async function giveUp({ onFailure, random }: EventSource, records: readonly StreamRecord[]): Promise<void> {
  const event = {
    Records: records.map(({ sequenceNumber, partitionKey, data }) => ({
      kinesis: { partitionKey, sequenceNumber, data: Buffer.from(data).toString('base64') },
    })),
  };
  const kept = {
    requestContext: { condition: 'RetryAttemptsExhausted' },
    version: '1.0',
    timestamp: new Date(0).toISOString(),
    KinesisBatchInfo: { batchSize: records.length },
    payload: JSON.stringify(event),
  };
  const name = `aws/lambda/${random.uuid(4)}/shardId-0/2026-11-20T10.00.00-${random.uuid(4)}`;
  await onFailure?.put(name, Buffer.from(JSON.stringify(kept)));
}
