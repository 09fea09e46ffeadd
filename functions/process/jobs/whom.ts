/** Whom a job is about, as far as it has found out. */

import { subjectOf } from '../../shared/hidden-id.ts';
import { unpackSession } from '../../shared/packed-session.ts';
import type { ProjectItem } from '../../shared/project-items.ts';
import { projectKey } from '../../shared/project-items.ts';
import { sessionDays } from '../../shared/session-days.ts';
import type { SessionItem } from '../../shared/tally-items.ts';
import type { Wanted } from './archive-lines.ts';
import { isCovered, type JobRun, noteWork, type Outcome, workNames } from './job-run.ts';

/** Buckets of a project, also of one that is deleted: those that the job was told of, or as it has them now. */
export async function bucketsOf({ job, projects }: JobRun): Promise<number> {
  if (job.subject?.kind === 'project') return job.subject.buckets;
  return (await projectOf({ job, projects }))?.bucketCount ?? 0;
}

export async function projectOf({ job, projects }: Pick<JobRun, 'job' | 'projects'>): Promise<ProjectItem | undefined> {
  return await projects.get<ProjectItem>(projectKey(job.project));
}

export async function wantedOf(run: JobRun): Promise<Wanted> {
  const [sessions, visitors, users] = await Promise.all([
    workNames(run, 'session'),
    workNames(run, 'visitor'),
    workNames(run, 'user'),
  ]);
  return { project: run.job.project, sessions, visitors, users };
}

/** Notes what the job was asked for. */
export async function begin(run: JobRun): Promise<Outcome> {
  const { subject } = run.job;
  if (!subject || subject.kind === 'project') throw new Error(`${run.job.id} is about nobody`);
  if (subject.kind === 'session') {
    const { session, bucket, from, to } = subject;
    await noteWork(run, 'session', { name: session, bucket, from, to });
  } else if (subject.kind === 'visitor') await noteWork(run, 'visitor', { name: subject.visitor });
  else await noteWork(run, 'user', { name: subject.user });
  return 'done';
}

const sessionFields = ['bucket', 'packed', 'ttl'];

/**
 * Finds the sessions of a visitor or user in the tally, and those that only have a recording in the keys.
 * A user's visitors are that user too: what they did before they signed in belongs to it.
 */
export async function find(run: JobRun): Promise<Outcome> {
  const { job, tally, keys } = run;
  if (job.subject?.kind === 'session') return 'done';
  const wanted = await wantedOf(run);
  const { users } = wanted;
  const visitors = new Set(wanted.visitors);
  const secret = await run.serverSecret();
  const named = (kind: 'visitor' | 'user', ids: Iterable<string>) =>
    [...ids].map((id) => subjectOf(secret, job.project, kind, id));
  const subjects = new Set([...named('visitor', visitors), ...named('user', users)]);
  const eventDays = (await projectOf(run))?.settings.eventDays ?? 395;

  let [place = 'tally', cursor] = splitOnce(job.cursor);
  while (place === 'tally') {
    const { items, next } = await tally.scan(cursor || undefined, sessionFields);
    for (const item of items) {
      if (!item.pk.startsWith(`S#${job.project}#`)) continue;
      const session = unpackSession<SessionItem>(item);
      if (typeof session.session !== 'string') continue;
      const own =
        visitors.has(session.visitor) ||
        users.has(session.userId) ||
        session.subjects?.some((one) => subjects.has(one));
      if (!own) continue;
      const { bucket } = session;
      await noteWork(run, 'session', { name: session.session, bucket, ...sessionDays(session, eventDays, run.now()) });
      if (job.subject?.kind === 'user' && session.visitor) {
        if (await noteWork(run, 'visitor', { name: session.visitor })) visitors.add(session.visitor);
      }
    }
    [place, cursor] = next ? ['tally', next] : ['keys', ''];
    await run.save({ cursor: `${place}\n${cursor}` });
    if (!run.hasTime()) return 'later';
  }
  while (place === 'keys') {
    const { items, next } = await keys.scan(cursor || undefined, ['session', 'visitor', 'ttl']);
    for (const { pk, session, visitor, ttl } of items) {
      if (!pk.startsWith(`K#${job.project}#`) || typeof session !== 'string') continue;
      if (!subjects.has(String(visitor))) continue;
      const item = { session, ttl: Number(ttl) + eventDays * 86_400 };
      await noteWork(run, 'session', { name: session, ...sessionDays(item, eventDays, run.now()) });
    }
    [place, cursor] = next ? ['keys', next] : ['end', ''];
    await run.save({ cursor: `${place}\n${cursor}` });
    if (!run.hasTime()) return 'later';
  }
  // New visitors may have been missed by the pages before the one that named them, and are to be forgotten too.
  return (await isCovered(run, 'visitor')) ? 'done' : { step: 'forget' };
}

export function splitOnce(text = ''): [string | undefined, string] {
  const at = text.indexOf('\n');
  return at < 0 ? [undefined, ''] : [text.slice(0, at), text.slice(at + 1)];
}
