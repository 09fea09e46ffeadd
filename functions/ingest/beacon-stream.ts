import { type AwsCall, awsService } from '../shared/aws/call-aws.ts';

export interface BeaconStream {
  /** Resolves once the record is durable. */
  put(partitionKey: string, record: Uint8Array): Promise<void>;
}

/** Gives up soon, because the tracker tries again. */
const kinesis = () => awsService({ service: 'kinesis', targetPrefix: 'Kinesis_20131202', timeout: 3_000, tries: 2 });

/** Puts records on the stream. */
export function createBeaconStream(stream: string, call: AwsCall = kinesis()): BeaconStream {
  return {
    async put(partitionKey, record) {
      const Data = Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString('base64');
      await call('PutRecord', { StreamName: stream, PartitionKey: partitionKey, Data });
    },
  };
}
