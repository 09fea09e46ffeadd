import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { logLine } from '../../shared/http/finish-answer.ts';
import { batchResponse } from '../batch-outcome.ts';
import { readStreamEpoch } from '../epoch-stream.ts';
import { DynamoItemStore } from '../item-store.ts';
import { noticingFailures } from '../noticing-failures.ts';
import { S3ObjectStore } from '../object-store.ts';
import { remembered } from '../remembered.ts';
import { streamRecords } from '../stream-batch.ts';
import { RecordEnv } from './env.ts';
import { KeptFileNames } from './kept-file-names.ts';
import { createNamedObjectStore } from './named-object-store.ts';
import { recordBatch } from './record-batch.ts';

const env = RecordEnv.parse(process.env);
const logger = new Logger({ serviceName: 'record' });
const stores = {
  recordings: new DynamoItemStore(env.RECORDINGS_TABLE),
  keys: new DynamoItemStore(env.KEYS_TABLE),
  blocks: new S3ObjectStore(env.BLOCKS_BUCKET),
  keptFiles: new KeptFileNames(new DynamoItemStore(env.GATE_TABLE), createNamedObjectStore(env.FILES_BUCKET)),
  failures: noticingFailures(new S3ObjectStore(env.FAILURES_BUCKET), env.STAGE, logLine),
};
const streamEpoch = remembered(() => readStreamEpoch(env.STREAM_NAME));

/** Seals a batch of beacons into blocks and indexes them. */
export async function handler(event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> {
  const begun = Date.now();
  const epoch = await streamEpoch();
  const failures = await recordBatch(streamRecords(event.Records, epoch), {
    ...stores,
    streamEpoch: epoch,
    randomHex: () => randomBytes(16).toString('hex'),
  });
  for (const { partitionKey, reason } of failures) {
    logger.error('a bucket stopped and comes again', { partitionKey, error: reason as Error });
  }
  logger.info('recorded', { records: event.Records.length, failed: failures.length, ms: Date.now() - begun });
  return batchResponse(failures, env.THROW_ON_PARTIAL_FAILURE === '1');
}
