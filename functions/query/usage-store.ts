import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type NameListItem, nameListPartition } from '../shared/name-lists.ts';
import { type CounterItem, counterPartition, instantKey, otherValue } from '../shared/tally-items.ts';
import type { UsageReader } from './readers.ts';

/** Reads lists of names, and what is counted past them, from the `tally` table. */
export function createUsageStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): UsageReader {
  return {
    async names(project, list, day) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': nameListPartition(project, list, day) },
          ProjectionExpression: '#count',
          ExpressionAttributeNames: { '#count': 'count' },
        }),
      );
      return (Items as NameListItem[]).reduce((sum, { count }) => sum + count, 0);
    },
    async others(project, by, hour) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :other)',
          ExpressionAttributeValues: {
            ':pk': counterPartition(project, 'human', by, hour),
            ':other': `${instantKey(hour)}#${otherValue}#`,
          },
        }),
      );
      return Items as CounterItem[];
    },
  };
}
