/** One job's turn: from the step it is at as far as it gets, and its receipt at the end. */
import type { Receipt } from '#contracts/job.ts';
import type { JobItem } from '../../shared/job-items.ts';
import { removals } from './check-erased.ts';
import { type JobRun, type JobStores, type Outcome, tidy } from './job-run.ts';
import { stepsOf } from './job-steps.ts';

const dayMs = 86_400_000;
const longestBackoff = 15 * 60_000;
/** ms until the next try, after so many in a row that came to nothing. */
const waitAfter = (tries: number): number => Math.min(longestBackoff, 5_000 * 2 ** (tries - 1));

/** Somebody else changed the job: it was taken away, or another runner has it. */
class JobLostError extends Error {
  override name = 'JobLostError' as const;
}

/** Carries a job on; what fails goes into `failures`, and the job is tried again later. */
export async function carryOut(
  job: JobItem,
  stores: JobStores,
  hasTime: () => boolean,
  log: (line: Record<string, unknown>) => void,
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
    // Counted before it begins: a process that is killed says nothing of it.
    const tries = job.failures + 1;
    await save({ failures: tries, notBefore: stores.now() + waitAfter(tries) });
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
    const again = stores.now() + waitAfter(job.failures);
    await save({
      notBefore: again,
      message: `Something failed; it goes on at ${new Date(again).toISOString().slice(11, 16)} UTC`,
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
    if (outcome === 'later') return run.save({ notBefore: run.now(), failures: 0 });
    if (outcome !== 'done' && 'wait' in outcome) {
      const { wait, message: waits = message } = outcome;
      return run.save({ notBefore: run.now() + wait, failures: 0, message: waits });
    }
    if (outcome !== 'done' && 'failed' in outcome) return finish(run, 'failed', outcome.failed);
    const next = outcome === 'done' ? steps[at + 1]?.[0] : outcome.step;
    if (!next) return finish(run, 'done', 'Done');
    // This try is the next step's now.
    await run.save({ step: next, cursor: undefined, failures: 1 });
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
    failures: 0,
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
