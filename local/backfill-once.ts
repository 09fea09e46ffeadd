import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Places } from './places.ts';
import type { Ready } from './ready.ts';
import { StepFailedError, step } from './step.ts';

/** Fills the week before now with demo visits, once per project, through `POST /i` like any other. */
export async function backfillOnce(
  { api, projectId, writeKey }: Ready,
  places: Places,
  signal: AbortSignal,
): Promise<void> {
  const done = places.backfilled;
  if (existsSync(done) && readFileSync(done, 'utf8') === projectId) return;
  try {
    await step('a week of demo visits', async () => {
      // Its fixture is large, and most starts have no need of it.
      const { backfill } = await import('../demo/backfill.ts');
      await backfill({ api, writeKey, now: Date.now(), signal });
    });
    writeFileSync(done, projectId);
  } catch (error) {
    // Its line says why; everything else works without it, and the next start tries again.
    if (!(error instanceof StepFailedError)) throw error;
  }
}
