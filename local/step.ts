/** Prints one line for a step when it ends: its name, what it found out, and its time; or why it failed. */
export async function step<T>(name: string, run: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const begun = performance.now();
  let noted = '';
  const seconds = () => `${((performance.now() - begun) / 1_000).toFixed(1)} s`;
  try {
    const result = await run((text) => {
      noted = `: ${text}`;
    });
    console.log(`  ✓ ${name}${noted} (${seconds()})`);
    return result;
  } catch (error) {
    console.error(`  ✗ ${name} (${seconds()})\n    ${reasonOf(error).replaceAll('\n', '\n    ')}`);
    throw new StepFailedError(name, error);
  }
}

/** A step failed and its reason is already on the screen. */
export class StepFailedError extends Error {
  override readonly name = 'StepFailedError';

  constructor(step: string, cause: unknown) {
    super(`${step}: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
