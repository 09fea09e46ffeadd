/** Kept files that several sessions of one visitor named, when the last of these sessions is erased. */
import type { KeyItem } from '../../shared/recording-items.ts';
import { inParallel } from '../in-parallel.ts';
import { allWork, type JobRun, noteWork, type Outcome } from './job-run.ts';
import { removeFile, visitorsOf } from './own-files.ts';

const atOnce = 16;

/**
 * Which of a visitor's sessions named a file is not kept, but whether any of them still has a recording is found out,
 * where it matters: then the file stays, and without one nobody shows it any more.
 */
export async function removeLastFiles(run: JobRun): Promise<Outcome> {
  const { job, keys } = run;
  const several = await allWork(run, 'several');
  if (several.length === 0) return 'done';
  const visitors = await visitorsOf(run);
  const isOther = ({ pk, visitor, ttl }: KeyItem): boolean =>
    pk.startsWith(`K#${job.project}#`) && visitors.has(visitor ?? '') && ttl * 1_000 > run.now();
  for (let cursor = job.cursor; ; ) {
    const { items, next } = await keys.scan<KeyItem>(cursor, ['visitor', 'ttl']);
    if (items.some(isOther)) return 'done';
    cursor = next;
    if (!next) break;
    await run.save({ cursor });
    if (!run.hasTime()) return 'later';
  }
  await inParallel(atOnce, several, async ({ name, visitor }) => {
    await noteWork(run, 'file', { name, visitor });
    await removeFile(run, name, { visitor: String(visitor) });
  });
  return 'done';
}
