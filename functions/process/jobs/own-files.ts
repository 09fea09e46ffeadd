/** Kept images, fonts and stylesheets that only recordings of the erased name. */
import { hiddenId, subjectOf } from '../../shared/hidden-id.ts';
import { type KeptFileItem, keptFileKey, keptFileObject, keptFilePartition } from '../../shared/kept-file-items.ts';
import { inParallel } from '../in-parallel.ts';
import { allWork, changeWork, dropWork, type JobRun, noteWork, type Outcome } from './job-run.ts';

const atOnce = 16;

/** Who alone names a file: a visitor, or where a single session is erased, that session of theirs. */
type Owner = Pick<KeptFileItem, 'visitor' | 'session'>;

/**
 * Removes them, once nothing can name them for the erased any more. What another visitor names as well is a part of
 * the site and stays. Of a single session goes what it alone names; what several of its visitor do is noted.
 */
export async function removeOwnFiles(run: JobRun): Promise<Outcome> {
  const { job, gate } = run;
  const visitors = await visitorsOf(run);
  if (visitors.size === 0) return 'done';
  const erased = job.subject?.kind === 'session' ? { session: hiddenId(job.project, job.subject.session) } : {};
  // Of those that were begun the item may be gone already, and only this says that their bytes are to go.
  const begun = (await allWork(run, 'file')).filter(({ gone }) => !gone);
  await inParallel(atOnce, begun, ({ name, visitor }) =>
    removeFile(run, name, { visitor: String(visitor), ...erased }),
  );
  for (let cursor = job.cursor; ; ) {
    const { items, next } = await gate.page<KeptFileItem>(keptFilePartition(job.project), cursor, [
      'visitor',
      'session',
    ]);
    await inParallel(atOnce, items, async ({ sk, visitor, session }) => {
      if (visitor === undefined || !visitors.has(visitor)) return;
      const own = erased.session === undefined || erased.session === session;
      if (!own && session !== undefined) return;
      await noteWork(run, own ? 'file' : 'several', { name: sk, visitor });
      if (own) await removeFile(run, sk, { visitor, ...erased });
    });
    cursor = next;
    await run.save({ cursor });
    if (!next) return 'done';
    if (!run.hasTime()) return 'later';
  }
}

/** The item first, on the condition that it is still theirs alone: then who names it next, sends it anew. */
export async function removeFile(run: JobRun, hash: string, owner: Owner): Promise<void> {
  const { job, gate, files } = run;
  const key = keptFileKey(job.project, hash);
  if (!(await gate.remove(key, { ...owner })) && (await gate.get(key))) {
    await dropWork(run, 'file', hash);
    return;
  }
  await files.remove(keptFileObject(job.project, hash));
  await changeWork(run, 'file', { name: hash, gone: true });
}

/** By `subjectOf`: the visitors that the job is about; of a session, its own. */
export async function visitorsOf(run: JobRun): Promise<Set<string>> {
  const { job } = run;
  const found = await allWork(run, 'visitor');
  const ids = [...found.map(({ name }) => name), ...(job.subject?.kind === 'session' ? [job.subject.visitor] : [])];
  const secret = await run.serverSecret();
  return new Set(ids.filter((id) => id !== '').map((id) => subjectOf(secret, job.project, 'visitor', id)));
}
