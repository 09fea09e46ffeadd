import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the auth function. */
export const AuthEnv = z.object({
  PROJECTS_TABLE: name,
  JOBS_TABLE: name,
  /** Buckets of a new project. */
  BUCKETS: z.string().check(z.regex(/^[1-9]\d?$/)),
  USER_POOL_ID: name,
  USER_POOL_CLIENT_ID: name,
  ORIGIN_SECRET: name,
  STAGE: name,
});
export type AuthEnv = z.input<typeof AuthEnv>;
