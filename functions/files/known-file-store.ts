import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keptFileLimits } from '#contracts/kept-file.ts';
import { type KeptFileItem, keptFileKey, keptFileTtl } from '../shared/kept-file-items.ts';

/** DynamoDB takes as many keys in one BatchGet. */
const batch = 100;
const rounds = 6;

export interface KnownFiles {
  /** What is known of the hashes. */
  find(project: string, hashes: readonly string[]): Promise<KeptFileItem[]>;
  /** Makes room for a new file in the day's, `now` in ms; false when there is none. */
  reserve(project: string, bytes: number, now: number): Promise<boolean>;
  /** Notes that a file was sent; false where it is not any more (or already) named by a recording as was assumed. */
  note(project: string, hash: string, named: boolean, now: number): Promise<boolean>;
}

const dayKey = (project: string, now: number) => ({
  pk: `FILES#${project}`,
  sk: `DAY#${new Date(now).toISOString().slice(0, 10)}`,
});

/** Which files are kept, and how many came today, in the gate table. */
export function createKnownFileStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): KnownFiles {
  const seconds = (ms: number) => Math.floor(ms / 1_000);
  return {
    async find(project, hashes) {
      const found: KeptFileItem[] = [];
      const wanted = [...new Set(hashes)];
      for (let at = 0; at < wanted.length; at += batch) {
        let keys: Record<string, unknown>[] = wanted.slice(at, at + batch).map((hash) => keptFileKey(project, hash));
        for (let round = 0; keys.length > 0; round += 1) {
          if (round === rounds) throw new Error('DynamoDB left file items unprocessed');
          const { Responses, UnprocessedKeys } = await client.send(
            new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }),
          );
          found.push(...((Responses?.[table] ?? []) as KeptFileItem[]));
          keys = UnprocessedKeys?.[table]?.Keys ?? [];
        }
      }
      return found;
    },

    async reserve(project, bytes, now) {
      const { filesPerDay, bytesPerDay } = keptFileLimits;
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: dayKey(project, now),
            UpdateExpression: 'SET #ttl = :ttl ADD files :one, bytes :bytes',
            ConditionExpression: 'attribute_not_exists(files) OR (files < :files AND bytes <= :room)',
            ExpressionAttributeNames: { '#ttl': 'ttl' },
            ExpressionAttributeValues: {
              ':ttl': seconds(now) + 2 * 86_400,
              ':one': 1,
              ':bytes': bytes,
              ':files': filesPerDay,
              ':room': bytesPerDay - bytes,
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async note(project, hash, named, now) {
      const sentAt = seconds(now);
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: keptFileKey(project, hash),
            UpdateExpression: 'SET sentAt = :sentAt, #ttl = :ttl',
            ConditionExpression: named
              ? 'attribute_exists(visitor) OR attribute_exists(#shared)'
              : 'attribute_not_exists(visitor) AND attribute_not_exists(#shared)',
            ExpressionAttributeNames: { '#ttl': 'ttl', '#shared': 'shared' },
            ExpressionAttributeValues: { ':sentAt': sentAt, ':ttl': keptFileTtl(sentAt, named) },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
