import { startDemo } from '../demo/server.ts';
import { backfillOnce } from './backfill-once.ts';
import { demoAccount } from './demo-account.ts';
import { type Pages, startFront } from './front.ts';
import { onNpmEnd } from './npm-parent.ts';
import { makePlaces, placesOf } from './places.ts';
import { isFree, takenPort } from './port.ts';
import { type Ready, removeReady, writeReady } from './ready.ts';
import { type Settings, settingsOf } from './settings.ts';
import { bringUp, type StackUp, type Surroundings } from './stack-up.ts';
import { claimState } from './state-claim.ts';
import { StepFailedError, step } from './step.ts';

export interface Extras {
  /** Serves the dashboard's pages instead of the distribution. */
  pages?: Pages;
  /** Called whenever everything is up. */
  onReady?: (up: StackUp, surroundings: Surroundings) => Promise<void>;
}

const places = placesOf(process.env);
const closers: (() => Promise<unknown>)[] = [];
const stopping = new AbortController();
const surroundings: Surroundings = {
  places,
  env: process.env,
  signal: stopping.signal,
  onStop: (close) => closers.push(close),
};
const aborted = new Promise<void>((resolve) => {
  stopping.signal.addEventListener('abort', () => resolve());
});

/** Ends everything, last first; the emulator saves. */
async function closeAll(): Promise<void> {
  await removeReady(places.ready);
  for (const close of closers.splice(0).reverse()) await close();
}

/** One life of the emulator: answers why it ended, or undefined when it was to end. */
async function live(settings: Settings, extras: Extras): Promise<string | undefined> {
  const up = await bringUp(surroundings);
  const ready = await serve(up, settings, extras);
  await extras.onReady?.(up, surroundings);
  await writeReady(places.ready, ready);
  console.log(`\nAfterglow is ready: ${ready.dashboard}`);
  console.log(`  sign in as    ${ready.email}  ${ready.password}`);
  console.log(`  demo shop     ${ready.demo}`);
  console.log('  stop with Ctrl-C; what was recorded stays\n');
  const life = new AbortController();
  closers.push(async () => life.abort());
  if (settings.demo) void backfillOnce(ready, places, life.signal);
  return Promise.race([up.emulator.crashed, aborted.then(() => undefined)]);
}

async function serve({ emulator, outputs }: StackUp, { port }: Settings, { pages }: Extras): Promise<Ready> {
  const dashboard = `http://localhost:${port}`;
  const { endpoint, region } = emulator;
  await step('dashboard and API served', async (note) => {
    const distribution = outputs.DistributionDomain ?? '';
    const front = await startFront(port, { endpoint, distribution }, pages);
    closers.push(() => front.close());
    note(dashboard);
  });
  const account = await step('demo user and project', () =>
    demoAccount({
      api: dashboard,
      users: { endpoint, region, userPoolId: outputs.UserPoolId ?? '' },
      passwordFile: places.demoPassword,
    }),
  );
  const demo = await step('demo shop served', async (note) => {
    const shop = await startDemo({ port: port + 1, snippet: { src: `${dashboard}/t.js`, key: account.writeKey } });
    closers.push(() => shop.close());
    note(shop.origin);
    return shop.origin;
  });
  const where = { dashboard, api: dashboard, demo, endpoint, region, stage: 'local' as const };
  return { ...where, ...account, pid: process.pid };
}

async function run(extras: Extras): Promise<void> {
  const settings = settingsOf(process.argv.slice(2), process.env);
  makePlaces(places);
  const release = await claimState(places);
  await removeReady(places.ready);
  console.log('Afterglow starts\n');
  try {
    for (const port of [settings.port, settings.port + 1]) {
      if (!(await isFree(port))) throw new Error(takenPort(port));
    }
    for (let crashes = 0; ; crashes += 1) {
      const begun = Date.now();
      const crash = await Promise.race([live(settings, extras), aborted.then(() => undefined)]);
      await closeAll();
      if (crash === undefined) return;
      console.error(`\nThe emulator crashed: ${crash}`);
      if (Date.now() - begun < 60_000 && crashes > 1) throw new Error('The emulator crashes again and again.');
      console.error('Starting it and deploying again.\n');
    }
  } finally {
    await closeAll();
    release();
  }
}

/** Runs Afterglow until a signal ends it; the exit code says whether anything failed. */
export async function runAfterglow(extras: Extras = {}): Promise<never> {
  const stop = () => {
    if (!stopping.signal.aborted) console.log('\nStopping: the emulator saves its state.');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  onNpmEnd(process.env, stop);
  // Who read the output may be gone; the emulator must save all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onBrokenPipe);
  try {
    await run(extras);
    process.exit(0);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    if (!(error instanceof StepFailedError)) console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

function onBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
