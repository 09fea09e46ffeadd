/** Once a day every project is asked whether something of it is older than it may get, and whether it spreads as the stream does. */
import { retentionDays } from '#contracts/resources.ts';
import { dueKey, type JobSubject, newJob, type RetainedItem, retainedKey } from '../../shared/job-items.ts';
import type { ProjectItem } from '../../shared/project-items.ts';
import { utcDay } from '../../shared/tally-items.ts';
import type { JobStores } from './job-run.ts';
import { raiseBuckets } from './raise-buckets.ts';

const dayMs = 86_400_000;
/** The lifecycle of the archive's bucket ends here by itself. */
const longestDays = 395;
/** Of a project of which nothing is known. */
export const longestKept = { eventDays: longestDays, recordingDays: Math.max(...retentionDays) };
const keptDays = 30;
/** Whose jobs these are. */
export const systemUser = 'system';
const dailyKey = { pk: 'RETAINED', sk: '*' } as const;

/**
 * Puts a job for each project whose archive has a day too many, or whose retention was shortened since the day before, and raises
 * the buckets of those with fewer than the stream is for: a session keeps the bucket it began in.
 */
export async function lookAfterProjects(stores: JobStores): Promise<void> {
  const { jobs, projects, now, random, buckets } = stores;
  const today = utcDay(now());
  if ((await jobs.get(dailyKey))?.day === today) return;
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await projects.scan<ProjectItem>(cursor);
    for (const item of items) {
      if (!item.pk.startsWith('PROJECT#') || item.sk !== 'META' || item.deletedAt !== undefined) continue;
      const { id, settings, bucketCount } = item;
      if (bucketCount < buckets) await raiseBuckets(stores, item);
      const mark = await raisedMark(jobs, id, settings);
      if (!isDue(settings, mark, now())) continue;
      const subject: JobSubject = { kind: 'project', buckets: bucketCount, writeKeys: [] };
      const job = newJob({ kind: 'retention', project: id, user: systemUser, subject, now: now(), random: random(16) });
      await jobs.put({ ...job, ttl: Math.ceil(now() / 1_000) + keptDays * 86_400 });
      await jobs.put({ ...dueKey(job.id), user: systemUser });
    }
    cursor = next;
    if (!next) break;
  }
  await jobs.put({ ...dailyKey, day: today });
}

/** The mark of what a project keeps, no shorter than it keeps by now: what is written meanwhile is kept for as long. */
async function raisedMark(
  jobs: JobStores['jobs'],
  project: string,
  { eventDays, recording }: ProjectItem['settings'],
): Promise<RetainedItem | undefined> {
  const key = retainedKey(project);
  const mark = await jobs.get<RetainedItem>(key);
  if (!mark || (mark.eventDays >= eventDays && mark.recordingDays >= recording.retentionDays)) return mark;
  const raised = {
    eventDays: Math.max(mark.eventDays, eventDays),
    recordingDays: Math.max(mark.recordingDays, recording.retentionDays),
  };
  await jobs.change(key, raised);
  return { ...mark, ...raised };
}

/** Whether less is to be kept than was when retention was last carried out. */
export const isShortened = (mark: RetainedItem, { eventDays, recording }: ProjectItem['settings']): boolean =>
  mark.eventDays > eventDays || mark.recordingDays > recording.retentionDays;

function isDue(settings: ProjectItem['settings'], mark: RetainedItem | undefined, now: number): boolean {
  const { eventDays } = settings;
  if (mark && isShortened(mark, settings)) return true;
  return eventDays < longestDays && utcDay(now - eventDays * dayMs) > (mark?.sweptTo ?? '');
}
