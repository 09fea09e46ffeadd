/**
 * The few DynamoDB commands of ingest over plain values, called as those of `@aws-sdk/lib-dynamodb` are: a store moves
 * from one to the other by its import lines.
 */
import type {
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { type AttributeValue, fromAttributes, toAttributes } from './attribute-value.ts';
import { AwsError, awsService } from './call-aws.ts';

abstract class Command<Input, Output> {
  abstract readonly operation: string;
  readonly input: Input;
  /** Never there; it carries the type of the answer. */
  declare readonly answer?: Output;

  constructor(input: Input) {
    this.input = input;
  }
}

type Answer<Output> = Omit<Output, '$metadata'>;

export class GetCommand extends Command<GetCommandInput, Answer<GetCommandOutput>> {
  readonly operation = 'GetItem';
}
export class PutCommand extends Command<PutCommandInput, Answer<PutCommandOutput>> {
  readonly operation = 'PutItem';
}
export class UpdateCommand extends Command<UpdateCommandInput, Answer<UpdateCommandOutput>> {
  readonly operation = 'UpdateItem';
}

export interface DocumentClient {
  /** Rejects with an {@link AwsError}; see {@link isConditionFailure}. */
  send<Output>(command: Command<object, Output>): Promise<Output>;
}

/** Whether a write was refused by its own condition. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof AwsError && error.name === 'ConditionalCheckFailedException';

/** Gives up soon, because the tracker tries again. */
export function createDocumentClient(): DocumentClient {
  const call = awsService({
    service: 'dynamodb',
    targetPrefix: 'DynamoDB_20120810',
    contentType: 'application/x-amz-json-1.0',
    timeout: 2_000,
    tries: 3,
  });
  return {
    async send<Output>({ operation, input }: Command<object, Output>) {
      const answer = await call(operation, withAttributes(input, toAttributes));
      return withAttributes(answer, (item) => fromAttributes(item as Record<string, AttributeValue>)) as Output;
    },
  };
}

const typed = ['Key', 'Item', 'ExpressionAttributeValues', 'Attributes'] as const;

function withAttributes(message: object, change: (item: object) => object): object {
  const changed: Record<string, unknown> = { ...message };
  for (const name of typed) if (changed[name]) changed[name] = change(changed[name] as object);
  return changed;
}
