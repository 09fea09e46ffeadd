/** Builds functions, tracker and dashboard into dist, each only if something that goes into it changed. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { fingerprint, onlyIfChanged } from './fingerprint.ts';
import { withLock } from './lock.ts';

const root = path.join(import.meta.dirname, '..');

interface Part {
  /** Below dist. */
  result: string;
  /** What goes into it. */
  sources: string[];
  /** Arguments of node; a child, so that its memory goes when it is done. */
  command: string[];
}

const common = ['contracts/*.ts', 'package-lock.json'];
const parts = {
  functions: {
    result: 'functions',
    sources: [...common, 'functions/**/*.ts', 'tools/build-functions.ts', 'tools/fold-shapes.ts'],
    command: ['tools/build-functions.ts'],
  },
  tracker: {
    result: 'tracker/manifest.json',
    sources: [...common, 'tracker/*.ts', 'tracker/package.json', 'tracker/src/**'],
    command: ['tracker/build.ts'],
  },
  dashboard: {
    result: 'dashboard/index.html',
    sources: [...common, 'dashboard/**'],
    command: ['node_modules/vite/bin/vite.js', 'build', 'dashboard', '--logLevel', 'warn'],
  },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

/** Builds one part; false when nothing had changed. Copies that run side by side wait for each other. */
export async function buildPart(name: PartName): Promise<boolean> {
  const { result, sources, command } = parts[name];
  const at = (...names: string[]) => path.join(root, 'dist', ...names);
  return withLock(at(`.${name}.lock`), () =>
    onlyIfChanged(at('.built', name), fingerprint(sources), at(result), () => runNode(command)),
  );
}

async function runNode(command: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [...command], { cwd: root });
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    throw new Error(`node ${command.join(' ')} failed:\n${firstLines(stderr || stdout || String(error))}`);
  }
}

const firstLines = (text: string) => stripVTControlCharacters(text).trim().split('\n').slice(0, 30).join('\n');

if (import.meta.main) {
  try {
    for (const name of Object.keys(parts) as PartName[]) {
      console.error(`${name}: ${(await buildPart(name)) ? 'built' : 'unchanged'}`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
