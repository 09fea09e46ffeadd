import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** What programs that drive a running Afterglow read; present exactly while it is ready. */
export interface Ready {
  dashboard: string;
  /** Origin that API clients prefix. */
  api: string;
  demo: string;
  /** The AWS endpoint. */
  endpoint: string;
  region: string;
  stage: 'local';
  projectId: string;
  writeKey: string;
  email: string;
  password: string;
  pid: number;
}

/** Writes it whole: who sees the file can read it. */
export async function writeReady(file: string, ready: Ready): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(ready, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function readReady(file: string): Promise<Ready> {
  return JSON.parse(await readFile(file, 'utf8')) as Ready;
}

export async function removeReady(file: string): Promise<void> {
  await rm(file, { force: true });
}
