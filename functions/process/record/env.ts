import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the record function. */
export const RecordEnv = z.object({
  RECORDINGS_TABLE: name,
  KEYS_TABLE: name,
  GATE_TABLE: name,
  BLOCKS_BUCKET: name,
  FILES_BUCKET: name,
  FAILURES_BUCKET: name,
  STREAM_NAME: name,
  STAGE: name,
  /** '1' where the event source loses reported partial failures. */
  THROW_ON_PARTIAL_FAILURE: z.optional(z.enum(['0', '1'])),
});
export type RecordEnv = z.input<typeof RecordEnv>;
