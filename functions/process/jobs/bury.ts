/** Steps that put tombstones by control records on the stream, and wait until both consumers have them. */
import { type ForgottenItem, forgottenKey, wholeProject } from '../../shared/forgotten-items.ts';
import { subjectOf } from '../../shared/hidden-id.ts';
import { projectKey, sessionSecretKey } from '../../shared/project-items.ts';
import { recordingKey } from '../../shared/recording-items.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import { inParallel } from '../in-parallel.ts';
import { allWork, changeWork, cover, type JobRun, type Outcome, type Work } from './job-run.ts';
import { bucketsOf } from './whom.ts';

const atOnce = 8;
const pollMs = 2_000;
/** A control record is not lost; that it is put again helps only where somebody made the stream anew. */
const againAfterMs = 3_600_000;
const waiting = { wait: pollMs, message: 'Waits until everything that was on its way has arrived' };

/** Lets nothing more of the project, visitors or users in. */
export async function forget(run: JobRun): Promise<Outcome> {
  const { job, tally, keys } = run;
  const buckets = await bucketsOf(run);
  const subjects = await subjectsToForget(run);
  let standing = true;
  for (const { subject, before } of subjects) {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const key = forgottenKey(job.project, bucket, subject);
      for (const table of [tally, keys]) {
        const item = await table.get<ForgottenItem>(key);
        const stands = item?.entries.some(
          (entry) => entry.before === undefined || entry.before >= (before ?? Infinity),
        );
        if (!stands) standing = false;
      }
    }
  }
  if (standing) {
    await cover(run, 'visitor');
    return 'done';
  }
  if (Number(job.cursor ?? 0) + againAfterMs > run.now()) return waiting;
  for (const { subject, before } of subjects) {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      await run.controls.put({
        kind: 'forget',
        project: job.project,
        bucket,
        receivedAt: run.now(),
        subject,
        ...(before === undefined ? {} : { before }),
      });
    }
  }
  await run.save({ cursor: String(run.now()) });
  return waiting;
}

async function subjectsToForget(run: JobRun): Promise<{ subject: string; before?: number }[]> {
  const { job } = run;
  if (job.subject?.kind === 'project') return [{ subject: wholeProject }];
  const secret = await run.serverSecret();
  const [visitors, users] = await Promise.all([allWork(run, 'visitor'), allWork(run, 'user')]);
  return [
    ...visitors.map(({ name }) => ({ subject: subjectOf(secret, job.project, 'visitor', name) })),
    // The user may come back and sign in again; what began before the request is what must not return.
    ...users.map(({ name }) => ({
      subject: subjectOf(secret, job.project, 'user', name),
      before: job.requestedAt,
    })),
  ];
}

/** Replaces sessions and their keys by tombstones. */
export async function bury(run: JobRun): Promise<Outcome> {
  const { job, tally, keys } = run;
  const open = (await allWork(run, 'session')).filter(({ covered }) => !covered);
  if (open.length === 0) return 'done';
  const resend = Number(job.cursor ?? 0) + againAfterMs <= run.now();
  let waits = false;
  await inParallel(atOnce, open, async (work) => {
    const [state, key] = await Promise.all([
      tally.get(sessionKey(job.project, work.name)),
      keys.get(recordingKey(job.project, work.name)),
    ]);
    if (state?.erased && key?.erased) {
      await changeWork(run, 'session', { name: work.name, covered: true });
      return;
    }
    waits = true;
    if (!resend && work.told) return;
    const bucket = await bucketOf(run, work, state?.bucket);
    await run.controls.put({ kind: 'erase', project: job.project, bucket, receivedAt: run.now(), session: work.name });
    await changeWork(run, 'session', { name: work.name, told: true });
  });
  if (!waits) return 'done';
  if (resend) await run.save({ cursor: String(run.now()), total: job.total + open.length });
  return waiting;
}

/** The bucket that the session's beacons go to, from whoever knows it. */
async function bucketOf({ job, gate }: JobRun, work: Work, stored: unknown): Promise<number> {
  for (const bucket of [stored, work.bucket, (await gate.get(sessionSecretKey(job.project, work.name)))?.bucket]) {
    if (typeof bucket === 'number') return bucket;
  }
  return 0;
}

/**
 * Takes the sessions from whoever began them, so that ingest refuses what is still to come, and tells ingest by the
 * project, which it reads every half minute, to look up sessions again that it knows.
 */
export async function close(run: JobRun): Promise<Outcome> {
  const { job, gate, projects } = run;
  await inParallel(atOnce, await allWork(run, 'session'), async ({ name }) => {
    // No secret has an empty hash. A session that nobody claimed has nothing to take.
    await gate.change(sessionSecretKey(job.project, name), { hash: '' });
  });
  // Last: who sees it finds the sessions closed and the tombstones standing. A deleted project has nobody to tell.
  await projects.change(projectKey(job.project), { lastErasure: job.id });
  return 'done';
}
