import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { logLine } from '../../shared/http/finish-answer.ts';
import { createServerSecretStore } from '../../shared/server-secret-store.ts';
import { batchResponse } from '../batch-outcome.ts';
import { readStreamEpoch } from '../epoch-stream.ts';
import { DynamoItemStore } from '../item-store.ts';
import { noticingFailures } from '../noticing-failures.ts';
import { S3ObjectStore } from '../object-store.ts';
import { remembered } from '../remembered.ts';
import { streamRecords } from '../stream-batch.ts';
import { aggregateBatch } from './aggregate-batch.ts';
import { AggregateEnv } from './env.ts';
import { NameLists } from './name-lists.ts';

const env = AggregateEnv.parse(process.env);
const logger = new Logger({ serviceName: 'aggregate' });
const stores = {
  tally: new DynamoItemStore(env.TALLY_TABLE),
  archive: new S3ObjectStore(env.ARCHIVE_BUCKET),
  failures: noticingFailures(new S3ObjectStore(env.FAILURES_BUCKET), env.STAGE, logLine),
};
const serverSecret = createServerSecretStore(env.SERVER_SECRET_ARN);
const names = new NameLists();
const streamEpoch = remembered(() => readStreamEpoch(env.STREAM_NAME));

/** Counts a batch of beacons: archive, counters, heatmap cells, sessions. */
export async function handler(event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> {
  const begun = Date.now();
  const epoch = await streamEpoch();
  const failures = await aggregateBatch(streamRecords(event.Records, epoch), {
    ...stores,
    names,
    streamEpoch: epoch,
    serverSecret: await serverSecret(),
    now: Math.floor(begun / 1_000),
    randomHex: () => randomBytes(16).toString('hex'),
  });
  for (const { partitionKey, reason } of failures) {
    logger.error('a bucket stopped and comes again', { partitionKey, error: reason as Error });
  }
  logger.info('counted', { records: event.Records.length, failed: failures.length, ms: Date.now() - begun });
  return batchResponse(failures, env.THROW_ON_PARTIAL_FAILURE === '1');
}
