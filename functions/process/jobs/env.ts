import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the jobs function. */
export const JobsEnv = z.object({
  PROJECTS_TABLE: name,
  GATE_TABLE: name,
  TALLY_TABLE: name,
  RECORDINGS_TABLE: name,
  KEYS_TABLE: name,
  JOBS_TABLE: name,
  DAILY_TABLE: name,
  ARCHIVE_BUCKET: name,
  FAILURES_BUCKET: name,
  BLOCKS_BUCKET: name,
  FILES_BUCKET: name,
  STREAM_NAME: name,
  /** Buckets that every project has at least. */
  BUCKETS: z.string().check(z.regex(/^[1-9]\d?$/)),
  /** Of the Secrets Manager secret that keys the names of visitors and users. */
  SERVER_SECRET_ARN: name,
  STAGE: name,
});
export type JobsEnv = z.input<typeof JobsEnv>;
