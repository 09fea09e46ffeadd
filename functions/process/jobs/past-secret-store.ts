import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dailySecretKey } from '../../shared/project-items.ts';
import { utcDay } from '../../shared/tally-items.ts';

/** Clocks differ: who is this much behind has begun the new day too before the secret of the last one goes. */
const clockMs = 5_000;

export interface PastSecretStore {
  /** Removes the secret of a day that is over at `now` (ms); false where there is none. That of the day itself stays. */
  remove(now: number): Promise<boolean>;
}

/**
 * The secret that names visitors without a name. Ingest overwrites it with the next day's when the next request needs
 * one, and time to live may take days: it is removed here. `table`: where it lies.
 */
export function createPastSecretStore(
  table: string,
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 8 })),
): PastSecretStore {
  return {
    async remove(now) {
      try {
        await client.send(
          new DeleteCommand({
            TableName: table,
            Key: dailySecretKey,
            // Ingest may make the new day's at any moment.
            ConditionExpression: '#day < :today',
            ExpressionAttributeNames: { '#day': 'day' },
            ExpressionAttributeValues: { ':today': utcDay(now - clockMs) },
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
