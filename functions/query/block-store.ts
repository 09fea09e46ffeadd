import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { BlockReader } from './readers.ts';

/** Reads ranges of sealed blocks. */
export function createBlockStore(bucket: string, client: S3Client = new S3Client()): BlockReader {
  return {
    async range(object, first, last) {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: object, Range: `bytes=${first}-${last}` }),
      );
      if (!Body) throw new Error(`${object} has no body`);
      return Body.transformToByteArray();
    },
  };
}
