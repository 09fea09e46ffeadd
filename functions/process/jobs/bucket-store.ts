import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

/** One bucket as a job sees it. */
export interface BucketStore {
  /** Names with a prefix that come after a name, in order, at most 1,000. */
  list(prefix: string, after: string): Promise<string[]>;
  /** The object with its version, or undefined when it is gone. */
  read(name: string): Promise<{ bytes: Uint8Array; etag: string } | undefined>;
  /** Bytes `first` … `last`, inclusive. */
  range(name: string, first: number, last: number): Promise<Uint8Array>;
  /** Replaces the version that was read; false when another one is there. Without a version it just puts. */
  write(name: string, bytes: Uint8Array, etag?: string): Promise<boolean>;
  remove(name: string): Promise<void>;
}

export function createBucketStore(bucket: string, client = new S3Client({ maxAttempts: 5 })): BucketStore {
  const Bucket = bucket;
  const get = async (Key: string, Range?: string) => {
    const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }));
    if (!Body) throw new Error(`${Key} has no body`);
    return { bytes: await Body.transformToByteArray(), etag: ETag };
  };
  return {
    async list(prefix, after) {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix: prefix, ...(after ? { StartAfter: after } : {}) }),
      );
      return Contents.flatMap(({ Key }) => (Key ? [Key] : []));
    },
    async read(name) {
      try {
        return await get(name);
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    range: async (name, first, last) => (await get(name, `bytes=${first}-${last}`)).bytes,
    async write(name, bytes, etag) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket,
            Key: name,
            Body: bytes,
            ContentType: 'application/octet-stream',
            ...(etag ? { IfMatch: etag } : {}),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return false;
        throw error;
      }
    },
    async remove(name) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: name }));
    },
  };
}
