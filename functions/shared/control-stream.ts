import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { EraseEnvelope, ForgetEnvelope } from '#contracts/stream-record.ts';
import { packRecord } from './framing.ts';

export interface ControlStream {
  /** Puts the control record behind everything that its bucket has sent so far. */
  put(envelope: EraseEnvelope | ForgetEnvelope): Promise<void>;
}

/** HTTP/1.1: the client's own HTTP/2 cuts answers on emulators. */
const newClient = () =>
  new KinesisClient({
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    }),
    maxAttempts: 3,
  });

/** Writes control records to the stream of the beacons. */
export function createControlStream(stream: string, client: KinesisClient = newClient()): ControlStream {
  return {
    async put(envelope) {
      await client.send(
        new PutRecordCommand({
          StreamName: stream,
          PartitionKey: `${envelope.project}#${envelope.bucket}`,
          Data: packRecord(envelope, new Uint8Array(0)),
        }),
      );
    },
  };
}
