/** Anonymous visits of the real store over a table in memory, which several containers share. */
import { AwsError } from '../shared/aws/call-aws.ts';
import type { DocumentClient } from '../shared/aws/document-client.ts';
import type { AnonymousVisitItem } from '../shared/project-items.ts';
import { type AnonymousVisits, createAnonymousVisits } from './anonymous-visits.ts';

interface Input {
  Key?: { pk: string };
  Item?: AnonymousVisitItem;
  ExpressionAttributeValues?: { ':beganAt'?: number; ':lastAt'?: number; ':now'?: number };
}

export interface MemoryVisits {
  /** The visits as a container sees them that knows none yet. */
  container(): AnonymousVisits;
  items: Map<string, AnonymousVisitItem>;
  /** Operations sent so far. */
  sent: string[];
}

export function memoryAnonymousVisits(): MemoryVisits {
  const items = new Map<string, AnonymousVisitItem>();
  const sent: string[] = [];
  const client: DocumentClient = {
    async send<Output>({ operation, input }: { operation: string; input: object }) {
      sent.push(operation);
      const { Key, Item, ExpressionAttributeValues: values } = input as Input;
      const pk = Key?.pk ?? Item?.pk ?? '';
      const stored = items.get(pk);
      if (operation === 'GetItem') return { Item: stored } as Output;
      const holds = values
        ? stored?.beganAt === values[':beganAt'] &&
          (values[':lastAt'] === undefined || stored?.lastAt === values[':lastAt'])
        : stored === undefined;
      if (!holds) throw new AwsError('ConditionalCheckFailedException', 'in the way', 400);
      if (Item) items.set(pk, Item);
      else if (stored) items.set(pk, { ...stored, lastAt: values?.[':now'] ?? stored.lastAt });
      return {} as Output;
    },
  };
  return { container: () => createAnonymousVisits('daily', client), items, sent };
}
