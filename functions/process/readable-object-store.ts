import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { S3ObjectStore } from './object-store.ts';
import type { ObjectEntry, ObjectReader } from './stores.ts';

/** Objects of one S3 bucket, for what also reads, lists and removes them. */
export class S3ReadableStore extends S3ObjectStore implements ObjectReader {
  private readonly name: string;
  private readonly reader: S3Client;

  constructor(bucket: string, client = new S3Client({ maxAttempts: 5 })) {
    super(bucket, client);
    this.name = bucket;
    this.reader = client;
  }

  async list(prefix: string): Promise<ObjectEntry[]> {
    const entries: ObjectEntry[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.reader.send(
        new ListObjectsV2Command({
          Bucket: this.name,
          Prefix: prefix,
          ...(ContinuationToken ? { ContinuationToken } : {}),
        }),
      );
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        entries.push({ name: Key, bytes: Size, at: LastModified?.getTime() ?? 0 });
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return entries;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await this.reader.send(new GetObjectCommand({ Bucket: this.name, Key: name }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await this.reader.send(new DeleteObjectCommand({ Bucket: this.name, Key: name }));
  }
}
