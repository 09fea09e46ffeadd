/** Counts whole what tries of a lost batch had archived, before its records are put again. */
import { utcDay } from '../../shared/tally-items.ts';
import { localDay, touchedDates } from '../reconcile/local-day.ts';
import { type Mended, mend } from '../reconcile/mend.ts';
import type { FoundProject } from '../reconcile/project-list-store.ts';
import { type Findings, type ReconcileContext, reconcileDay } from '../reconcile/reconcile-day.ts';
import { reconcileUsage, utcMonth } from '../reconcile/usage-month.ts';
import type { RedriveContext } from './redrive-failures.ts';

export interface MendFirstContext extends Pick<ReconcileContext, 'tally' | 'archive'> {
  serverSecret(): Promise<string>;
  /** Undefined for one that is deleted, of which nothing is mended. */
  projectOf(id: string): Promise<FoundProject | undefined>;
  /** ms since the epoch. */
  now(): number;
  say(line: string): void;
}

/** A mend that does each day, and each month of quotas, of a project once. */
export function mendFirst(context: MendFirstContext): RedriveContext['mend'] {
  const { tally, archive, serverSecret, projectOf, now, say } = context;
  const done = new Set<string>();
  return async (id, { hours, receivedAt }) => {
    const project = await projectOf(id);
    if (!project) return;
    const { eventDays } = project.settings;
    const recounting = { tally, archive, serverSecret: await serverSecret(), now: now(), eventDays };
    const mendOnce = async (what: string, look: () => Promise<Findings>) => {
      if (done.has(`${id} ${what}`)) return;
      done.add(`${id} ${what}`);
      say(told(`${id} ${what}`, await mend(await look(), tally)));
    };
    for (const date of touchedDates(hours, project.timeZone)) {
      await mendOnce(`on ${date}`, () => reconcileDay(id, localDay(date, project.timeZone), recounting));
    }
    const month = utcMonth(utcDay(receivedAt).slice(0, 7));
    await mendOnce(`quotas of ${month.date}`, () => reconcileUsage(id, month, recounting));
  };
}

const told = (what: string, { items, sessions, busy }: Mended): string =>
  `mended  ${what}: ${items} items and ${sessions} sessions, before its records are put${
    busy.length > 0 ? `; ${busy.length} changed meanwhile and were left: reconcile it once more` : ''
  }`;
