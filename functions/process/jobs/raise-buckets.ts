/** More buckets for a project: whom the buckets that it has have forgotten, the new ones forget first. */
import { type ForgottenItem, forgottenKey } from '../../shared/forgotten-items.ts';
import type { ProjectItem } from '../../shared/project-items.ts';
import { inParallel } from '../in-parallel.ts';
import type { JobStores } from './job-run.ts';

const atOnce = 8;

/** Raises a project to the buckets that the stream is for. */
export async function raiseBuckets(
  { tally, projects, controls, now, buckets }: Pick<JobStores, 'tally' | 'projects' | 'controls' | 'now' | 'buckets'>,
  item: ProjectItem,
): Promise<void> {
  const { id, bucketCount } = item;
  // Every bucket has the same tombstones; those of a job that is at it are put by that job in all buckets there are.
  const forgotten = await tally.all<ForgottenItem>(forgottenKey(id, 0, '').pk);
  for (let bucket = bucketCount; bucket < buckets; bucket += 1) {
    await inParallel(atOnce, forgotten, ({ sk: subject, entries }) =>
      controls.put({ kind: 'forget', project: id, bucket, receivedAt: now(), subject, ...widest(entries) }),
    );
  }
  // Last: what is sent into a new bucket comes behind its tombstones on the stream.
  await projects.change(item, { bucketCount: buckets }, { bucketCount });
}

/** All entries as one: in a new bucket nothing is older than they are. */
function widest(entries: ForgottenItem['entries']): { before?: number } {
  const befores = entries.map(({ before = Infinity }) => before);
  const before = Math.max(...befores);
  return before === Infinity ? {} : { before };
}
