import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ApiError } from '#contracts/errors.ts';
import { sessionsIndex } from '#contracts/resources.ts';
import { type PackedHeat, unpackHeat } from '../shared/packed-heat.ts';
import { unpackSession } from '../shared/packed-session.ts';
import {
  type CounterItem,
  counterPartition,
  heatPartition,
  instantKey,
  type SessionItem,
  sessionKey,
  sessionsPartition,
} from '../shared/tally-items.ts';
import { utcDays } from './buckets.ts';
import { lookingAhead } from './looking-ahead.ts';
import { inOrder, type TallyReader } from './readers.ts';

const width = 16;
/** Keys that one BatchGetItem may ask for. */
const batchKeys = 100;
type SessionKey = Pick<SessionItem, 'pk' | 'sk' | 'gpk' | 'gsk'>;
/** Counters that one answer is made of: more would take longer than a request may, and more memory than there is. */
const maxCounters = 400_000;
const tooMany = () => new ApiError('range_too_long', 'The range has too many different values; choose a shorter one.');
/** The instant that a sort key begins with. */
const instantOf = (sort: string): number => Number(sort.slice(0, instantKey(0).length));

/** Reads the `tally` table. */
export function createTallyStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): TallyReader {
  async function* pages<T>(input: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<T[]> {
    for await (const page of paginateQuery({ client }, { TableName: table, ...input })) yield (page.Items ?? []) as T[];
  }
  async function all<T>(input: Omit<QueryCommandInput, 'TableName'>): Promise<T[]> {
    const items: T[] = [];
    for await (const page of pages<T>(input)) items.push(...page);
    return items;
  }
  /** The sessions at some keys, in that order. One that is not there any more, or not yet, is left out. */
  async function sessionsAt(keys: readonly SessionKey[]): Promise<SessionItem[]> {
    const found = new Map<string, SessionItem>();
    let wanted: Record<string, unknown>[] | undefined = keys.map(({ pk, sk }) => ({ pk, sk }));
    for (let tries = 0; wanted && wanted.length > 0; tries += 1) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 25 * 2 ** tries)));
      const { Responses, UnprocessedKeys }: BatchGetCommandOutput = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted } } }),
      );
      for (const item of Responses?.[table] ?? []) found.set(String(item.pk), unpackSession<SessionItem>(item));
      wanted = UnprocessedKeys?.[table]?.Keys;
    }
    return keys.flatMap(({ pk }) => found.get(pk) ?? []);
  }
  /** Sort keys begin with an instant: those at or after `from`, before `to`. */
  const within = (pk: string, from: number, to: number) => ({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': pk, ':from': instantKey(from), ':to': instantKey(to) },
  });

  return {
    async counters(project, crowd, by, span) {
      let read = 0;
      const found = await inOrder(utcDays(span), width, async (day) => {
        const items: CounterItem[] = [];
        for await (const page of pages<CounterItem>(
          within(counterPartition(project, crowd, by, day), span.from, span.to),
        )) {
          read += page.length;
          if (read > maxCounters) throw tooMany();
          items.push(...page);
        }
        return items;
      });
      return found.flat();
    },
    async heat(project, crowd, type, device, path, span) {
      const pk = heatPartition(project, crowd, type, device, path);
      return (await all<PackedHeat>(within(pk, span.from, span.to))).map(unpackHeat);
    },
    async session(project, session) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: sessionKey(project, session) }));
      return Item && unpackSession<SessionItem>(Item);
    },
    async *sessions(project, crowd, span, before) {
      const days = utcDays({ from: span.from, to: before ? instantOf(before) + 1 : span.to }).toReversed();
      const keys = lookingAhead(days, (day) =>
        pages<SessionKey>({
          IndexName: sessionsIndex.name,
          // BETWEEN includes its ends: a cursor's own session is left out by the reader of the pages.
          KeyConditionExpression: '#gpk = :gpk AND #gsk BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#gpk': sessionsIndex.partitionKey, '#gsk': sessionsIndex.sortKey },
          ExpressionAttributeValues: {
            ':gpk': sessionsPartition(project, crowd, day),
            ':from': instantKey(span.from),
            ':to': before ?? instantKey(span.to),
          },
          ScanIndexForward: false,
        }),
      );
      for await (const page of keys) {
        const parts = Array.from({ length: Math.ceil(page.length / batchKeys) }, (_, part) =>
          page.slice(part * batchKeys, (part + 1) * batchKeys),
        );
        yield* lookingAhead(parts, async function* (part) {
          yield await sessionsAt(part);
        });
      }
    },
  };
}
