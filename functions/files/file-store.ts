import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { namedTagOf } from '../shared/kept-file-items.ts';

/** How long a browser may keep a file whose address is its content. */
const forever = 'public, max-age=31536000, immutable';

export interface FileStore {
  /** `named`: a recording names the file already; what none names soon expires. */
  put(key: string, bytes: Uint8Array, type: string, named: boolean): Promise<void>;
}

/** Kept files in an S3 bucket, under the paths at which the CDN serves them. */
export function createFileStore(bucket: string, client = new S3Client({ maxAttempts: 4 })): FileStore {
  return {
    async put(key, bytes, type, named) {
      const { Key: tag, Value } = namedTagOf(named);
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: bytes,
          ContentType: type,
          CacheControl: forever,
          Tagging: `${tag}=${Value}`,
        }),
      );
    },
  };
}
