import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type GatheredItem, gatheredOf, gatheredRanges } from '../shared/gathered-items.ts';
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
  async function all<T>(condition: string, values: Record<string, string>): Promise<T[]> {
    const items: T[] = [];
    const query = {
      TableName: tables.recordings,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
    };
    for await (const page of paginateQuery({ client }, query)) items.push(...((page.Items ?? []) as T[]));
    return items;
  }
  const partition = <T>(pk: string) => all<T>('pk = :pk', { ':pk': pk });
  return {
    blocks: (project, session) => partition<BlockItem>(blockPartition(project, session)),
    async gathered(project, session, span) {
      const found = await Promise.all(
        gatheredRanges(project, session, span).map(({ pk, first, last }) =>
          all<GatheredItem>('pk = :pk AND sk BETWEEN :first AND :last', { ':pk': pk, ':first': first, ':last': last }),
        ),
      );
      return gatheredOf(found.flat(), session);
    },
    snapshots: (project, device, path) => partition<SnapshotItem>(snapshotPartition(project, device, path)),
    async key(project, session) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.keys, Key: recordingKey(project, session), ConsistentRead: true }),
      );
      return Item as KeyItem | undefined;
    },
  };
}
