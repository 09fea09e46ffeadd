/** Starts the whole product as a user would, `node local/start.ts`, on free ports and in a state folder of its own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Ready {
  dashboard: string;
  api: string;
  demo: string;
  endpoint: string;
  region: string;
  stage: string;
  projectId: string;
  writeKey: string;
  email: string;
  password: string;
  pid: number;
}

export interface Stack {
  ready: Ready;
  state: string;
  stop(): Promise<void>;
}

const root = path.join(import.meta.dirname, '..');

/** Two neighbouring free ports: the dashboard's and the demo's. */
async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error('no two neighbouring free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export async function startStack(environment: Record<string, string> = {}): Promise<Stack> {
  const state = await mkdtemp(path.join(tmpdir(), 'afterglow-e2e-'));
  const port = await freePorts();
  const { AWS_ENDPOINT_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['local/start.ts'], {
    cwd: root,
    env: {
      ...inherited,
      PORT: String(port),
      AFTERGLOW_STATE: state,
      AFTERGLOW_DEMO: '0',
      // The emulator's Python is installed once for all tests and `npm start`.
      AFTERGLOW_VENV: process.env.AFTERGLOW_VENV ?? path.join(root, '.local/venv'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

  const file = path.join(state, 'ready.json');
  const deadline = Date.now() + 240_000;
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
    if (Date.now() > deadline) {
      child.kill('SIGTERM');
      throw new Error(`npm start was not ready after 240 s:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    ready: JSON.parse(await readFile(file, 'utf8')) as Ready,
    state,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(state, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
