/** Steps that remove a whole project, and those that carry out a shorter retention of one. */
import type { RetentionDays } from '#contracts/resources.ts';
import { type RetainedItem, retainedKey } from '../../shared/job-items.ts';
import { keptFileObject } from '../../shared/kept-file-items.ts';
import { unpackSession } from '../../shared/packed-session.ts';
import { keyLimitKey } from '../../shared/project-items.ts';
import { type SessionItem, utcDay } from '../../shared/tally-items.ts';
import { inParallel } from '../in-parallel.ts';
import { wantedOfProject } from './archive-lines.ts';
import { sweepArchive } from './archive-steps.ts';
import { isShortened, longestKept, systemUser } from './daily.ts';
import type { JobRun, Outcome, Step } from './job-run.ts';
import { plus } from './job-run.ts';
import type { Item, TableStore } from './table-store.ts';
import { projectOf, splitOnce } from './whom.ts';

const atOnce = 16;
const dayMs = 86_400_000;
const daySeconds = 86_400;

/** Nothing is removed of a project that somebody can still use. */
export async function beginProject(run: JobRun): Promise<Outcome> {
  const project = await projectOf(run);
  if (project && project.deletedAt === undefined) return { failed: 'The project was not deleted; delete it again' };
  // Marks of its rate limits go by its keys, and expire by themselves; nothing writes them any more.
  const { subject } = run.job;
  for (const key of subject?.kind === 'project' ? subject.writeKeys : []) await run.gate.remove(keyLimitKey(key));
  return 'done';
}

export const sweepProject: Step = (run) =>
  sweepArchive(run, wantedOfProject(run.job.project), { from: '', to: utcDay(run.now() + dayMs) });

const projectTables = ['tally', 'recordings', 'keys', 'gate', 'projects'] as const;

/** Whether a key is the project's: its id is a part of it. */
const isPart = (item: Item, project: string): boolean =>
  [...item.pk.split('#'), ...item.sk.split('#')].includes(project) || item.project === project;

/** Removes every item of the project; the tombstones that keep it away do not name it. */
export const removeItems: Step = (run) =>
  eachItem(run, projectTables, ['project'], async (table, item) => {
    if (!isPart(item, run.job.project)) return false;
    await table.remove(item);
    return true;
  });

/** Removes what was kept of the pages of the project, so that its recordings looked right. */
export async function removeFiles(run: JobRun): Promise<Outcome> {
  const prefix = keptFileObject(run.job.project, '');
  for (let page = await run.files.list(prefix, ''); page.length > 0; page = await run.files.list(prefix, '')) {
    await inParallel(atOnce, page, (name) => run.files.remove(name));
    await run.save({ removed: plus(run.job, 'files/kept files', page.length) });
    if (!run.hasTime()) return 'later';
  }
  return 'done';
}

/** Goes through whole tables; `visit` answers whether it removed the item. */
async function eachItem(
  run: JobRun,
  names: readonly (typeof projectTables)[number][],
  fields: readonly string[],
  visit: (table: TableStore, item: Item) => Promise<boolean>,
): Promise<Outcome> {
  let [place = names[0] ?? '', cursor] = splitOnce(run.job.cursor);
  const begun = (names as readonly string[]).indexOf(place);
  for (const name of names.slice(Math.max(0, begun))) {
    do {
      const { items, next } = await run[name].scan((name === place && cursor) || undefined, fields);
      let removed = 0;
      await inParallel(atOnce, items, async (item) => {
        if (await visit(run[name], item)) removed += 1;
      });
      const following = names[names.indexOf(name) + 1];
      [place, cursor] = next ? [name, next] : [following ?? 'end', ''];
      await run.save({ cursor: `${place}\n${cursor}`, removed: plus(run.job, `${name}/items`, removed) });
      if (place !== 'end' && !run.hasTime()) return 'later';
    } while (place === name);
  }
  return 'done';
}

const markOf = async ({ job, jobs }: JobRun) => await jobs.get<RetainedItem>(retainedKey(job.project));

/** Takes lines out of the archive that are older than the project keeps events. */
export async function sweepOld(run: JobRun): Promise<Outcome> {
  const project = await projectOf(run);
  if (!project) return 'done';
  const before = run.now() - project.settings.eventDays * dayMs;
  const mark = await markOf(run);
  return sweepArchive(run, wantedOfProject(run.job.project, before), { from: mark?.sweptTo ?? '', to: utcDay(before) });
}

/** Removes items that are older than the project keeps them, and lets the rest expire as if it had been so all along. */
export async function expireItems(run: JobRun): Promise<Outcome> {
  const project = await projectOf(run);
  if (!project) return 'done';
  const { eventDays, recording } = project.settings;
  const now = run.now() / 1_000;
  const mark = await markOf(run);
  // Who asks has shortened it, perhaps after it was longer than the mark says.
  const asked = run.job.user !== systemUser;
  const shorter = asked || !mark || isShortened(mark, project.settings);
  const tables = shorter ? (['tally', 'recordings', 'keys'] as const) : [];
  const fields = ['hour', 'day', 'packed', 'at', 'begun', 'ttl', 'w'];
  const outcome = await eachItem(run, tables, fields, async (table, item) => {
    const ttl = expiryOf(item, run.job.project, eventDays, recording.retentionDays);
    if (ttl === undefined || typeof item.ttl !== 'number' || item.ttl <= ttl) return false;
    if (ttl <= now) {
      await table.remove(item);
      return true;
    }
    await lower(table, item, ttl);
    return false;
  });
  if (outcome === 'done') {
    const sweptTo = utcDay(run.now() - eventDays * dayMs);
    const done: RetainedItem = {
      ...retainedKey(run.job.project),
      // What was on its way when it was shortened was accepted under the setting before: the next day's job looks once more.
      ...(asked ? longestKept : { eventDays, recordingDays: recording.retentionDays }),
      sweptTo: mark && mark.sweptTo > sweptTo ? mark.sweptTo : sweptTo,
    };
    await run.jobs.put({ ...done });
  }
  return outcome;
}

/** `w` gets a character more, as in `heat-labels.ts`, so that no consumer writes the old time back. */
async function lower(table: TableStore, item: Item, ttl: number): Promise<void> {
  for (let found: Item | undefined = item; found && Number(found.ttl) > ttl; found = await table.get(item)) {
    const { w } = found;
    if (await table.change(item, { ttl, ...(typeof w === 'string' ? { w: `${w}.` } : {}) }, { w })) return;
  }
}

/** When an item of the project goes by its settings, s; undefined for what does not go by them. */
function expiryOf(item: Item, project: string, eventDays: number, recordingDays: RetentionDays): number | undefined {
  const [kind, own, , by] = item.pk.split('#');
  if (own !== project) return undefined;
  const after = (ms: unknown, days: number) =>
    typeof ms === 'number' && ms > 0 ? Math.ceil(ms / 1_000) + days * daySeconds : undefined;
  switch (kind) {
    case 'S':
      return after(unpackSession<Partial<SessionItem>>(item).lastAt, eventDays);
    case 'C':
      // What quotas go by is no event.
      return by === 'usage' ? undefined : after(item.hour, eventDays);
    case 'H':
      return after(item.day, eventDays);
    case 'R':
    case 'G':
      return after(Number(item.sk.split('#')[1]), recordingDays);
    case 'P':
      return after(item.at, recordingDays);
    case 'K':
      // A session lasts a day.
      return after(item.begun, recordingDays + 1);
    default:
      return undefined;
  }
}
