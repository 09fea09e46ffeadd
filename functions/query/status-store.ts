import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type RefusalItem, type SeenItem, statusPartition } from '../shared/project-items.ts';
import type { StatusReader } from './readers.ts';

const maxRefusals = 100;

/** Reads what ingest noted in the `gate` table. */
export function createStatusStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): StatusReader {
  return {
    async seen(project) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { pk: statusPartition(project), sk: 'SEEN' } }),
      );
      return Item as SeenItem | undefined;
    },
    async refusals(project) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :refusal)',
          ExpressionAttributeValues: { ':pk': statusPartition(project), ':refusal': 'REFUSAL#' },
          Limit: maxRefusals,
        }),
      );
      return Items as RefusalItem[];
    },
  };
}
