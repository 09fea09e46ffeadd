import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ApiError } from '#contracts/errors.ts';
import type { EraseEnvelope } from '#contracts/stream-record.ts';
import { packRecord } from '../shared/framing.ts';

export interface EraseStream {
  /** Puts the control record behind everything the session has sent so far. */
  put(envelope: EraseEnvelope): Promise<void>;
}

const maxAttempts = 3;

/** Writes control records to the events' stream. HTTP/1.1: the client's HTTP/2 cuts answers on emulators. */
export function createEraseStream(
  stream: string,
  client = new KinesisClient({ requestHandler: new NodeHttpHandler(), maxAttempts }),
): EraseStream {
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
