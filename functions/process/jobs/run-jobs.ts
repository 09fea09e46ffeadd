/**
 * Carries out jobs, in turns, by one runner at a time. A job is a list of steps; each keeps how
 * far it is and may be done again from there, so that a runner may be ended anywhere.
 */
import { lockKey } from '../../shared/job-items.ts';
import { carryOut } from './carry-out.ts';
import { lookAfterProjects } from './daily.ts';
import { dueJobs, nextJob } from './due-jobs.ts';
import type { JobStores } from './job-run.ts';

const lockMs = 30_000;
/** What a job may take until it is looked who else is there, ms: by itself, and while others wait. */
const turnMs = { alone: 60_000, beside: 10_000 };

export interface RunLimits {
  /** ms since the epoch by which it has to be at an end. */
  until: number;
  /** While jobs wait for others, it stays until then, ms since the epoch. */
  stayUntil: number;
  log: (line: Record<string, unknown>) => void;
  sleep: (ms: number) => Promise<unknown>;
}

/** Carries out what is due; throws the first failure once all jobs had their turn. */
export async function runJobs(stores: JobStores, limits: RunLimits): Promise<void> {
  const token = stores.random(32);
  const hold = async () =>
    (await stores.jobs.put({ ...lockKey, token, until: stores.now() + lockMs }, { token })) || takeLock(stores, token);
  if (!(await takeLock(stores, token))) return;
  let held = true;
  let beat = Promise.resolve();
  const heartbeat = setInterval(() => {
    beat = hold().then(
      (still) => {
        held &&= still;
      },
      (error: unknown) => limits.log({ level: 'warn', message: 'the lock was not renewed', reason: String(error) }),
    );
  }, lockMs / 3);
  const failures: unknown[] = [];
  try {
    // What is to be erased does not wait for what is only old.
    await lookAfterProjects(stores).catch((error: unknown) => {
      limits.log({ level: 'error', message: 'retention was not asked for', reason: String(error) });
      failures.push(error);
    });
    const hasTime = () => held && stores.now() < limits.until;
    const turns = new Map<string, number>();
    while (hasTime()) {
      const due = await dueJobs(stores);
      const job = nextJob(due, turns, stores.now());
      if (job) {
        turns.set(job.id, (turns.get(job.id) ?? 0) + 1);
        const end = stores.now() + (due.length > 1 ? turnMs.beside : turnMs.alone);
        await carryOut(job, stores, () => hasTime() && stores.now() < end, limits.log, failures);
        continue;
      }
      const wait = Math.max(200, Math.min(...due.map(({ notBefore }) => notBefore - stores.now())));
      if (due.length === 0 || stores.now() + wait > limits.stayUntil) break;
      await limits.sleep(wait);
    }
  } finally {
    clearInterval(heartbeat);
    // A beat that is still on its way would hold the lock for nobody.
    await beat;
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
