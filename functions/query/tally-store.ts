import { hash } from 'node:crypto';
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
import type { PackedHeat } from '../shared/packed-heat.ts';
import { unpackSession } from '../shared/packed-session.ts';
import {
  type CounterItem,
  type Crowd,
  counterPartition,
  heatPartition,
  instantKey,
  readSessionsSort,
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
type IndexItem = Pick<SessionItem, 'pk' | 'sk' | 'gpk' | 'gsk'>;
type ItemKey = Pick<SessionItem, 'pk' | 'sk'>;
/** Counters that one answer is made of: more would take longer than a request may, and more memory than there is. */
const maxCounters = 400_000;
const tooMany = () => new ApiError('range_too_long', 'The range has too many different values; choose a shorter one.');

/** Hexadecimal digits of a hash that make a place: as much as a number holds exactly. */
const placeDigits = 12;

/** Reads the `tally` table; `secret` keys the places of sessions. */
export function createTallyStore(
  table: string,
  secret: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): TallyReader {
  async function* pages<T>(input: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<T[]> {
    for await (const page of paginateQuery({ client }, { TableName: table, ...input })) yield (page.Items ?? []) as T[];
  }
  /** The sessions at some keys, in that order. One that is not there any more, or not yet, is left out. */
  async function readAt(keys: readonly ItemKey[]): Promise<SessionItem[]> {
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
  const inParts = (keys: readonly ItemKey[]): AsyncGenerator<SessionItem[]> => {
    const parts = Array.from({ length: Math.ceil(keys.length / batchKeys) }, (_, part) =>
      keys.slice(part * batchKeys, (part + 1) * batchKeys),
    );
    return lookingAhead(parts, async function* (part) {
      yield await readAt(part);
    });
  };
  /** Pages of the index of one crowd, newest first; `last` is the greatest sort key. */
  const indexPages = (project: string, crowd: Crowd, from: number, to: number, last: string) =>
    lookingAhead(utcDays({ from, to }).toReversed(), (day) =>
      pages<IndexItem>({
        IndexName: sessionsIndex.name,
        // BETWEEN includes its ends: a cursor's own session is left out by the reader of the pages.
        KeyConditionExpression: '#gpk = :gpk AND #gsk BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#gpk': sessionsIndex.partitionKey, '#gsk': sessionsIndex.sortKey },
        ExpressionAttributeValues: {
          ':gpk': sessionsPartition(project, crowd, day),
          ':from': instantKey(from),
          ':to': last,
        },
        ScanIndexForward: false,
      }),
    );
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
    heat: (project, crowd, type, device, path, span) =>
      pages<PackedHeat>(within(heatPartition(project, crowd, type, device, path), span.from, span.to)),
    async session(project, session) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: sessionKey(project, session) }));
      return Item && unpackSession<SessionItem>(Item);
    },
    async *sessions(project, crowd, span, before) {
      const to = before ? readSessionsSort(before).startedAt + 1 : span.to;
      const keys = indexPages(project, crowd, span.from, to, before ?? instantKey(span.to));
      for await (const page of keys) yield* inParts(page);
    },
    async *sessionKeys(project, crowd, { from, to }) {
      for await (const page of indexPages(project, crowd, from, to, instantKey(to))) {
        yield page.map(({ pk, sk, gsk }) => ({ pk, sk, ...readSessionsSort(gsk) }));
      }
    },
    sessionsAt: inParts,
    // One hash of both, not two as for names that are shown: it is made for up to a million keys, and nobody sees it.
    place: ({ pk }) => {
      const digits = hash('sha256', `${secret}\n${pk}`, 'hex').slice(0, placeDigits);
      return Number.parseInt(digits, 16) / 16 ** placeDigits;
    },
  };
}
