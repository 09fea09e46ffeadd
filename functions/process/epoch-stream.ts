import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Reads a stream's creation time in ms. HTTP/1.1, since emulators cut answers of the client's default HTTP/2. */
export async function readStreamEpoch(
  stream: string,
  client = new KinesisClient({ requestHandler: new NodeHttpHandler() }),
): Promise<number> {
  const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
  const created = StreamDescriptionSummary?.StreamCreationTimestamp;
  if (!created) throw new Error(`the stream ${stream} does not say when it was made`);
  return created.getTime();
}
