import type { ProjectStatus } from '#contracts/project.ts';
import { isLive, type StatusReader } from './readers.ts';

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

/** Whether anything arrives, and what was refused lately, newest first. */
export async function status(reader: StatusReader, project: string, now: number): Promise<ProjectStatus> {
  const [seen, refusals] = await Promise.all([reader.seen(project), reader.refusals(project)]);
  return {
    firstEventAt: iso(seen?.firstAt),
    lastEventAt: iso(seen?.lastAt),
    refusals: refusals
      .filter((item) => isLive(item, now))
      .toSorted((a, b) => b.at - a.at)
      .map(({ at, reason, detail, count }) => ({ at: new Date(at).toISOString(), reason, detail, count })),
  };
}
