import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the ingest function. */
export const IngestEnv = z.object({
  PROJECTS_TABLE: name,
  GATE_TABLE: name,
  /** Read for what is used of quotas. */
  TALLY_TABLE: name,
  DAILY_TABLE: name,
  STREAM_NAME: name,
  /** Of the Secrets Manager secret that keys buckets. */
  SERVER_SECRET_ARN: name,
  /** Value of the header that CloudFront adds; requests without it are refused. */
  ORIGIN_SECRET: name,
  STAGE: name,
  /** '1' at stage `local` alone: the demo header may set the time of receipt and the CDN's headers. */
  ALLOW_DEMO_HEADERS: z.optional(z.enum(['0', '1'])),
  /** '0': no limit by visitor address. @default '0' at stage `local`, where every visitor has one address, else '1' */
  LIMIT_ADDRESSES: z.optional(z.enum(['0', '1'])),
  /** Path of the versioned recorder on the script's origin, `/v/X.Y.Z/recorder.js`. */
  TRACKER_RECORDER_PATH: z.string().check(z.startsWith('/')),
  /** Its subresource integrity, `sha384-…`. */
  TRACKER_RECORDER_INTEGRITY: z.string().check(z.regex(/^sha(256|384|512)-/)),
  /** The same of what keeps files of recorded pages. */
  TRACKER_FILES_PATH: z.string().check(z.startsWith('/')),
  TRACKER_FILES_INTEGRITY: z.string().check(z.regex(/^sha(256|384|512)-/)),
});
export type IngestEnv = z.input<typeof IngestEnv>;
