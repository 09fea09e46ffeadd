import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import {
  type BlockItem,
  blockPartition,
  type KeyItem,
  recordingKey,
  type SnapshotItem,
  snapshotPartition,
} from '../shared/recording-items.ts';
import type { RecordingReader } from './readers.ts';

/** Reads the `recordings` and `keys` tables. */
export function createRecordingStore(
  tables: { recordings: string; keys: string },
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): RecordingReader {
  async function partition<T>(pk: string): Promise<T[]> {
    const items: T[] = [];
    const query = {
      TableName: tables.recordings,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    };
    for await (const page of paginateQuery({ client }, query)) items.push(...((page.Items ?? []) as T[]));
    return items;
  }
  return {
    blocks: (project, session) => partition<BlockItem>(blockPartition(project, session)),
    snapshots: (project, device, path) => partition<SnapshotItem>(snapshotPartition(project, device, path)),
    async key(project, session) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.keys, Key: recordingKey(project, session), ConsistentRead: true }),
      );
      return Item as KeyItem | undefined;
    },
  };
}
