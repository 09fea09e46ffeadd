/** Waits that a play needs: for its turn, for the first picture, and until all is told. */
import type { CDPSession } from 'playwright-core';

/** Runs at most so many at once. */
export function limited(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let going = 0;
  return async (run) => {
    if (going >= most) await new Promise<void>((resolve) => void waiting.push(resolve));
    else going += 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else going -= 1;
    }
  };
}

/**
 * Waits for the first full snapshot, which has to be sent as soon as it is asked for. The page's own timers tell how
 * long that may take: on a machine that has other things to do neither page nor server gets on.
 */
export async function pictured(session: CDPSession, holds: () => boolean): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (holds()) return;
    await passed(session, 50);
    await flush(session);
  }
  throw new Error('No full snapshot within 400 turns of 50 ms.');
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Without the driver's own script in the page, which stands on what the page may have overwritten. */
export async function evaluated(session: CDPSession, expression: string): Promise<unknown> {
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', options);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Lets ms pass in the page. */
const passed = (session: CDPSession, ms: number) =>
  evaluated(session, `new Promise((resolve) => setTimeout(resolve, ${ms}))`);

const flush = (session: CDPSession) => evaluated(session, "afterglow('flush')");

/**
 * Waits until the recorder has nothing more to say: it throttles scrolling, works in slices, and looks at fields
 * twice a second.
 */
export async function settled(session: CDPSession, count: () => number): Promise<void> {
  let before = -1;
  for (let round = 0; round < 40; round += 1) {
    await passed(session, round ? 120 : 550);
    await flush(session);
    const now = count();
    if (now === before) return;
    before = now;
  }
  throw new Error('The recording does not come to rest: the page of a checkpoint has to.');
}
