/**
 * Carries out jobs, one after the other, by one runner at a time. A job is a list of steps; each keeps how
 * far it is and may be done again from there, so that a runner may be ended anywhere.
 */
import { dueKey, type JobItem, jobKey, lockKey } from '../../shared/job-items.ts';
import { carryOut } from './carry-out.ts';
import { lookAfterProjects } from './daily.ts';
import { type JobStores, tidy } from './job-run.ts';

const lockMs = 30_000;

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
    for (;;) {
      const jobs = await dueJobs(stores);
      for (const job of jobs.filter(({ notBefore }) => notBefore <= stores.now())) {
        if (!hasTime()) break;
        await carryOut(job, stores, hasTime, limits.log, failures);
      }
      const soon = (await dueJobs(stores)).map(({ notBefore }) => notBefore - stores.now());
      const wait = Math.max(200, Math.min(...soon));
      if (soon.length === 0 || !hasTime() || stores.now() + wait > limits.stayUntil) break;
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

async function dueJobs({ jobs }: JobStores): Promise<JobItem[]> {
  const found: JobItem[] = [];
  for (const { sk, user } of await jobs.all(dueKey('').pk)) {
    const job = await jobs.get<JobItem>(jobKey(String(user), sk));
    if (job?.subject) found.push(job);
    else await tidy({ jobs }, sk);
  }
  return found;
}
