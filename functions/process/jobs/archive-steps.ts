/** Steps over the raw archive and the failure bucket. */

import { archivePrefix } from '../aggregate/archive.ts';
import { inParallel } from '../in-parallel.ts';
import { type Wanted, wantedLines, withoutLines } from './archive-lines.ts';
import type { BucketStore } from './bucket-store.ts';
import { withoutRecords } from './failure-objects.ts';
import { allWork, changeWork, isCovered, type JobRun, noteWork, type Outcome, plus } from './job-run.ts';
import { wantedOf } from './whom.ts';

const atOnce = 8;
/** Objects between two times that it is kept how far the step is. */
const stride = 64;
const dayMs = 86_400_000;
const prefix = archivePrefix('').slice(0, -1);

const dayOf = (name: string): string => name.slice(prefix.length, prefix.length + 10);

/** Calls `visit` for every object of the days, in order of names; `cursor` says how far it is. */
export async function eachObject(
  run: JobRun,
  days: { from: string; to: string; has?: (day: string) => boolean },
  visit: (name: string) => Promise<void>,
): Promise<Outcome> {
  const { job, archive } = run;
  let after = job.cursor ?? `${prefix}${days.from}`;
  for (;;) {
    const page = await archive.list(prefix, after);
    for (let at = 0; at < page.length; at += stride) {
      const chunk = page.slice(at, at + stride).filter((name) => dayOf(name) <= days.to);
      await inParallel(
        atOnce,
        chunk.filter((name) => days.has?.(dayOf(name)) ?? true),
        visit,
      );
      after = chunk.at(-1) ?? after;
      await run.save({ cursor: after });
      if (chunk.length < Math.min(stride, page.length - at)) return 'done';
      if (!run.hasTime()) return 'later';
    }
    if (page.length === 0) return 'done';
  }
}

/** Finds the objects that hold lines of the sessions; sessions that only they know of are erased too. */
export async function locate(run: JobRun): Promise<Outcome> {
  const wanted = await wantedOf(run);
  const sessions = await allWork(run, 'session');
  const days = new Set(sessions.flatMap(({ from, to }) => daysBetween(String(from), String(to))));
  const inOrder = [...days].sort();
  const [from] = inOrder;
  const to = inOrder.at(-1);
  if (!from || !to) return 'done';
  const outcome = await eachObject(run, { from, to, has: (day) => days.has(day) }, async (name) => {
    const object = await run.archive.read(name);
    const lines = object ? wantedLines(object.bytes, wanted) : [];
    if (lines.length === 0) return;
    await noteWork(run, 'object', { name, lines: lines.length });
    for (const { envelope } of lines) {
      const { session } = envelope.header;
      if (wanted.sessions.has(session)) continue;
      wanted.sessions = new Set([...wanted.sessions, session]);
      const span = { from: dayOf(name), to: dayOf(name) };
      await noteWork(run, 'session', { name: session, bucket: envelope.bucket, ...span });
    }
  });
  return outcome === 'done' && !(await isCovered(run, 'session')) ? { step: 'bury' } : outcome;
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** Rewrites an object without the lines; again where somebody else rewrote it meanwhile. */
async function rewrite(archive: BucketStore, name: string, wanted: Wanted, marking: boolean): Promise<number> {
  for (let tries = 0; tries < 5; tries += 1) {
    const object = await archive.read(name);
    const { dropped, bytes } = object ? withoutLines(object.bytes, wanted, marking) : { dropped: 0, bytes: undefined };
    if (!object || dropped === 0) return 0;
    if (!bytes) {
      await archive.remove(name);
      return dropped;
    }
    if (await archive.write(name, bytes, object.etag)) return dropped;
  }
  throw new Error(`${name} changed at each of 5 tries`);
}

/** Takes the lines out of the objects that were found. */
export async function rewriteArchive(run: JobRun): Promise<Outcome> {
  const wanted = await wantedOf(run);
  for (const { name, gone } of await allWork(run, 'object')) {
    if (gone) continue;
    await rewrite(run.archive, name, wanted, true);
    await changeWork(run, 'object', { name, gone: true });
    if (!run.hasTime()) return 'later';
  }
  return 'done';
}

/** Takes every wanted line out of all objects until a day, and counts them. */
export async function sweepArchive(run: JobRun, wanted: Wanted, days: { from: string; to: string }): Promise<Outcome> {
  let dropped = 0;
  const save: JobRun['save'] = (change) => {
    const removed = plus(run.job, 'archive/beacons', dropped);
    dropped = 0;
    return run.save({ ...change, removed });
  };
  return eachObject({ ...run, save }, days, async (name) => {
    dropped += await rewrite(run.archive, name, wanted, false);
  });
}

/** Takes records out of the failure bucket, which holds 14 days. */
export async function clearFailures(run: JobRun, wanted: Wanted): Promise<Outcome> {
  const { failures } = run;
  for (let after = run.job.cursor ?? ''; ; ) {
    const page = await failures.list('', after);
    await inParallel(atOnce, page, async (name) => {
      const object = await failures.read(name);
      if (!object) return;
      const { dropped, text } = withoutRecords(Buffer.from(object.bytes).toString('utf8'), wanted);
      if (dropped === 0) return;
      await noteWork(run, 'failure', { name, records: dropped });
      if (text === undefined) await failures.remove(name);
      else if (!(await failures.write(name, Buffer.from(text), object.etag))) {
        throw new Error(`${name} was written by somebody else meanwhile`);
      }
    });
    after = page.at(-1) ?? after;
    await run.save({ cursor: after });
    if (page.length === 0) return 'done';
    if (!run.hasTime()) return 'later';
  }
}
