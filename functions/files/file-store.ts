import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** How long a browser may keep a file whose address is its content. */
const forever = 'public, max-age=31536000, immutable';

export interface FileStore {
  put(key: string, bytes: Uint8Array, type: string): Promise<void>;
}

/** Kept files in an S3 bucket, under the paths at which the CDN serves them. */
export function createFileStore(bucket: string, client = new S3Client({ maxAttempts: 4 })): FileStore {
  return {
    async put(key, bytes, type) {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: type, CacheControl: forever }),
      );
    },
  };
}
