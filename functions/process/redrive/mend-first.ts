/** Counts whole what tries of a lost batch had archived, before its records are put again. */
import { localDay, touchedDates } from '../reconcile/local-day.ts';
import { type Mended, mend } from '../reconcile/mend.ts';
import type { FoundProject } from '../reconcile/project-list-store.ts';
import { type ReconcileContext, reconcileDay } from '../reconcile/reconcile-day.ts';
import type { RedriveContext } from './redrive-failures.ts';

export interface MendFirstContext extends Pick<ReconcileContext, 'tally' | 'archive'> {
  serverSecret(): Promise<string>;
  /** Undefined for one that is deleted, of which nothing is mended. */
  projectOf(id: string): Promise<FoundProject | undefined>;
  /** ms since the epoch. */
  now(): number;
  say(line: string): void;
}

/** A mend that does each day of a project once. */
export function mendFirst(context: MendFirstContext): RedriveContext['mend'] {
  const { tally, archive, serverSecret, projectOf, now, say } = context;
  const done = new Set<string>();
  return async (id, hours) => {
    const project = await projectOf(id);
    if (!project) return;
    for (const date of touchedDates(hours, project.timeZone)) {
      if (done.has(`${id} ${date}`)) continue;
      done.add(`${id} ${date}`);
      const { eventDays } = project.settings;
      const recounting = { tally, archive, serverSecret: await serverSecret(), now: now(), eventDays };
      const mended = await mend(await reconcileDay(id, localDay(date, project.timeZone), recounting), tally);
      say(told(`${id} on ${date}`, mended));
    }
  };
}

const told = (what: string, { items, sessions, busy }: Mended): string =>
  `mended  ${what}: ${items} items and ${sessions} sessions, before its records are put${
    busy.length > 0 ? `; ${busy.length} changed meanwhile and were left: reconcile it once more` : ''
  }`;
