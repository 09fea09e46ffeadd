import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../tools/lock.ts';
import type { Places } from './places.ts';

interface Patience {
  /** How long one that seems to run may still turn out to be stopping, ms. @default 1500 */
  running?: number;
  /** How long one that stops may take, ms. @default 40000 */
  stopping?: number;
}

/** Makes this process the only one that works on the state folder; answers how to let it go. */
export async function claimState(
  places: Places,
  { running = 1_500, stopping = 40_000 }: Patience = {},
): Promise<() => void> {
  const begun = Date.now();
  for (;;) {
    try {
      writeFileSync(places.owner, String(process.pid), { flag: 'wx' });
      return () => rmSync(places.owner, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(places);
    if (owner === undefined) continue;
    // A file that is still empty is being written, or was when its process was killed.
    const stale = owner ? owner === process.pid || !isAlive(owner, 'local/') : Date.now() - begun > 1_000;
    if (stale) rmSync(places.owner, { force: true });
    else if (Date.now() - begun > (existsSync(places.ready) ? running : stopping)) {
      throw new Error(
        `Afterglow already runs on ${places.state} (process ${owner}). Stop it, or start another copy with its own AFTERGLOW_STATE and PORT.`,
      );
    }
    await sleep(50);
  }
}

/** Undefined when it has let go meanwhile. */
function ownerOf(places: Places): number | undefined {
  try {
    return Number(readFileSync(places.owner, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
