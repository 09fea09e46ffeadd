import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  type HostItem,
  type RefusalItem,
  type SeenItem,
  type StrangerItem,
  statusPartition,
  strangersPartition,
} from '../shared/project-items.ts';
import type { StatusReader } from './readers.ts';

const maxRefusals = 100;
const maxSlots = 256;

/** Reads what ingest noted in the `gate` table. */
export function createStatusStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): StatusReader {
  /** There are few of each, by the slots that ingest has for them. */
  const list = async (pk: string, prefix: string, most = maxSlots) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix ? { ':prefix': prefix } : {}) },
        Limit: most,
      }),
    );
    return Items;
  };

  return {
    async seen(project) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { pk: statusPartition(project), sk: 'SEEN' } }),
      );
      return Item as SeenItem | undefined;
    },
    hosts: async (project) => (await list(statusPartition(project), 'HOST#')) as HostItem[],
    strangers: async () => (await list(strangersPartition, '')) as StrangerItem[],
    async refusals(project) {
      return (await list(statusPartition(project), 'REFUSAL#', maxRefusals)) as RefusalItem[];
    },
  };
}
