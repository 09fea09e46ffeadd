/** Sessions of the real store over a table in memory, which several containers share. */
import { AwsError } from '../shared/aws/call-aws.ts';
import type { DocumentClient } from '../shared/aws/document-client.ts';
import { createSessionStore, type SessionGate } from './session-store.ts';

interface Input {
  Key?: { pk: string };
  Item?: { pk: string; ttl: number };
}

export interface BeginOrFind {
  /** The gate of a container that knows no session yet. */
  container(): SessionGate;
  /** Sessions that have begun so far. */
  begun(): number;
}

export function memorySessions(): BeginOrFind {
  const items = new Map<string, NonNullable<Input['Item']>>();
  const client: DocumentClient = {
    async send<Output>({ operation, input }: { operation: string; input: object }) {
      const { Key, Item } = input as Input;
      if (operation === 'GetItem') return { Item: items.get(Key?.pk ?? '') } as Output;
      if (!Item || items.has(Item.pk)) throw new AwsError('ConditionalCheckFailedException', 'in the way', 400);
      items.set(Item.pk, Item);
      return {} as Output;
    },
  };
  return { container: () => createSessionStore('gate', client), begun: () => items.size };
}
