/** Sends beacons through the real ingest, record and aggregate over counting stores, in batches as the stream gathers them. */
import type { Context } from 'aws-lambda';
import { aggregateBatch } from '../../functions/process/aggregate/aggregate-batch.ts';
import { recordBatch } from '../../functions/process/record/record-batch.ts';
import { Random } from '../../functions/process/simulator/random.ts';
import type { StreamRecord } from '../../functions/process/stream-batch.ts';
import { epochPosition } from '../../functions/shared/epoch-position.ts';
import type { Usage } from '../prices.ts';
import type { MadeBeacon } from './bodies.ts';
import { CountingItems, CountingObjects } from './counting-stores.ts';
import { collectCall, instantIngest } from './ingest-speed.ts';

/** How long both consumers gather, ms, and how many records at most; as infra sets it. */
export const gathering = 30_000;
const batchRecords = { aggregate: 10_000, record: 1_000 } as const;
const batchBytes = 6_000_000;
/** GB of memory of each function, as infra sets it, and how much of a core Lambda gives with it. */
const functions = { ingest: { memory: 0.5, core: 0.29 }, consumer: { memory: 1, core: 0.58 } } as const;
/** What is not computing: calls that a function waits for, s each, several at once. */
const waiting = { put: 0.012, batch: 0.05, writesPerSecond: 1_500 } as const;
/** Bytes of the three lines that Lambda itself logs of a call; of a beacon that is taken there is none. */
const logged = 320;
/** Bytes of the headers of a request that CloudFront sends on, and of an answer to a browser. */
const wire = { toOrigin: 1_200, toBrowser: 400 } as const;
/** Read units: the item of one stylesheet, which may be a moment old. */
const readsPerQuestion = 0.5;

/** A beacon on its way. */
export type Sent = Pick<MadeBeacon, 'header' | 'sentAt' | 'body'>;

export interface Traffic {
  beacons: readonly Sent[];
  /** Requests for settings and scripts that the CDN answers, and bytes of scripts that it sends. */
  fetches: number;
  scriptBytes: number;
  /** Requests that ask which files are kept already. */
  questions: number;
  /** Those of them that the CDN does not answer itself. */
  unanswered: number;
  /** Days that what is stored stays. */
  recordingDays: number;
}

export interface Passed {
  usage: Usage;
  requests: number;
  uploaded: number;
  tableWrites: number;
  objectPuts: number;
  archivePuts: number;
  blockBytes: number;
  archiveBytes: number;
  /** Write units by the beginning of items' keys. */
  writesOf: [string, number][];
}

export async function runTraffic({
  beacons,
  fetches,
  questions,
  unanswered,
  scriptBytes,
  recordingDays,
}: Traffic): Promise<Passed> {
  const inOrder = beacons.toSorted((one, other) => one.sentAt - other.sentAt);
  const records: { at: number; record: StreamRecord }[] = [];
  let now = 0;
  let number = 1;
  const ingest = instantIngest(
    (partitionKey, data) => {
      const sequenceNumber = String(number++);
      records.push({
        at: now,
        record: { sequenceNumber, position: epochPosition(1, sequenceNumber), partitionKey, data },
      });
    },
    () => now,
  );
  const ingestCpu = await cpuOf(async () => {
    for (const { body, sentAt } of inOrder) {
      now = sentAt + 60;
      const { statusCode, body: told } = await ingest(collectCall(body, sentAt), {} as Context);
      if (statusCode !== 202) throw new Error(`ingest answered ${statusCode}: ${told}`);
    }
  });

  const random = new Random(1);
  const stores = {
    tally: new CountingItems(),
    recordings: new CountingItems(),
    keys: new CountingItems(),
    archive: new CountingObjects(),
    blocks: new CountingObjects(),
    failures: new CountingObjects(),
  };
  const common = { streamEpoch: 1, randomHex: () => random.hex(16), ...stores };
  const counts = batches(records, 'aggregate');
  const recorded = batches(records, 'record');
  const consumerCpu = await cpuOf(async () => {
    for (const batch of counts) {
      const seconds = Math.floor((batch.at(-1)?.at ?? 0) / 1_000);
      const failed = await aggregateBatch(
        batch.map(({ record }) => record),
        { ...common, serverSecret: 'server secret', now: seconds },
      );
      if (failed.length > 0) throw new Error(`aggregate failed: ${failed[0]?.reason}`);
    }
    for (const batch of recorded) {
      const failed = await recordBatch(
        batch.map(({ record }) => record),
        // A site's files are shared after its first visits, and from then on nothing is read or written for them.
        { ...common, keptFiles: { note: async () => {} } },
      );
      if (failed.length > 0) throw new Error(`record failed: ${failed[0]?.reason}`);
    }
  });
  if (stores.failures.puts > 0) throw new Error('some of the traffic was taken for poison');

  const requests = inOrder.length;
  const uploaded = inOrder.reduce((sum, { body }) => sum + body.byteLength, 0);
  const sessions = new Set(inOrder.map(({ header }) => header.session)).size;
  const tables = [stores.tally, stores.recordings, stores.keys];
  const puts = tables.reduce((sum, table) => sum + table.puts, 0);
  const tableWrites = tables.reduce((sum, table) => sum + table.writes, 0) + sessions;
  const runs = counts.length + recorded.length;
  const { ingest: taker, consumer } = functions;
  const calls = requests + unanswered;
  const ingestSeconds = calls * waiting.put + ingestCpu / taker.core;
  const consumerSeconds = runs * waiting.batch + puts / waiting.writesPerSecond + consumerCpu / consumer.core;
  const objectPuts = stores.archive.puts + stores.blocks.puts;
  const usage: Usage = {
    cdnRequest: requests + questions + fetches,
    cdnToOrigin: (uploaded + calls * wire.toOrigin) / 1e9,
    cdnToBrowser: (scriptBytes + (requests + questions) * wire.toBrowser) / 1e9,
    apiRequest: calls,
    lambdaRequest: calls + runs,
    lambdaSecond: ingestSeconds * taker.memory + consumerSeconds * consumer.memory,
    streamUnit: records.reduce((sum, { record }) => sum + Math.ceil(record.data.byteLength / 25_600), 0),
    tableWrite: tableWrites,
    tableRead: tables.reduce((sum, table) => sum + table.reads, 0) + unanswered * readsPerQuestion,
    tableGbMonth: tables.reduce((sum, table) => sum + table.bytes(), 0) / 1e9,
    objectPut: objectPuts,
    objectGbMonth: (stores.blocks.bytes * (recordingDays / 30) + stores.archive.bytes * 13) / 1e9,
    logGb: ((runs + unanswered) * logged) / 1e9,
  };
  return {
    usage,
    requests,
    uploaded,
    tableWrites,
    objectPuts,
    archivePuts: stores.archive.puts,
    blockBytes: stores.blocks.bytes,
    archiveBytes: stores.archive.bytes,
    writesOf: tables.flatMap((table) => [...table.writesOf]).toSorted(([, one], [, other]) => other - one),
  };
}

/** Batches of one shard: what came within the window, cut by count and bytes. */
function batches<Item extends { at: number; record: StreamRecord }>(
  records: readonly Item[],
  consumer: keyof typeof batchRecords,
): Item[][] {
  const all: Item[][] = [];
  let bytes = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const item of records) {
    const size = Math.ceil(item.record.data.byteLength / 3) * 4 + 400;
    const last = all.at(-1);
    if (!last || item.at >= end || last.length >= batchRecords[consumer] || bytes + size > batchBytes) {
      all.push([item]);
      bytes = size;
      end = item.at + gathering;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return all;
}

/** Seconds of CPU that some work takes. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}
