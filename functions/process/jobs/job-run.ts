/** What a step of a job works with. */
import type { ControlStream } from '../../shared/control-stream.ts';
import { dueKey, type JobItem, workPartition } from '../../shared/job-items.ts';
import { inParallel } from '../in-parallel.ts';
import type { BucketStore } from './bucket-store.ts';
import type { Item, TableStore } from './table-store.ts';

export interface JobStores {
  tally: TableStore;
  recordings: TableStore;
  keys: TableStore;
  gate: TableStore;
  projects: TableStore;
  jobs: TableStore;
  archive: BucketStore;
  failures: BucketStore;
  blocks: BucketStore;
  files: BucketStore;
  controls: ControlStream;
  /** Keys the names of visitors and users. */
  serverSecret(): Promise<string>;
  /** That every project has at least; one that has fewer gets them within a day. */
  buckets: number;
  /** Hexadecimal digits. */
  random(digits: number): string;
  /** ms. */
  now(): number;
}

/** `later`: out of time, the next call goes on; `wait`: nothing to do for so many ms. */
export type Outcome = 'done' | 'later' | { wait: number; message?: string } | { step: string } | { failed: string };

export interface JobRun extends JobStores {
  readonly job: JobItem;
  hasTime(): boolean;
  /** Keeps how far it is; throws when the job was taken away meanwhile. */
  save(change: Partial<JobItem>): Promise<void>;
}

export type Step = (run: JobRun) => Promise<Outcome>;

/** What a job has found, by kind and name; kept until it is finished. */
export type WorkKind = 'session' | 'visitor' | 'user' | 'object' | 'failure' | 'file' | 'several' | 'part';

export interface Work {
  name: string;
  [value: string]: unknown;
}

/** Notes a find; false where it was known, which then stays as it is. */
export function noteWork({ job, jobs }: JobRun, kind: WorkKind, { name, ...values }: Work): Promise<boolean> {
  const item: Item = { pk: workPartition(job.id), sk: `${kind}#${name}`, ttl: job.ttl, ...values };
  return jobs.put(item, { pk: undefined });
}

export async function changeWork({ job, jobs }: JobRun, kind: WorkKind, { name, ...values }: Work): Promise<void> {
  await jobs.change({ pk: workPartition(job.id), sk: `${kind}#${name}` }, values);
}

export async function dropWork({ job, jobs }: JobRun, kind: WorkKind, name: string): Promise<void> {
  await jobs.remove({ pk: workPartition(job.id), sk: `${kind}#${name}` });
}

export async function allWork({ job, jobs }: JobRun, kind: WorkKind): Promise<Work[]> {
  const items = await jobs.all(workPartition(job.id), `${kind}#`);
  return items.map(({ pk: _, sk, ttl: __, ...values }) => ({ ...values, name: sk.slice(kind.length + 1) }));
}

export const workNames = async (run: JobRun, kind: WorkKind): Promise<Set<string>> =>
  new Set((await allWork(run, kind)).map(({ name }) => name));

/**
 * Notes that everything found by now is known to the steps that follow. What they find beyond it is not covered
 * until this is called again, however often the runner is ended in between.
 */
export async function cover(run: JobRun, kind: 'visitor' | 'session'): Promise<void> {
  for (const { name, covered } of await allWork(run, kind))
    if (!covered) await changeWork(run, kind, { name, covered: true });
}

export const isCovered = async (run: JobRun, kind: 'visitor' | 'session'): Promise<boolean> =>
  (await allWork(run, kind)).every(({ covered }) => covered === true);

/** Removes what a job that is at its end had found; that it was due goes last, so that who is ended here is followed. */
export async function tidy({ jobs }: Pick<JobStores, 'jobs'>, id: string): Promise<void> {
  await inParallel(8, await jobs.all(workPartition(id)), (item) => jobs.remove(item));
  await jobs.remove(dueKey(id));
}

/** With more of something removed, for the receipt. */
export const plus = ({ removed }: JobItem, what: string, count: number): Record<string, number> =>
  count === 0 ? removed : { ...removed, [what]: (removed[what] ?? 0) + count };
