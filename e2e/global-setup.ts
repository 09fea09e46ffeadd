/** One stack for all end-to-end tests; each makes a project of its own where it must not see the others. */
import type { TestProject } from 'vitest/node';
import { type Ready, startStack } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    ready: Ready;
    state: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startStack();
  project.provide('ready', stack.ready);
  project.provide('state', stack.state);
  return () => stack.stop();
}
