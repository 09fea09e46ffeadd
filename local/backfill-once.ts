import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Places } from './places.ts';
import type { Ready } from './ready.ts';
import { StepFailedError, step } from './step.ts';

interface Progress {
  projectId: string;
  /** End of the week that is filled in, ms: kept, so that going on after a stop sends the same visits. */
  now: number;
  done: boolean;
}

/** Fills the week before now with demo visits, once per project, through `POST /i` like any other. */
export async function backfillOnce(
  { api, projectId, writeKey }: Ready,
  places: Places,
  signal: AbortSignal,
): Promise<void> {
  const before = readProgress(places);
  const progress = before?.projectId === projectId ? before : { projectId, now: Date.now(), done: false };
  if (progress.done) return;
  const keep = (done: boolean) => writeFileSync(places.backfilled, JSON.stringify({ ...progress, done }));
  keep(false);
  try {
    await step('a week of demo visits', async (note) => {
      // Its fixture is large, and most starts have no need of it.
      const { backfill } = await import('../demo/backfill.ts');
      try {
        note(`${await backfill({ api, writeKey, now: progress.now, signal })} sessions`);
        keep(true);
      } catch (error) {
        if (!signal.aborted) throw error;
        note('interrupted; the next start goes on');
      }
    });
  } catch (error) {
    // Its line says why, and everything else works without it.
    if (!(error instanceof StepFailedError)) throw error;
  }
}

function readProgress(places: Places): Progress | undefined {
  if (!existsSync(places.backfilled)) return undefined;
  return JSON.parse(readFileSync(places.backfilled, 'utf8')) as Progress;
}
