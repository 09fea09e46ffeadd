import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the query function. */
export const QueryEnv = z.object({
  PROJECTS_TABLE: name,
  GATE_TABLE: name,
  TALLY_TABLE: name,
  RECORDINGS_TABLE: name,
  KEYS_TABLE: name,
  JOBS_TABLE: name,
  BLOCKS_BUCKET: name,
  STREAM_NAME: name,
  USER_POOL_CLIENT_ID: name,
  ORIGIN_SECRET: name,
  STAGE: name,
});
export type QueryEnv = z.input<typeof QueryEnv>;
