import { watch } from 'node:fs';
import path from 'node:path';
import { root } from './places.ts';
import { deployApp, type StackUp, type Surroundings } from './stack-up.ts';
import { StepFailedError } from './step.ts';

const watched = ['functions', 'contracts', 'infra', 'tracker/src'];
const quietMs = 150;

/**
 * Builds and deploys when a source changes, through CloudFormation, which touches only the functions that
 * changed: what runs is always what the deployed template says.
 */
export async function redeployOnChange({ emulator }: StackUp, { places, onStop }: Surroundings): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const deploy = async () => {
    try {
      await deployApp(places, Promise.resolve(emulator));
    } catch (error) {
      // Its line says why; the next edit tries again.
      if (!(error instanceof StepFailedError)) throw error;
    }
  };
  const watchers = watched.map((folder) =>
    watch(path.join(root, folder), { recursive: true }, (_, file) => {
      if (!file || !/\.(ts|json)$/.test(file) || file.includes('.test.')) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(deploy);
      }, quietMs);
    }),
  );
  onStop(async () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    await running;
  });
}
