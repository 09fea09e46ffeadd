import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { withoutCanvas } from './without-canvas.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The three files a page may load. */
export const trackerFiles = { 't.js': 'src/t.ts', 'x.js': 'src/x.ts', 'recorder.js': 'src/recorder.ts' } as const;
export type TrackerFile = keyof typeof trackerFiles;

/** What was built: where the recorder is, by which digest a page checks it, and bytes as brotli sends them. */
export interface TrackerManifest {
  version: string;
  recorder: { path: string; integrity: string };
  sizes: Record<TrackerFile, number>;
}

export interface BuildOptions {
  /** Folder for the files. @default dist/tracker in the repository */
  outDir?: string;
  /** Version in the addresses that never change. @default the one in tracker/package.json */
  version?: string;
}

/** Builds the tracker's files, once as they are and once under `v/VERSION/`, and `manifest.json` beside them. */
export async function buildTracker({ outDir, version }: BuildOptions = {}): Promise<TrackerManifest> {
  const folder = outDir ?? join(here, '../dist/tracker');
  const own =
    version ?? (JSON.parse(await readFile(join(here, 'package.json'), 'utf8')) as { version: string }).version;
  const manifest: TrackerManifest = {
    version: own,
    recorder: { path: `/v/${own}/recorder.js`, integrity: '' },
    sizes: { 't.js': 0, 'x.js': 0, 'recorder.js': 0 },
  };
  await mkdir(join(folder, 'v', own), { recursive: true });
  for (const [file, entry] of Object.entries(trackerFiles) as [TrackerFile, string][]) {
    const bytes = await bundle(join(here, entry), own);
    manifest.sizes[file] = brotliCompressSync(bytes).length;
    if (file === 'recorder.js') {
      manifest.recorder.integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
    }
    await writeFile(join(folder, file), bytes);
    await writeFile(join(folder, 'v', own, file), bytes);
  }
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/**
 * Properties that only our three files know, by which they work together. Their short names follow from their
 * place, and a page may meet files of two versions: append, and leave the rest as it is.
 */
const internalNames =
  'outbox courier lanes queue marks sequence held addLine freezeOpen pump deliver added settled bodyOf answered idle ' +
  'hiding note schedule whenReady keepSession consented begin pathOf routed handleClick viewed collectNow shared own calls ' +
  'verbs signal labelOf replay recording taking parts fixed busy packed raw gzip settling pageview addTo look take see forget moved isNew finishOld lost waiters restart';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const mangleCache = Object.fromEntries(
  internalNames.split(' ').map((name, index) => [name, letters[index] ?? `$${letters[index % 52]}`]),
);

async function bundle(entry: string, version: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2020',
    legalComments: 'none',
    plugins: [withoutCanvas],
    mangleProps: new RegExp(`^(${internalNames.replaceAll(' ', '|')})$`),
    mangleCache,
    define: { VERSION: JSON.stringify(version) },
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild gave no file for ${entry}`);
  return output.contents;
}

if (import.meta.main) console.log(JSON.stringify(await buildTracker(), null, 2));
