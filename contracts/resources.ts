/**
 * Names that infra and the functions share. Every table has string keys `pk` and `sk` and the TTL
 * attribute `ttl` (seconds since the epoch); readers treat expired items as gone.
 *
 * | table        | owner (writes)     | holds                                                              |
 * |--------------|--------------------|--------------------------------------------------------------------|
 * | `projects`   | auth               | projects, write keys, memberships                                  |
 * | `gate`       | ingest, files, record | hash of a session's secret with its bucket, refusals, first / last, files that are kept |
 * | `daily`      | ingest             | what ends with the day: its secret, visits of visitors without a name; without recovery, so that it stays gone |
 * | `tally`      | aggregate          | sessions, hour counters, heatmap cells                             |
 * | `recordings` | record             | block index of recordings, heatmap snapshots                       |
 * | `keys`       | record             | AES-256-GCM keys of recordings                                     |
 * | `jobs`       | query, auth, jobs  | erasures and exports with their receipts                           |
 *
 * The jobs function erases in all of them; each item's owner is told by a control record on the stream.
 */
export const tables = ['projects', 'gate', 'daily', 'tally', 'recordings', 'keys', 'jobs'] as const;
export type TableName = (typeof tables)[number];

/** GSI of `tally` over session items: `gpk` = project, bot mark and UTC day; `gsk` = start and session. */
export const sessionsIndex = { name: 'sessions', partitionKey: 'gpk', sortKey: 'gsk' } as const;

/** Retention classes of blocks in days; a class is the key prefix by which a lifecycle rule expires it. */
export const retentionDays = [7, 30, 90, 365] as const;
export type RetentionDays = (typeof retentionDays)[number];

/** Tag of objects in the bucket of files: `no` until a recording names the file, and a lifecycle rule ends it soon. */
export const namedTag = 'named';

/** Header that CloudFront adds with a secret value; functions refuse requests without it. */
export const originHeader = 'x-afterglow-origin';

/** At stage `local` alone: JSON `{ receivedAt?: ms, headers?: { 'cloudfront-viewer-country'?: … } }`. */
export const demoHeader = 'x-afterglow-demo';

/** CloudWatch's namespace of our own metrics, and their names; each has the dimension `stage`. */
export const metricNamespace = 'Afterglow';
export const metrics = {
  /** The store of rate limits did not answer, and everything was let through. */
  limiterOpen: 'LimiterOpen',
  /** Records that no try can mend, put into the failure bucket by a consumer. */
  recordsRefused: 'RecordsRefused',
  /** How many numbers of yesterday are not what the raw archive adds up to. */
  counterDrift: 'CounterDrift',
} as const;
/** Minutes for which the oldest job has not been done. Apart, since every byte of ingest's bundle counts. */
export const oldestJobMetric = 'OldestJobMinutes';
export type MetricName = (typeof metrics)[keyof typeof metrics] | typeof oldestJobMetric;
