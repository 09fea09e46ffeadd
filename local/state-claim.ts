import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive } from '../tools/lock.ts';
import type { Places } from './places.ts';

/** Makes this process the only one that works on the state folder; answers how to let it go. */
export function claimState(places: Places): () => void {
  const file = places.owner;
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(readFileSync(file, 'utf8'));
    if (owner && owner !== process.pid && isAlive(owner, 'local/')) {
      throw new Error(
        `Afterglow already runs on ${places.state} (process ${owner}). Stop it, or start another copy with its own AFTERGLOW_STATE and PORT.`,
      );
    }
    writeFileSync(file, String(process.pid));
  }
  return () => rmSync(file, { force: true });
}
