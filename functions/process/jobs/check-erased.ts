/** The last look: nothing of the erased stands in the index of recordings, and no export of them is left. */
import { isGathered, packGathered, unpackGathered } from '../../shared/gathered-items.ts';
import { subjectOf } from '../../shared/hidden-id.ts';
import type { JobItem } from '../../shared/job-items.ts';
import { blockPartition } from '../../shared/recording-items.ts';
import { inParallel } from '../in-parallel.ts';
import { allWork, type JobRun, type Outcome, plus, tidy } from './job-run.ts';
import type { Item } from './table-store.ts';
import { wantedOf } from './whom.ts';

const atOnce = 8;

/**
 * Removes what a consumer that was slow to end may have written behind its own tombstone, index items and pictures of
 * pages, and takes the erased out of what was gathered of many sessions, with the keys of their frames.
 */
export async function checkRecordings(run: JobRun): Promise<Outcome> {
  const { job, recordings } = run;
  const { sessions, visitors } = await wantedOf(run);
  const secret = await run.serverSecret();
  const subjects = new Set([...visitors].map((id) => subjectOf(secret, job.project, 'visitor', id)));
  const blocks = new Set([...sessions].map((session) => blockPartition(job.project, session)));
  for (let cursor = job.cursor; ; ) {
    const { items, next } = await recordings.scan(cursor, ['session', 'packed']);
    const left = items.filter(
      ({ pk, session }) => blocks.has(pk) || (pk.startsWith(`P#${job.project}#`) && sessions.has(String(session))),
    );
    await inParallel(atOnce, left, (item) => recordings.remove(item));
    const gathered = items.filter(({ pk }) => isGathered(pk, job.project));
    let taken = 0;
    await inParallel(atOnce, gathered, async (item) => {
      taken += await takeOut(run, item, ({ session, visitor }) => sessions.has(session) || subjects.has(visitor));
    });
    cursor = next;
    await run.save({ cursor: next, removed: plus(job, 'recordings/index items', left.length + taken) });
    if (!next) return 'done';
    if (!run.hasTime()) return 'later';
  }
}

/** Takes sessions out of an item of many, and gives how many there were. Nobody else changes what was gathered. */
async function takeOut(
  { recordings }: JobRun,
  item: Item,
  isErased: (session: { session: string; visitor: string }) => boolean,
): Promise<number> {
  if (!(item.packed instanceof Uint8Array)) return 0;
  const all = unpackGathered(item.packed);
  const rest = all.filter((one) => !isErased(one));
  if (rest.length === 0) await recordings.remove(item);
  else if (rest.length < all.length) await recordings.change(item, { packed: packGathered(rest) });
  return all.length - rest.length;
}

/** Makes exports of whoever is erased unreadable, and stops those that are not finished. */
export async function voidExports(run: JobRun): Promise<Outcome> {
  const wanted = await wantedOf(run);
  const { subject } = run.job;
  const visitors = new Set([...wanted.visitors, ...(subject?.kind === 'session' ? [subject.visitor] : [])]);
  const users = new Set([...wanted.users, ...(subject?.kind === 'session' ? [subject.user] : [])]);
  const concerns = (item: JobItem): boolean => {
    if (subject?.kind === 'project') return true;
    const { exported, subject: asked } = item;
    if (asked?.kind === 'visitor' && visitors.has(asked.visitor)) return true;
    if (asked?.kind === 'user' && users.has(asked.user)) return true;
    return exported?.some((name) => visitors.has(name) || users.has(name)) ?? false;
  };
  return eachExport(run, async (item) => {
    if (!concerns(item)) return;
    await voidExport(run, item, 'Void: whom it was about was erased');
    await run.save({ removed: plus(run.job, 'jobs/exports', 1) });
  });
}

async function eachExport(run: JobRun, visit: (item: JobItem) => Promise<void>): Promise<Outcome> {
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await run.jobs.scan<JobItem>(cursor);
    for (const item of items) {
      const isExport = item.pk.startsWith('J#') && item.kind.startsWith('export-') && item.project === run.job.project;
      if (isExport && item.status !== 'void') await visit(item);
    }
    cursor = next;
    if (!next) return 'done';
  }
}

/** Takes key and parts from an export; a run that is at it finds that its job was taken away. */
export async function voidExport({ jobs, blocks }: JobRun, item: JobItem, message: string): Promise<void> {
  for (const { object } of item.download?.parts ?? []) await blocks.remove(object);
  await jobs.change(item, {
    status: 'void',
    message,
    version: item.version + 1,
    download: undefined,
    exported: undefined,
    subject: undefined,
  });
  await tidy({ jobs }, item.id);
}

/** What was removed, from the work that was found and what steps counted. */
export async function removals(run: JobRun): Promise<Record<string, number>> {
  const [sessions, objects, failures, files] = await Promise.all([
    allWork(run, 'session'),
    allWork(run, 'object'),
    allWork(run, 'failure'),
    allWork(run, 'file'),
  ]);
  const sum = (all: readonly Record<string, unknown>[], field: string) =>
    all.reduce((total, one) => total + Number(one[field] ?? 0), 0);
  const found: Record<string, number> = {
    'tally/sessions': sessions.length,
    'keys/recording keys': sessions.length,
    'archive/beacons': sum(objects, 'lines'),
    'failures/failed records': sum(failures, 'records'),
    'files/kept files': files.length,
  };
  const removed: Record<string, number> = {};
  for (const counts of [found, run.job.removed]) {
    for (const [name, count] of Object.entries(counts)) if (count > 0) removed[name] = (removed[name] ?? 0) + count;
  }
  return removed;
}
