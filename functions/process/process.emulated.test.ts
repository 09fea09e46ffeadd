/** The real stores and the real handlers against the emulator, held to what holds in memory. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readStreamEpoch } from './epoch-stream.ts';
import { DynamoItemStore } from './item-store.ts';
import { S3ReadableStore } from './readable-object-store.ts';
import { countingDifferences, recordingDifferences } from './simulator/compare.ts';
import { type EmulatedStores, startEmulatedStores, streamName } from './simulator/emulated-stores.ts';
import { Random } from './simulator/random.ts';
import { onStream } from './simulator/simulated-stream.ts';
import { describeItemStore, describeObjectStore } from './simulator/store-contract.ts';
import { makeTraffic } from './simulator/traffic.ts';
import { truthOf } from './simulator/truth.ts';
import type { StreamRecord } from './stream-batch.ts';

type Handler = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>;

let emulated: EmulatedStores;
let begun = 0;

beforeAll(async () => {
  begun = Date.now();
  // The handlers' log lines.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  emulated = await startEmulatedStores();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulated?.stop();
});

describeItemStore('of DynamoDB', () => new DynamoItemStore('contract', emulated.dynamo));
describeObjectStore('of S3', () => new S3ReadableStore('contract', emulated.s3));

it('the epoch of a stream is when it was made', async () => {
  const epoch = await readStreamEpoch(streamName, emulated.kinesis);

  expect(epoch).toBeGreaterThan(begun - 5_000);
  expect(epoch).toBeLessThan(Date.now() + 5_000);
});

describe('the handlers', () => {
  const environment = () => ({
    AWS_ENDPOINT_URL: emulated.endpoint,
    AWS_REGION: emulated.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    TALLY_TABLE: 'tally',
    RECORDINGS_TABLE: 'recordings',
    KEYS_TABLE: 'keys',
    ARCHIVE_BUCKET: 'archive',
    BLOCKS_BUCKET: 'blocks',
    FILES_BUCKET: 'files',
    GATE_TABLE: 'gate',
    FAILURES_BUCKET: 'failures',
    STREAM_NAME: streamName,
    SERVER_SECRET_ARN: emulated.secretArn,
    STAGE: 'local',
    THROW_ON_PARTIAL_FAILURE: '1',
  });

  const lambdaEvent = (records: readonly StreamRecord[]): KinesisStreamEvent => ({
    Records: records.map(({ sequenceNumber, partitionKey, data }) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey,
        sequenceNumber,
        data: Buffer.from(data).toString('base64'),
        approximateArrivalTimestamp: 0,
      },
      ...source,
    })),
  });

  it('count and record what was sent, though every batch comes twice', async () => {
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
    const handlers: Handler[] = [
      (await import('./aggregate/handler.ts')).handler,
      (await import('./record/handler.ts')).handler,
    ];
    const entries = makeTraffic(new Random(3), 12);
    const records = onStream(entries);
    const truth = truthOf(entries);
    for (let at = 0; at < records.length; at += 40) {
      const event = lambdaEvent(records.slice(at, at + 60));
      for (const handler of handlers) expect(await handler(event)).toEqual({ batchItemFailures: [] });
    }
    const stores = await emulated.copy();
    // The visits are of long ago: their minutes have expired, and what has expired is not written.
    for (const id of truth.items.keys()) if (id.includes('#minute#')) truth.items.delete(id);

    expect(countingDifferences(stores, truth)).toEqual([]);
    expect(recordingDifferences(stores, truth)).toEqual([]);
    expect(truth.accepted.size).toBeGreaterThan(30);
  });

  it('fail as a whole where partial failures cannot be told', async () => {
    for (const [name, value] of Object.entries({ ...environment(), TALLY_TABLE: 'tally', FAILURES_BUCKET: 'absent' })) {
      vi.stubEnv(name, value);
    }
    vi.resetModules();
    const { handler } = await import('./aggregate/handler.ts');
    const poison = { sequenceNumber: '9'.repeat(30), position: '', partitionKey: 'p#0', data: Uint8Array.of(9) };

    await expect(handler(lambdaEvent([poison]))).rejects.toThrow('these buckets stopped: p#0');
  });
});

const source: Omit<KinesisStreamRecord, 'kinesis'> = {
  awsRegion: 'us-east-1',
  eventID: 'shardId-000000000000:1',
  eventName: 'aws:kinesis:record',
  eventSource: 'aws:kinesis',
  eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/beacons',
  eventVersion: '1.0',
  invokeIdentityArn: 'arn:aws:iam::000000000000:role/test',
};
