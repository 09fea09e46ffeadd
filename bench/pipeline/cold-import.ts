/** How long a new process takes to import the ingest function as it is bundled, and one that does nothing. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { IngestEnv } from '../../functions/ingest/env.ts';
import { buildFunctions } from '../../tools/build-functions.ts';

const run = promisify(execFile);
const bundle = path.join(import.meta.dirname, '../../dist/functions/ingest/handler.mjs');
const environment: IngestEnv = {
  PROJECTS_TABLE: 'projects',
  GATE_TABLE: 'gate',
  TALLY_TABLE: 'tally',
  DAILY_TABLE: 'daily',
  STREAM_NAME: 'events',
  SERVER_SECRET_ARN: 'arn',
  ORIGIN_SECRET: 'secret',
  STAGE: 'prod',
  TRACKER_RECORDER_PATH: '/v/1/recorder.js',
  TRACKER_RECORDER_INTEGRITY: 'sha384-x',
  TRACKER_FILES_PATH: '/v/1/files.js',
  TRACKER_FILES_INTEGRITY: 'sha384-x',
};

/** Bytes of the bundle, and ms that the main thread computes for each import, in turn: other work on the machine is not in them. */
export async function coldImport(rounds: number): Promise<{ bytes: number; ingest: number[]; empty: number[] }> {
  await buildFunctions(['ingest']);
  const folder = await mkdtemp(path.join(tmpdir(), 'afterglow-cold-'));
  try {
    const nothing = path.join(folder, 'empty.mjs');
    await writeFile(nothing, 'export const handler = async () => ({ statusCode: 202 });\n');
    const times = { ingest: [] as number[], empty: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      times.empty.push(await importOf(nothing));
      times.ingest.push(await importOf(bundle));
    }
    return { bytes: (await stat(bundle)).size, ...times };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function importOf(file: string): Promise<number> {
  const script =
    'const begun = process.threadCpuUsage(); await import(process.argv[1]); const { user, system } = process.threadCpuUsage(begun); console.log((user + system) / 1000);';
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, file], {
    env: { ...process.env, ...environment },
  });
  return Number(stdout);
}
