import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../stores.ts';

export type Item = ItemKey & Record<string, unknown>;

/** Attributes that must have these values for a change to happen; undefined: must not be there. */
export type Expected = Readonly<Record<string, unknown>>;

/** One table as a job sees it: whole, item by item. */
export interface TableStore {
  get<T extends ItemKey = Item>(key: ItemKey): Promise<T | undefined>;
  /** Items of a partition whose sort key begins so. */
  all<T extends ItemKey = Item>(pk: string, prefix?: string): Promise<T[]>;
  /** One page of everything; `only` names attributes to read beside the key. */
  scan<T extends ItemKey = Item>(
    cursor: string | undefined,
    only?: readonly string[],
  ): Promise<{ items: T[]; next: string | undefined }>;
  /** One page of a partition; the cursor is the sort key before it. */
  page<T extends ItemKey = Item>(
    pk: string,
    cursor: string | undefined,
    only: readonly string[],
  ): Promise<{ items: T[]; next: string | undefined }>;
  /** False where the item is not as expected. */
  remove(key: ItemKey, expected?: Expected): Promise<boolean>;
  put(item: Item, expected?: Expected): Promise<boolean>;
  /** Sets and removes (undefined) attributes of an item that is there; false where it is not as expected. */
  change(key: ItemKey, values: Readonly<Record<string, unknown>>, expected?: Expected): Promise<boolean>;
}

export function createTableStore(
  table: string,
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 8 }), {
    marshallOptions: { removeUndefinedValues: true },
  }),
): TableStore {
  const TableName = table;
  return {
    async get<T extends ItemKey>({ pk, sk }: ItemKey) {
      const { Item } = await client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }));
      return Item as T | undefined;
    },

    async all<T extends ItemKey>(pk: string, prefix?: string) {
      const items: T[] = [];
      const query = {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix ? { ':prefix': prefix } : {}) },
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...(Items as T[]));
      return items;
    },

    async scan<T extends ItemKey>(cursor: string | undefined, only?: readonly string[]) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName,
          ConsistentRead: true,
          ...(cursor ? { ExclusiveStartKey: JSON.parse(cursor) as Record<string, unknown> } : {}),
          ...(only ? projectionOf(only) : {}),
        }),
      );
      return { items: Items as T[], next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey) };
    },

    async page<T extends ItemKey>(pk: string, cursor: string | undefined, only: readonly string[]) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ...(cursor ? { ExclusiveStartKey: { pk, sk: cursor } } : {}),
          ...projectionOf(only),
        }),
      );
      return { items: Items as T[], next: LastEvaluatedKey?.sk as string | undefined };
    },

    remove: ({ pk, sk }, expected = {}) =>
      held(client.send(new DeleteCommand({ TableName, Key: { pk, sk }, ...conditionOf(expected) }))),

    put: (item, expected = {}) =>
      held(client.send(new PutCommand({ TableName, Item: item, ...conditionOf(expected) }))),

    change({ pk, sk }, values, expected = {}) {
      const set = Object.entries(values).filter(([, value]) => value !== undefined);
      const gone = Object.entries(values).filter(([, value]) => value === undefined);
      const condition = conditionOf({ ...expected, pk });
      const update = [
        ...(set.length > 0 ? [`SET ${set.map((_, at) => `#s${at} = :s${at}`).join(', ')}`] : []),
        ...(gone.length > 0 ? [`REMOVE ${gone.map((_, at) => `#g${at}`).join(', ')}`] : []),
      ];
      return held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: { pk, sk },
            UpdateExpression: update.join(' '),
            ConditionExpression: condition.ConditionExpression,
            ExpressionAttributeNames: {
              ...condition.ExpressionAttributeNames,
              ...Object.fromEntries(set.map(([name], at) => [`#s${at}`, name])),
              ...Object.fromEntries(gone.map(([name], at) => [`#g${at}`, name])),
            },
            ExpressionAttributeValues: {
              ...condition.ExpressionAttributeValues,
              ...Object.fromEntries(set.map(([, value], at) => [`:s${at}`, value])),
            },
          }),
        ),
      );
    },
  };
}

function projectionOf(only: readonly string[]) {
  const names = ['pk', 'sk', ...only];
  return {
    ProjectionExpression: names.map((_, at) => `#${at}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
  };
}

async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

interface ConditionOf {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

function conditionOf(expected: Expected): ConditionOf {
  const entries = Object.entries(expected);
  if (entries.length === 0) return {};
  const values = Object.fromEntries(
    entries.flatMap(([, value], at) => (value === undefined ? [] : [[`:c${at}`, value]])),
  );
  return {
    ConditionExpression: entries
      .map(([, value], at) => (value === undefined ? `attribute_not_exists(#c${at})` : `#c${at} = :c${at}`))
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], at) => [`#c${at}`, name])),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}
