/** The stage of one test file, what stands on it, and the question that is asked of every play. */
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type Play, type Stage, type Step, startStage } from './stage.ts';

/** There while the tests run. */
export let stage: Stage;

/** Gives the file's tests a stage on which every session is recorded. */
export function useStage(): void {
  // Recorded and played several at a time, on machines that have more to do.
  vi.setConfig({ testTimeout: 180_000 });
  beforeAll(async () => {
    stage = await startStage();
    stage.world.collector.config.sampling = 1;
  });
  afterAll(() => stage.close());
}

/** A step that runs in the page. */
export const step = (name: string, run: () => unknown): Step => ({ name, run: (page) => page.evaluate(run) });

/** Sees that every step of a play was replayed as it was. */
export async function isRight(play: Play): Promise<void> {
  const { report, checkpoints } = await stage.rehearse(play);

  expect(report).toBe('');
  expect(checkpoints).toBe(play.steps.length + 1);
}
