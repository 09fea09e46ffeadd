import { NoSuchKey, PutObjectTaggingCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { namedTagOf } from '../../shared/kept-file-items.ts';
import type { NamedObjects } from './kept-file-names.ts';

/** Tags what is kept in an S3 bucket; whoever does so needs to be allowed to list it, or S3 does not say that an object is missing. */
export function createNamedObjectStore(bucket: string, client = new S3Client({ maxAttempts: 5 })): NamedObjects {
  return {
    async keep(name) {
      try {
        const Tagging = { TagSet: [namedTagOf(true)] };
        await client.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: name, Tagging }));
        return true;
      } catch (error) {
        if (error instanceof NoSuchKey || (error instanceof S3ServiceException && error.name === 'NoSuchKey'))
          return false;
        throw error;
      }
    },
  };
}
