/** `npm run reset`: forgets local state. The Python environment stays, since it holds none of it. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { settleEarlierRun } from './emulator.ts';
import { placesOf } from './places.ts';
import { claimState } from './state-claim.ts';

const places = placesOf(process.env);
const { state, venv: _, owner, ...own } = places;
try {
  if (existsSync(state)) {
    await claimState(places);
    await settleEarlierRun({ places, say: () => {} });
    // Only what is ours: the folder may hold other things.
    for (const place of [...Object.values(own), owner]) {
      await rm(place, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  console.log(`Forgot what ${state} held; the next npm start begins from nothing.`);
  const { AWS_ENDPOINT_URL: elsewhere } = process.env;
  if (elsewhere) console.log(`The emulator at AWS_ENDPOINT_URL (${elsewhere}) keeps its own state; reset it there.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
