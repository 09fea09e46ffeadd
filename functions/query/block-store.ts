import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { BlockReader } from './readers.ts';

/** Reads sealed blocks. */
export function createBlockStore(bucket: string, client: S3Client = new S3Client()): BlockReader {
  const read = async (object: string, range?: string): Promise<Uint8Array> => {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: object, ...(range ? { Range: range } : {}) }),
    );
    if (!Body) throw new Error(`${object} has no body`);
    return Body.transformToByteArray();
  };
  return {
    range: (object, first, last) => read(object, `bytes=${first}-${last}`),
    whole: (object) => read(object),
  };
}
