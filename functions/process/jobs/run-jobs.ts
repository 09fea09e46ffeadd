/**
 * Carries out jobs, one after the other, by one runner at a time. A job is a list of steps; each keeps how
 * far it is and may be done again from there, so that a runner may be ended anywhere.
 */
import type { JobKind, Receipt } from '#contracts/job.ts';
import { dueKey, type JobItem, jobKey, lockKey } from '../../shared/job-items.ts';
import { wantedOfProject } from './archive-lines.ts';
import { clearFailures, locate, rewriteArchive } from './archive-steps.ts';
import { bury, close, forget } from './bury.ts';
import { checkRecordings, removals, voidExports } from './check-erased.ts';
import { askRetention } from './daily.ts';
import { gather } from './export-steps.ts';
import { clearLabels } from './heat-labels.ts';
import { type JobRun, type JobStores, type Outcome, type Step, tidy } from './job-run.ts';
import { beginProject, expireItems, removeFiles, removeItems, sweepOld, sweepProject } from './project-steps.ts';
import { begin, find, wantedOf } from './whom.ts';

type Steps = readonly (readonly [name: string, message: string, step: Step])[];

const failuresOfPeople: Step = async (run) => clearFailures(run, await wantedOf(run));
const failuresOfProject: Step = (run) => clearFailures(run, wantedOfProject(run.job.project));

const erasePeople: Steps = [
  ['begin', 'Begins', begin],
  ['forget', 'Lets nothing more in', forget],
  ['find', 'Looks for sessions', find],
  ['bury', 'Erases sessions and keys of recordings', bury],
  ['locate', 'Looks through the archive', locate],
  ['close', 'Closes the sessions', close],
  ['labels', 'Clears words on heatmaps', clearLabels],
  ['archive', 'Rewrites the archive', rewriteArchive],
  ['failures', 'Looks through records that failed', failuresOfPeople],
  ['exports', 'Takes back exports', voidExports],
  ['check', 'Looks once more', checkRecordings],
];
const exportPeople: Steps = [
  ['begin', 'Begins', begin],
  ['forget', 'Begins', async () => 'done'],
  ['find', 'Looks for sessions', find],
  ['bury', 'Looks for sessions', async () => 'done'],
  ['locate', 'Looks through the archive', locate],
  ['gather', 'Writes events', gather],
];
const stepsOf: Record<JobKind, Steps> = {
  'erase-session': erasePeople,
  'erase-visitor': erasePeople,
  'erase-user': erasePeople,
  'export-visitor': exportPeople,
  'export-user': exportPeople,
  'erase-project': [
    ['begin', 'Begins', beginProject],
    ['forget', 'Lets nothing more in', forget],
    ['items', 'Removes sessions, numbers, heatmaps and keys of recordings', removeItems],
    ['files', 'Removes kept images and fonts', removeFiles],
    ['archive', 'Rewrites the archive', sweepProject],
    ['failures', 'Looks through records that failed', failuresOfProject],
    ['exports', 'Takes back exports', voidExports],
  ],
  retention: [
    ['begin', 'Begins', async () => 'done'],
    ['archive', 'Rewrites the archive', sweepOld],
    ['items', 'Removes what is older', expireItems],
  ],
};

const dayMs = 86_400_000;
const lockMs = 30_000;
const longestBackoff = 15 * 60_000;

export interface RunLimits {
  /** ms since the epoch by which it has to be at an end. */
  until: number;
  /** While jobs wait for others, it stays until then, ms since the epoch. */
  stayUntil: number;
  log: (line: Record<string, unknown>) => void;
  sleep: (ms: number) => Promise<unknown>;
}

/** Somebody else changed the job: it was taken away, or another runner has it. */
class JobLostError extends Error {
  override name = 'JobLostError' as const;
}

/** Carries out what is due; throws the first failure once all jobs had their turn. */
export async function runJobs(stores: JobStores, limits: RunLimits): Promise<void> {
  const token = stores.random(32);
  const hold = async () =>
    (await stores.jobs.put({ ...lockKey, token, until: stores.now() + lockMs }, { token })) || takeLock(stores, token);
  if (!(await takeLock(stores, token))) return;
  let held = true;
  const heartbeat = setInterval(() => {
    hold().then(
      (still) => {
        held &&= still;
      },
      (error: unknown) => limits.log({ level: 'warn', message: 'the lock was not renewed', reason: String(error) }),
    );
  }, lockMs / 3);
  const failures: unknown[] = [];
  try {
    await askRetention(stores);
    const hasTime = () => held && stores.now() < limits.until;
    for (;;) {
      const jobs = await dueJobs(stores);
      for (const job of jobs.filter(({ notBefore }) => notBefore <= stores.now())) {
        if (!hasTime()) return;
        await carryOut(job, stores, hasTime, limits.log, failures);
      }
      const soon = (await dueJobs(stores)).map(({ notBefore }) => notBefore - stores.now());
      const wait = Math.max(200, Math.min(...soon));
      if (soon.length === 0 || !hasTime() || stores.now() + wait > limits.stayUntil) break;
      await limits.sleep(wait);
    }
  } finally {
    clearInterval(heartbeat);
    await stores.jobs.change(lockKey, { until: 0 }, { token });
  }
  if (failures.length > 0) throw failures[0];
}

async function takeLock({ jobs, now }: JobStores, token: string): Promise<boolean> {
  const found = await jobs.get(lockKey);
  if (found && found.token !== token && Number(found.until) > now()) return false;
  return jobs.put(
    { ...lockKey, token, until: now() + lockMs },
    found ? { token: found.token, until: found.until } : { pk: undefined },
  );
}

async function dueJobs({ jobs }: JobStores): Promise<JobItem[]> {
  const found: JobItem[] = [];
  for (const { sk, user } of await jobs.all(dueKey('').pk)) {
    const job = (await jobs.get(jobKey(String(user), sk))) as unknown as JobItem | undefined;
    if (job?.subject) found.push(job);
    else await tidy({ jobs }, sk);
  }
  return found;
}

async function carryOut(
  job: JobItem,
  stores: JobStores,
  hasTime: () => boolean,
  log: RunLimits['log'],
  failures: unknown[],
): Promise<void> {
  const save = async (change: Partial<JobItem>) => {
    const version = job.version + 1;
    if (!(await stores.jobs.change(job, { ...change, version }, { version: job.version }))) {
      throw new JobLostError(`${job.id} was changed by somebody else`);
    }
    Object.assign(job, change, { version });
  };
  const run: JobRun = { ...stores, job, hasTime, save };
  try {
    await goOn(run);
  } catch (error) {
    if (error instanceof JobLostError) return;
    log({
      level: 'error',
      message: 'a job failed and is tried again',
      job: job.id,
      step: job.step,
      reason: String(error),
    });
    failures.push(error);
    const wait = Math.min(longestBackoff, 5_000 * 2 ** job.failures);
    await save({
      failures: job.failures + 1,
      notBefore: stores.now() + wait,
      message: `Something failed; it goes on at ${new Date(stores.now() + wait).toISOString().slice(11, 16)} UTC`,
    });
  }
}

async function goOn(run: JobRun): Promise<void> {
  const { job } = run;
  const steps = stepsOf[job.kind];
  if (job.status === 'queued') {
    await run.save({ status: 'running', startedAt: run.now(), total: steps.length, done: 0 });
  }
  for (;;) {
    const at = steps.findIndex(([name]) => name === job.step);
    const [, message, step] = steps[at] ?? steps[0] ?? [];
    if (!message || !step) throw new Error(`${job.kind} has no steps`);
    if (job.message !== message) await run.save({ message, done: Math.max(0, at), total: steps.length });
    const outcome: Outcome = await step(run);
    if (outcome === 'later') return;
    if (outcome !== 'done' && 'wait' in outcome) {
      return run.save({ notBefore: run.now() + outcome.wait, message: outcome.message ?? message });
    }
    if (outcome !== 'done' && 'failed' in outcome) return finish(run, 'failed', outcome.failed);
    const next = outcome === 'done' ? steps[at + 1]?.[0] : outcome.step;
    if (!next) return finish(run, 'done', 'Done');
    await run.save({ step: next, cursor: undefined, failures: 0 });
  }
}

/** The receipt, which names nobody; then everything that did goes. */
async function finish(run: JobRun, status: 'done' | 'failed', message: string): Promise<void> {
  const { job } = run;
  const removed = job.kind.startsWith('export-') ? {} : await removals(run);
  const receipt: Receipt = {
    removed: Object.entries(removed).map(([name, count]) => {
      const [store = '', what = ''] = name.split('/');
      return { store, what, count };
    }),
    remains: job.kind.startsWith('erase-') ? remains(run.now()) : [],
  };
  await run.save({
    status,
    message,
    finishedAt: run.now(),
    done: job.total,
    subject: undefined,
    cursor: undefined,
    removed: {},
    ...(status === 'done' && receipt.removed.length + receipt.remains.length > 0 ? { receipt } : {}),
  });
  await tidy(run, job.id);
}

/** Copies of which nothing can be taken out, and when they are gone: see docs/privacy.md. */
function remains(now: number): Receipt['remains'] {
  const until = (days: number) => new Date(now + days * dayMs).toISOString();
  return [
    { store: 'the stream of events', until: until(1) },
    { store: 'backups of keys and of the index of recordings', until: until(7) },
    { store: 'backups of sessions and numbers', until: until(35) },
  ];
}
