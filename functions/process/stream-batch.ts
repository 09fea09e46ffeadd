/** One invocation's records, by the bucket that wrote them, with what no try can mend set aside. */
import type { KinesisStreamRecord } from 'aws-lambda';
import type { Envelope } from '#contracts/stream-record.ts';
import { InvalidBeaconError } from '../shared/body.ts';
import { epochPosition } from '../shared/epoch-position.ts';
import { InvalidRecordError, unpackRecord } from '../shared/framing.ts';
import { TooManyDocumentsError } from './seen-sequences.ts';
import type { ObjectStore } from './stores.ts';

export interface StreamRecord {
  sequenceNumber: string;
  /** Stream epoch and sequence number, comparable as text. */
  position: string;
  partitionKey: string;
  data: Uint8Array;
}

export interface OpenRecord extends StreamRecord {
  envelope: Envelope;
  /** Plain or gzip, as it came. */
  body: Uint8Array;
}

/** What tells of a session, as all records do but those by which somebody is forgotten. */
export type SessionRecord = OpenRecord & { envelope: Exclude<Envelope, { kind: 'forget' }> };

/** Whether a record tells of a session. */
export const isOfSession = (record: OpenRecord): record is SessionRecord => record.envelope.kind !== 'forget';

/** A record that goes to the failure bucket and counts as done. */
export interface Poison {
  record: StreamRecord;
  reason: string;
}

/** Records of one `project#bucket` in the stream's order: what has one writer. */
export interface BucketBatch {
  partitionKey: string;
  records: OpenRecord[];
  /** Every sequence number of the bucket in this batch, poison too; first is lowest. */
  sequenceNumbers: string[];
  poison: Poison[];
}

export function streamRecords(records: readonly KinesisStreamRecord[], streamEpoch: number): StreamRecord[] {
  return records.map(({ kinesis }) => ({
    sequenceNumber: kinesis.sequenceNumber,
    position: epochPosition(streamEpoch, kinesis.sequenceNumber),
    partitionKey: kinesis.partitionKey,
    data: Buffer.from(kinesis.data, 'base64'),
  }));
}

/** Unpacks envelopes; bodies stay packed, since consumers inflate one at a time. */
export function byBucket(records: readonly StreamRecord[]): BucketBatch[] {
  const buckets = new Map<string, BucketBatch>();
  const inOrder = [...records].sort((one, other) => (one.position < other.position ? -1 : 1));
  for (const record of inOrder) {
    const { partitionKey } = record;
    const bucket = buckets.get(partitionKey) ?? { partitionKey, records: [], sequenceNumbers: [], poison: [] };
    buckets.set(partitionKey, bucket);
    bucket.sequenceNumbers.push(record.sequenceNumber);
    try {
      bucket.records.push(open(record));
    } catch (error) {
      bucket.poison.push({ record, reason: poisonReason(error) });
    }
  }
  return [...buckets.values()];
}

function open(record: StreamRecord): OpenRecord {
  const { envelope, body } = unpackRecord(record.data);
  const own = `${envelope.project}#${envelope.bucket}`;
  if (own !== record.partitionKey) {
    throw new InvalidRecordError(`a record of ${own} came under the partition key ${record.partitionKey}`);
  }
  return { ...record, envelope, body };
}

/** Why a record is poison; throws what is another failure, which a later try may mend. */
export function poisonReason(error: unknown): string {
  const poison =
    error instanceof InvalidRecordError ||
    error instanceof InvalidBeaconError ||
    error instanceof TooManyDocumentsError;
  if (!poison) throw error;
  return `${error.name}: ${error.message}`;
}

/** Puts payload and reason away under `CONSUMER/EPOCH-SEQUENCE`, so that the same record is kept once. */
export async function keepPoison(
  failures: ObjectStore,
  consumer: 'record' | 'aggregate',
  streamEpoch: number,
  { record, reason }: Poison,
): Promise<void> {
  const { sequenceNumber, partitionKey, data } = record;
  const kept = {
    consumer,
    partitionKey,
    sequenceNumber,
    streamEpoch,
    reason,
    data: Buffer.from(data).toString('base64'),
  };
  await failures.put(`${consumer}/${streamEpoch}-${sequenceNumber}`, Buffer.from(JSON.stringify(kept)));
}
