import type { KinesisStreamBatchResponse } from 'aws-lambda';

/** A bucket that stopped, with all of its records that have to come again. */
export interface BucketFailure {
  partitionKey: string;
  sequenceNumbers: string[];
  reason: unknown;
}

export function failureOf(bucket: Omit<BucketFailure, 'reason'>, reason: unknown): BucketFailure {
  const { partitionKey, sequenceNumbers } = bucket;
  return { partitionKey, sequenceNumbers, reason };
}

/** Failed buckets, thrown where partial failures cannot be reported. */
export class PartialFailureError extends Error {
  override name = 'PartialFailureError' as const;
}

/**
 * What a consumer answers. With `throwing` a failed bucket fails the whole batch: the local emulator
 * loses what is reported. Positions on every item make the whole retry safe.
 */
export function batchResponse(failures: readonly BucketFailure[], throwing: boolean): KinesisStreamBatchResponse {
  if (throwing && failures.length > 0) {
    const keys = failures.map(({ partitionKey }) => partitionKey).join(', ');
    throw new PartialFailureError(`these buckets stopped: ${keys}`, { cause: failures[0]?.reason });
  }
  return {
    batchItemFailures: failures.flatMap(({ sequenceNumbers }) =>
      sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier })),
    ),
  };
}
