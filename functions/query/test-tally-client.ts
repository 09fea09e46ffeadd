/** For tests: the document client of a `tally` table in memory, with its index of sessions, by what `tally-store.ts` asks. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { sessionsIndex } from '#contracts/resources.ts';

type Item = Record<string, unknown> & { pk: string; sk: string };

/** Items that one page of a query has; DynamoDB ends a page at 1 MB. */
const pageItems = 1_000;

/** A client that reads these items; of the index it gives whole items, of which nobody may use more than the keys. */
export function memoryTallyClient(items: Iterable<{ pk: string; sk: string }>): DynamoDBDocumentClient {
  const all = [...items] as Item[];
  const byKey = new Map(all.map((item) => [`${item.pk} ${item.sk}`, item]));
  const { partitionKey, sortKey } = sessionsIndex;
  const table = ordered(all, 'pk', 'sk');
  const index = ordered(
    all.filter((item) => item[partitionKey] !== undefined),
    partitionKey,
    sortKey,
  );

  const query = ({ IndexName, ExpressionAttributeValues = {}, ScanIndexForward, ExclusiveStartKey }: QueryInput) => {
    const name = IndexName ? sortKey : 'sk';
    const partition = (IndexName ? index : table).get(ExpressionAttributeValues[IndexName ? ':gpk' : ':pk']) ?? [];
    const { ':from': from, ':to': to } = ExpressionAttributeValues;
    const first = below(partition, name, from);
    // BETWEEN includes its ends.
    const last = below(partition, name, `${to}\0`);
    const begun = (ExclusiveStartKey?.read as number | undefined) ?? 0;
    const read = Math.min(last - first, begun + pageItems);
    const found =
      ScanIndexForward === false
        ? partition.slice(last - read, last - begun).toReversed()
        : partition.slice(first + begun, first + read);
    return { Items: found, ...(read < last - first ? { LastEvaluatedKey: { read } } : {}) };
  };

  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  const mock = mockClient(client);
  mock.on(QueryCommand).callsFake(query);
  mock.on(GetCommand).callsFake(({ Key }) => ({ Item: byKey.get(`${Key.pk} ${Key.sk}`) }));
  mock.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: Object.fromEntries(
      Object.entries(RequestItems as Record<string, { Keys: Item[] }>).map(([name, { Keys }]) => [
        name,
        Keys.flatMap(({ pk, sk }) => byKey.get(`${pk} ${sk}`) ?? []),
      ]),
    ),
  }));
  return client;
}

type QueryInput = Pick<
  QueryCommandInput,
  'IndexName' | 'ExpressionAttributeValues' | 'ScanIndexForward' | 'ExclusiveStartKey'
>;

/** Partitions, each by its sort key. */
function ordered(items: readonly Item[], partitionKey: string, sortKey: string): Map<unknown, Item[]> {
  const partitions = Map.groupBy(items, (item) => item[partitionKey]);
  for (const partition of partitions.values()) {
    partition.sort((a, b) => (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1));
  }
  return partitions;
}

/** How many items of a partition stand below a sort key. */
function below(partition: readonly Item[], sortKey: string, wanted: string): number {
  let [low, high] = [0, partition.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (String(partition[middle]?.[sortKey]) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
