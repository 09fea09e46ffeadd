import { type DocumentClient, GetCommand, isConditionFailure, UpdateCommand } from '../aws/document-client.ts';
import type { LimitItem } from '../project-items.ts';

/** Moves one mark: to an instant if it stands at or before `after` or nowhere, or on by `by` if it stands past `after` and at most at `limit`. */
export type MarkMove = { name: string; after: number } & ({ to: number } | { by: number; limit: number });

export type Marks = Readonly<Record<string, number>>;
type Key = Pick<LimitItem, 'pk' | 'sk'>;

export interface LeaseStore {
  /** Makes all moves at once and gives the marks after them, or makes none where one is not possible. */
  move(key: Key, moves: readonly MarkMove[], ttl: number): Promise<Marks | undefined>;
  marks(key: Key): Promise<Marks>;
}

/** Marks of token buckets in the `gate` table, shared by all containers. Many may move one item at once: no move hangs on what another did. */
export function createLeaseStore(table: string, client: DocumentClient): LeaseStore {
  return {
    async move(key, moves, ttl) {
      const names: Record<string, string> = { '#ttl': 'ttl' };
      const values: Record<string, number> = { ':ttl': ttl };
      const conditions: string[] = [];
      const changes = ['#ttl = :ttl'];
      for (const [n, move] of moves.entries()) {
        names[`#${n}`] = move.name;
        values[`:after${n}`] = move.after;
        if ('to' in move) {
          values[`:to${n}`] = move.to;
          conditions.push(`(attribute_not_exists(#${n}) OR #${n} <= :after${n})`);
          changes.push(`#${n} = :to${n}`);
        } else {
          values[`:by${n}`] = move.by;
          values[`:limit${n}`] = move.limit;
          conditions.push(`(#${n} > :after${n} AND #${n} <= :limit${n})`);
          changes.push(`#${n} = #${n} + :by${n}`);
        }
      }
      try {
        const { Attributes = {} } = await client.send(
          new UpdateCommand({
            TableName: table,
            Key: key,
            UpdateExpression: `SET ${changes.join(', ')}`,
            ConditionExpression: conditions.join(' AND '),
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: values,
            ReturnValues: 'ALL_NEW',
          }),
        );
        return marksOf(Attributes);
      } catch (error) {
        if (isConditionFailure(error)) return undefined;
        throw error;
      }
    },

    async marks(key) {
      const { Item = {} } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return marksOf(Item);
    },
  };
}

const marksOf = (item: Record<string, unknown>): Marks =>
  Object.fromEntries(
    Object.entries(item).filter(
      (entry): entry is [string, number] => entry[0] !== 'ttl' && typeof entry[1] === 'number',
    ),
  );
