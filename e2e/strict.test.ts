/** The same visit where the emulator evaluates IAM: a permission that infra forgot to grant fails here. */
import { afterAll } from 'vitest';
import { type Stack, startStack } from './stack.ts';
import { describeVisit } from './visit-suite.ts';

let stack: Stack | undefined;

describeVisit('a visit, with IAM enforced', async () => {
  stack = await startStack({ AFTERGLOW_STRICT: '1' });
  return stack;
});

afterAll(async () => {
  await stack?.stop();
});
