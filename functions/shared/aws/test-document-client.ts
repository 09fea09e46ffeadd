/** For tests of stores: a document client that notes what it is sent and answers as the test says. */
import { AwsError } from './call-aws.ts';
import type { DocumentClient } from './document-client.ts';

interface Sent {
  operation: string;
  // Tests read fields of inputs that they assert anyway.
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs by operation
  input: any;
}

export interface TestDocumentClient extends DocumentClient {
  sent: Sent[];
  /** Inputs of one operation, in order. */
  inputs(operation: 'GetItem' | 'PutItem' | 'UpdateItem'): Sent['input'][];
  /** What comes back; throw to fail. An empty answer unless a test says otherwise. */
  answer: (sent: Sent) => object;
}

export function testDocumentClient(): TestDocumentClient {
  const client: TestDocumentClient = {
    sent: [],
    inputs: (operation) => client.sent.filter((one) => one.operation === operation).map(({ input }) => input),
    answer: () => ({}),
    async send<Output>({ operation, input }: Sent) {
      client.sent.push({ operation, input });
      return client.answer({ operation, input }) as Output;
    },
  };
  return client;
}

/** What DynamoDB says when a condition does not hold. */
export const inTheWay = () => new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400);
