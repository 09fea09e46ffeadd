/** Jobs that are not finished, and whose turn it is. */
import type { JobKind } from '#contracts/job.ts';
import { dueKey, type JobItem, jobKey } from '../../shared/job-items.ts';
import { type JobStores, tidy } from './job-run.ts';

/** All that are not finished, in order of asking; what one that is at its end has left behind is removed. */
export async function dueJobs({ jobs }: Pick<JobStores, 'jobs'>): Promise<JobItem[]> {
  const found: JobItem[] = [];
  for (const { sk, user } of await jobs.all(dueKey('').pk)) {
    const job = await jobs.get<JobItem>(jobKey(String(user), sk));
    if (job?.subject) found.push(job);
    else await tidy({ jobs }, sk);
  }
  return found;
}

/** What somebody was promised goes before what is only old, and that before what somebody waits for. */
function rankOf(kind: JobKind): number {
  if (kind.startsWith('erase-')) return 0;
  return kind === 'retention' ? 1 : 2;
}

/**
 * The job whose turn it is at a time (ms): of the first rank that has one to go on with, the one with the fewest turns
 * in this call, and of these the one that came to nothing the fewest times.
 */
export function nextJob(
  jobs: readonly JobItem[],
  turns: ReadonlyMap<string, number>,
  now: number,
): JobItem | undefined {
  const order = ({ kind, id, failures }: JobItem) => [rankOf(kind), turns.get(id) ?? 0, failures];
  return jobs
    .filter(({ notBefore }) => notBefore <= now)
    .toSorted((one, other) => compare(order(one), order(other)))[0];
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

/** How long the oldest of them has not been done, ms; 0 where there is none. */
export const oldestAge = (jobs: readonly Pick<JobItem, 'requestedAt'>[], now: number): number =>
  Math.max(0, ...jobs.map(({ requestedAt }) => now - requestedAt));
