import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../tools/lock.ts';
import { emulatorEnvironment } from './emulator-environment.ts';
import { type Places, root } from './places.ts';
import { freePort } from './port.ts';
import { emulatorPython } from './python.ts';

export interface Emulator {
  endpoint: string;
  region: string;
  /** Settles with the reason when the emulator that was started here ends without being asked to. */
  crashed: Promise<string>;
  stop(): Promise<void>;
}

interface Options {
  places: Places;
  env: NodeJS.ProcessEnv;
  /** IAM, bucket policies, CORS, codes and sign-out are enforced. @default false */
  strict?: boolean;
  /** Ends an installation that is under way. */
  signal?: AbortSignal;
  /** Told what is noteworthy. */
  say: (line: string) => void;
}

interface Marker {
  pid: number;
  port: number;
}

export const region = 'us-east-1';
const never = new Promise<string>(() => {});

/** The emulator at AWS_ENDPOINT_URL if it answers, else MiniStack of our own on a free port of 127.0.0.1. */
export async function startEmulator(options: Options): Promise<Emulator> {
  const { env, say } = options;
  const given = env.AWS_ENDPOINT_URL?.replace(/\/$/, '');
  if (given) {
    if (/\.amazonaws\.com(\.cn)?$/.test(new URL(given).hostname)) {
      throw new Error(`AWS_ENDPOINT_URL is ${given}: npm start works on an emulator only; npm run deploy goes to AWS.`);
    }
    if (await answers(given)) return { endpoint: given, region, crashed: never, stop: async () => {} };
    say(`nothing answers at AWS_ENDPOINT_URL (${given}): starting MiniStack`);
  }
  await settleEarlierRun(options);
  return startMinistack(options);
}

/** Whether anything speaks HTTP there. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(3_000) });
    return true;
  } catch {
    return false;
  }
}

/** Ends an emulator that outlived its start, and notices one that ended without saving. */
export async function settleEarlierRun({ places, say }: Pick<Options, 'places' | 'say'>): Promise<void> {
  if (!existsSync(places.marker)) return;
  const { pid, port } = JSON.parse(readFileSync(places.marker, 'utf8')) as Marker;
  const alive = isAlive(pid, 'ministack') && (await answers(`http://127.0.0.1:${port}`));
  if (alive) {
    say(`an earlier start left its emulator running (process ${pid}): it saves and ends`);
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; isAlive(pid) && waited < 30_000; waited += 100) await sleep(100);
    if (isAlive(pid))
      throw new Error(`The emulator of an earlier start (process ${pid}) does not end; end it yourself.`);
  } else {
    say('the emulator crashed last time: what was written since its last graceful stop is lost; deploying again');
  }
  rmSync(places.marker);
}

async function startMinistack({ places, env, strict = false, signal }: Options): Promise<Emulator> {
  const python = await emulatorPython(places.venv, env, signal);
  const modules = path.join(places.run, 'node_modules');
  // Made anew: the repository may have moved since.
  rmSync(modules, { force: true });
  symlinkSync(path.join(root, 'node_modules'), modules, 'junction');
  const port = await freePort(rememberedPort(places));
  writeFileSync(places.port, String(port));

  const log = openSync(places.emulatorLog, 'w');
  const child = spawn(python, ['-m', 'ministack'], {
    cwd: places.state,
    env: emulatorEnvironment({ places, env, port, strict }),
    stdio: ['ignore', log, log],
    // A process group of its own: Ctrl-C reaches us alone, and we let it save first.
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  if (child.pid === undefined) throw new Error(`The emulator did not start: ${await ended}`);
  writeFileSync(places.marker, JSON.stringify({ pid: child.pid, port } satisfies Marker));
  const endpoint = `http://127.0.0.1:${port}`;
  await ready(endpoint, child, places);

  let asked = false;
  return {
    endpoint,
    region,
    crashed: new Promise((resolve) => void ended.then((reason) => asked || resolve(`${reason}. ${logTail(places)}`))),
    async stop() {
      asked = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      if ((await Promise.race([ended, sleep(30_000, 'late', { ref: false })])) === 'late') {
        child.kill('SIGKILL');
        throw new Error('The emulator did not save within 30 s and was killed: the next start deploys again.');
      }
      rmSync(places.marker, { force: true });
    },
  };
}

async function ready(endpoint: string, child: ChildProcess, places: Places): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const answer = await fetch(`${endpoint}/_ministack/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`The emulator did not become ready. ${logTail(places)}`);
}

function rememberedPort(places: Places): number | undefined {
  return existsSync(places.port) ? Number(readFileSync(places.port, 'utf8')) : undefined;
}

function logTail(places: Places): string {
  const all = readFileSync(places.emulatorLog, 'utf8').trim().split('\n');
  const lines = all.filter((line) => !line.includes('[persistence]')).slice(-8);
  return `Its log (${places.emulatorLog}) ends:\n${lines.join('\n')}`;
}
