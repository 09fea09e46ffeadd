import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keptFileLimits } from '#contracts/kept-file.ts';

/**
 * A file is sent again after so many days, which renews it: the bucket keeps it for 395, and what was recorded on the
 * last of these days, and is kept for 365, still finds it.
 */
const knownDays = 28;
/** DynamoDB takes as many keys in one BatchGet. */
const batch = 100;
const rounds = 6;

export interface KnownFiles {
  /** Those of the hashes that the project has; `now` in ms. */
  known(project: string, hashes: readonly string[], now: number): Promise<Set<string>>;
  /** Makes room for a new file in the day's; false when there is none. */
  reserve(project: string, bytes: number, now: number): Promise<boolean>;
  note(project: string, hash: string, now: number): Promise<void>;
}

const fileKey = (project: string, hash: string) => ({ pk: `FILE#${project}`, sk: hash });
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
    async known(project, hashes, now) {
      const found = new Set<string>();
      const wanted = [...new Set(hashes)];
      for (let at = 0; at < wanted.length; at += batch) {
        let keys: Record<string, unknown>[] = wanted.slice(at, at + batch).map((hash) => fileKey(project, hash));
        for (let round = 0; keys.length > 0; round += 1) {
          if (round === rounds) throw new Error('DynamoDB left file items unprocessed');
          const { Responses, UnprocessedKeys } = await client.send(
            new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }),
          );
          for (const { sk, ttl } of Responses?.[table] ?? []) if (ttl > seconds(now)) found.add(sk as string);
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

    async note(project, hash, now) {
      const ttl = seconds(now) + knownDays * 86_400;
      await client.send(new PutCommand({ TableName: table, Item: { ...fileKey(project, hash), ttl } }));
    },
  };
}
