import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the reconcile function. */
export const ReconcileEnv = z.object({
  PROJECTS_TABLE: name,
  TALLY_TABLE: name,
  ARCHIVE_BUCKET: name,
  /** Of the Secrets Manager secret that keys visitor hashes. */
  SERVER_SECRET_ARN: name,
  STAGE: name,
});
export type ReconcileEnv = z.input<typeof ReconcileEnv>;
