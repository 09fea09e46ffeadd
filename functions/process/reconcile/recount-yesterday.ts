/** What runs every night: yesterday of every project, looked at and left as it is. */
import { dayBefore } from './local-day.ts';
import type { ListedProject } from './project-list-store.ts';
import { allDrift, type Findings, type ReconcileContext, reconcileDay } from './reconcile-day.ts';

/** Drift that is named in the log; of the rest the number is enough. */
const named = 20;

export interface Night {
  /** Numbers that drifted, of all projects. */
  drift: number;
  /** Why projects could not be recounted, by id. */
  failed: Map<string, unknown>;
}

export async function recountYesterday(
  projects: readonly ListedProject[],
  context: Omit<ReconcileContext, 'eventDays'>,
  log: (message: string, details: Record<string, unknown>) => void,
): Promise<Night> {
  const night: Night = { drift: 0, failed: new Map() };
  for (const { id, timeZone, eventDays } of projects) {
    const local = dayBefore(context.now, timeZone);
    try {
      const found = await reconcileDay(id, local, { ...context, eventDays });
      night.drift += allDrift(found).length;
      log('recounted', { project: id, day: local.date, ...summary(found) });
    } catch (error) {
      // The other projects are still looked at; the caller fails in the end.
      night.failed.set(id, error);
    }
  }
  return night;
}

function summary(found: Findings): Record<string, unknown> {
  const drift = allDrift(found);
  return {
    items: found.items.length,
    sessions: found.sessions.length,
    lines: found.lines,
    objects: found.objects,
    drift: drift.length,
    ...(drift.length > 0 ? { first: drift.slice(0, named).map(({ key, ...rest }) => ({ ...key, ...rest })) } : {}),
  };
}
