import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ApiError } from '#contracts/errors.ts';
import type { EraseEnvelope } from '#contracts/stream-record.ts';
import { packRecord } from '../shared/framing.ts';

export interface EraseStream {
  /** Puts the control record behind everything the session has sent so far. */
  put(envelope: EraseEnvelope): Promise<void>;
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
export function createEraseStream(stream: string, client: KinesisClient = newClient()): EraseStream {
  return {
    async put(envelope) {
      const command = new PutRecordCommand({
        StreamName: stream,
        PartitionKey: `${envelope.project}#${envelope.bucket}`,
        Data: packRecord(envelope, new Uint8Array(0)),
      });
      await client.send(command).catch((cause: unknown) => {
        console.error(JSON.stringify({ level: 'error', message: 'erase record not written', cause: String(cause) }));
        throw new ApiError('unavailable', 'The session could not be erased right now; try again.', {
          'retry-after': '2',
        });
      });
    },
  };
}
