import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface BeaconStream {
  /** Resolves once the record is durable. */
  put(partitionKey: string, record: Uint8Array): Promise<void>;
}

/** HTTP/1.1, because the SDK's own HTTP/2 is slower for single puts and not every emulator speaks it whole. */
const newClient = () =>
  new KinesisClient({
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    }),
    maxAttempts: 2,
  });

/** Puts records on the stream. */
export function createBeaconStream(stream: string, client: KinesisClient = newClient()): BeaconStream {
  return {
    async put(partitionKey, record) {
      await client.send(new PutRecordCommand({ StreamName: stream, PartitionKey: partitionKey, Data: record }));
    },
  };
}
