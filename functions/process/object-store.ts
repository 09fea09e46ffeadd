import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from './stores.ts';

/** Objects of one S3 bucket. */
export class S3ObjectStore implements ObjectStore {
  private readonly bucket: string;
  private readonly client: S3Client;

  constructor(bucket: string, client = new S3Client({ maxAttempts: 5 })) {
    this.bucket = bucket;
    this.client = client;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: name, Body: bytes, ContentType: 'application/octet-stream' }),
    );
  }
}
