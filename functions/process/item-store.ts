import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { inParallel } from './in-parallel.ts';
import { type Condition, type ItemKey, type ItemReader, type ItemStore, itemId } from './stores.ts';

/** Keys that one BatchGetItem may ask for. */
const batchKeys = 100;
const readsAtOnce = 8;

/** Items of one DynamoDB table. */
export class DynamoItemStore implements ItemStore, ItemReader {
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;

  constructor(table: string, client = new DynamoDBClient({ maxAttempts: 8 })) {
    this.table = table;
    this.client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  async read(keys: readonly ItemKey[]): Promise<Map<string, ItemKey>> {
    const wanted = [...new Map(keys.map(({ pk, sk }) => [itemId({ pk, sk }), { pk, sk }])).values()];
    const found = new Map<string, ItemKey>();
    const parts = Array.from({ length: Math.ceil(wanted.length / batchKeys) }, (_, part) =>
      wanted.slice(part * batchKeys, (part + 1) * batchKeys),
    );
    await inParallel(readsAtOnce, parts, async (part) => {
      for (const item of await this.readPart(part)) found.set(itemId(item), item);
    });
    return found;
  }

  /** What DynamoDB leaves unprocessed (16 MB an answer, throttling) is asked for again. */
  private async readPart(part: ItemKey[]): Promise<ItemKey[]> {
    const items: ItemKey[] = [];
    let Keys: Record<string, unknown>[] | undefined = part.map((key) => ({ ...key }));
    for (let tries = 0; Keys && Keys.length > 0; tries += 1) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 25 * 2 ** tries)));
      const answer: {
        Responses?: Record<string, Record<string, unknown>[]>;
        UnprocessedKeys?: Record<string, { Keys?: Record<string, unknown>[] | undefined }>;
      } = await this.client.send(
        new BatchGetCommand({ RequestItems: { [this.table]: { Keys, ConsistentRead: true } } }),
      );
      items.push(...((answer.Responses?.[this.table] ?? []) as unknown as ItemKey[]));
      Keys = answer.UnprocessedKeys?.[this.table]?.Keys;
    }
    return items;
  }

  put<Item extends ItemKey>(item: Item, condition: Condition): Promise<boolean> {
    return held(this.client.send(new PutCommand({ TableName: this.table, Item: item, ...expression(condition) })));
  }

  remove({ pk, sk }: ItemKey, condition: Condition): Promise<boolean> {
    return held(
      this.client.send(new DeleteCommand({ TableName: this.table, Key: { pk, sk }, ...expression(condition) })),
    );
  }

  keysOf(pk: string): Promise<ItemKey[]> {
    return this.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'pk, sk',
    });
  }

  async few(pk: string, most: number): Promise<ItemKey[] | undefined> {
    const input = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, Limit: most + 1 };
    const items = await this.query(input, most);
    return items.length > most ? undefined : items;
  }

  itemsOf(pk: string, first = '\u0000', last = '\uffff'): Promise<ItemKey[]> {
    return this.query({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': pk, ':first': first, ':last': last },
    });
  }

  /** All pages, or as many as it takes to see that there are more than `most`: a page may be the last and not say so. */
  private async query(input: Omit<QueryCommandInput, 'TableName'>, most = Infinity): Promise<ItemKey[]> {
    const items: ItemKey[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ConsistentRead: true,
          ...input,
          ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
        }),
      );
      items.push(...((page.Items ?? []) as ItemKey[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey && items.length <= most);
    return items;
  }
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

function expression(condition: Condition) {
  const parts: string[] = [];
  const ExpressionAttributeNames: Record<string, string> = {};
  const ExpressionAttributeValues: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(condition)) {
    ExpressionAttributeNames[`#${name}`] = name;
    if (value === undefined) {
      parts.push(`attribute_not_exists(#${name})`);
    } else {
      parts.push(`#${name} = :${name}`);
      ExpressionAttributeValues[`:${name}`] = value;
    }
  }
  if (parts.length === 0) return {};
  return {
    ConditionExpression: parts.join(' AND '),
    ExpressionAttributeNames,
    ...(Object.keys(ExpressionAttributeValues).length > 0 ? { ExpressionAttributeValues } : {}),
  };
}
