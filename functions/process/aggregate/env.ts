import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the aggregate function. */
export const AggregateEnv = z.object({
  TALLY_TABLE: name,
  ARCHIVE_BUCKET: name,
  FAILURES_BUCKET: name,
  STREAM_NAME: name,
  /** Of the Secrets Manager secret that keys visitor hashes. */
  SERVER_SECRET_ARN: name,
  STAGE: name,
  /** '1' where the event source loses reported partial failures. */
  THROW_ON_PARTIAL_FAILURE: z.optional(z.enum(['0', '1'])),
});
export type AggregateEnv = z.input<typeof AggregateEnv>;
