/**
 * One stack for all end-to-end tests; each makes a project of its own where it must not see the others.
 * AFTERGLOW_E2E_STATE names the state folder of one that runs already, to save its start while writing tests.
 */
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { readReady } from '../local/ready.ts';
import { type Ready, startStack } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    ready: Ready;
    state: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env.AFTERGLOW_E2E_STATE;
  if (running) {
    project.provide('ready', await readReady(path.join(running, 'ready.json')));
    project.provide('state', running);
    return undefined;
  }
  const stack = await startStack();
  project.provide('ready', stack.ready);
  project.provide('state', stack.state);
  return () => stack.stop();
}
