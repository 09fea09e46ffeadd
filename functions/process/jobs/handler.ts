import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { oldestJobMetric } from '#contracts/resources.ts';
import { createControlStream } from '../../shared/control-stream.ts';
import { metricLine } from '../../shared/metric-line.ts';
import { createServerSecretStore } from '../../shared/server-secret-store.ts';
import { createBucketStore } from './bucket-store.ts';
import { dueJobs, oldestAge } from './due-jobs.ts';
import { JobsEnv } from './env.ts';
import { createPastSecretStore } from './past-secret-store.ts';
import { runJobs } from './run-jobs.ts';
import { createTableStore } from './table-store.ts';

const env = JobsEnv.parse(process.env);
const stores = {
  tally: createTableStore(env.TALLY_TABLE),
  recordings: createTableStore(env.RECORDINGS_TABLE),
  keys: createTableStore(env.KEYS_TABLE),
  gate: createTableStore(env.GATE_TABLE),
  projects: createTableStore(env.PROJECTS_TABLE),
  jobs: createTableStore(env.JOBS_TABLE),
  archive: createBucketStore(env.ARCHIVE_BUCKET),
  failures: createBucketStore(env.FAILURES_BUCKET),
  blocks: createBucketStore(env.BLOCKS_BUCKET),
  files: createBucketStore(env.FILES_BUCKET),
  controls: createControlStream(env.STREAM_NAME),
  serverSecret: createServerSecretStore(env.SERVER_SECRET_ARN),
  buckets: Number(env.BUCKETS),
  random: (digits: number) => randomBytes(digits / 2).toString('hex'),
  now: Date.now,
};
const pastSecret = createPastSecretStore(env.DAILY_TABLE);
/** What a step may take beyond its last look at the clock, ms. */
const margin = 60_000;
/** The next call comes a minute after this one. */
const stayMs = 50_000;

const log = (line: Record<string, unknown>): void => console.log(JSON.stringify(line));

/** Erases, exports and retires what is due. */
export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const begun = Date.now();
  // By every call, also while another is at work; where it fails, jobs go on all the same.
  const [removed] = await Promise.allSettled([pastSecret.remove(begun)]);
  // Before it begins: who is killed has told of it.
  const minutes = Math.floor(oldestAge(await dueJobs(stores), begun) / 60_000);
  log(metricLine(oldestJobMetric, { stage: env.STAGE, now: begun, count: minutes }));
  await runJobs(stores, {
    until: begun + Math.max(0, context.getRemainingTimeInMillis() - margin),
    stayUntil: begun + stayMs,
    log,
    sleep,
  });
  log({ level: 'info', message: 'jobs had their turn', ms: Date.now() - begun });
  if (removed.status === 'rejected') throw removed.reason;
}
