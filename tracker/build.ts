import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { minify } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The files a page may load. */
export const trackerFiles = {
  't.js': 'src/t.ts',
  'x.js': 'src/x.ts',
  'rare.js': 'src/rare.ts',
  'target.js': 'src/target.ts',
  'strict.js': 'src/strict.ts',
  'recorder.js': 'src/recorder.ts',
  'files.js': 'src/files.ts',
} as const;
export type TrackerFile = keyof typeof trackerFiles;

/** What was built: where the recorder is, by which digests a page checks the files, and bytes as brotli sends them. */
export interface TrackerManifest {
  version: string;
  recorder: { path: string; integrity: string };
  /** The same of what keeps files of recorded pages. */
  files: { path: string; integrity: string };
  /** Of the files under `v/VERSION/`. */
  integrity: Record<TrackerFile, string>;
  sizes: Record<TrackerFile, number>;
}

export interface BuildOptions {
  /** Folder for the files. @default dist/tracker in the repository */
  outDir?: string;
  /** Version in the addresses that never change. @default the one in tracker/package.json */
  version?: string;
}

/**
 * Builds the tracker's files, once as they are and once under `v/VERSION/`, `manifest.json` beside them, and the
 * package for npm in `package/`.
 */
export async function buildTracker({ outDir, version }: BuildOptions = {}): Promise<TrackerManifest> {
  const folder = outDir ?? join(here, '../dist/tracker');
  const described = JSON.parse(await readFile(join(here, 'package.json'), 'utf8')) as PackageJson;
  const own = version ?? described.version;
  const manifest: TrackerManifest = {
    version: own,
    recorder: { path: `/v/${own}/recorder.js`, integrity: '' },
    files: { path: `/v/${own}/files.js`, integrity: '' },
    integrity: {
      't.js': '',
      'x.js': '',
      'rare.js': '',
      'target.js': '',
      'strict.js': '',
      'recorder.js': '',
      'files.js': '',
    },
    sizes: { 't.js': 0, 'x.js': 0, 'rare.js': 0, 'target.js': 0, 'strict.js': 0, 'recorder.js': 0, 'files.js': 0 },
  };
  await mkdir(join(folder, 'v', own), { recursive: true });
  for (const [file, entry] of Object.entries(trackerFiles) as [TrackerFile, string][]) {
    const bytes = await bundle(join(here, entry), own);
    manifest.sizes[file] = brotliCompressSync(bytes).length;
    manifest.integrity[file] = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
    await writeFile(join(folder, file), bytes);
    await writeFile(join(folder, 'v', own, file), bytes);
  }
  manifest.recorder.integrity = manifest.integrity['recorder.js'];
  manifest.files.integrity = manifest.integrity['files.js'];
  await buildPackage(join(folder, 'package'), { ...described, version: own });
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

interface PackageJson {
  version: string;
  private?: boolean;
}

/** The folder that `npm pack` takes: the ESM way in, its types, and what a package says about itself. */
async function buildPackage(folder: string, { private: _, ...described }: PackageJson): Promise<void> {
  await build({
    entryPoints: [join(here, 'src/init.ts')],
    outfile: join(folder, 'index.js'),
    bundle: true,
    format: 'esm',
    target: 'es2020',
  });
  await copyFile(join(here, 'src/index.d.ts'), join(folder, 'index.d.ts'));
  await copyFile(join(here, 'README.md'), join(folder, 'README.md'));
  await copyFile(join(here, '../LICENSE'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
}

/**
 * Properties that only our files know, by which they work together, in the order in which `t.js` and `x.js` compress
 * best. Their short names follow from their place, and a page may meet files of two versions: once a version is out,
 * append, and leave the rest.
 */
export const internalNames =
  'goOn deliver stamp turn config settled routed failed sequence calls whenReady pathOf extra pump guard lanes ' +
  'keepSession kept taking queue viewed parts fixBody shared outbox sheetId scalars listen fixed hits isFull bits ' +
  'onView hold pageview freezeOpen verbs busy collectNow courier ask address added bound forget take begin packed ' +
  'bring note schedule held pausing marks hideCss sheetIds aim tellMoves commit fresh moved stalled noted handlers ' +
  'recordsNow hiding onCollect bodyOf waiters onSession addLine nameless consented gzip sealed preserve chosen ' +
  'answered acted checkFields addTo isNew lost settling finishOld look answerCalls idle raw onTurn replay pack see ' +
  'texts pictured restart';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$';
const mangleCache = Object.fromEntries(
  internalNames.split(' ').map((name, index) => [name, letters[index] ?? `$${letters[index - letters.length]}`]),
);

/**
 * Files most of whose functions run as soon as they are there: Chromium then compiles all of them beside the page's thread
 * while they come, and not one by one on it, which took a sixth of what a recording's start did.
 */
const runsAtOnce = /(target|recorder)\.ts$/;

/** What a page gets of an entry; `replaced` gives other contents to modules whose path ends so. */
export async function bundle(entry: string, version: string, replaced: Record<string, string> = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2020',
    legalComments: 'none',
    plugins: [replacing(replaced)],
    mangleProps: new RegExp(`^(${internalNames.replaceAll(' ', '|')})$`),
    mangleCache,
    // What a page has broken before us may fail while this is read.
    banner: { js: 'try{' },
    footer: { js: '}catch{}' },
    define: { VERSION: JSON.stringify(version) },
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild gave no file for ${entry}`);
  // A second pass of another minifier takes three per cent off the first's.
  const { code, errors } = await minify(entry, output.text, { module: false, compress: { target: 'es2020' } });
  if (errors[0]) throw new Error(`minifying ${entry} failed: ${errors[0].message}`);
  return (runsAtOnce.test(entry) ? '//# allFunctionsCalledOnLoad\n' : '') + code.trim();
}

/** Bytes, as brotli sends them, of the recorder itself: without its worker, its way out, and what watches console and requests. */
export async function recorderBytes(version: string): Promise<number> {
  const alone = await bundle(join(here, trackerFiles['recorder.js']), version, {
    'recorder/output.ts': 'export const createOutput = () => ({ ready() {}, commit() {}, isFull() {} });',
    'recorder/watch-console.ts': 'export const watchConsole = () => () => {};',
    'recorder/watch-requests.ts': 'export const watchRequests = () => () => {};',
  });
  return brotliCompressSync(alone).length;
}

function replacing(replaced: Record<string, string>): Plugin {
  return {
    name: 'replacing',
    setup({ onLoad }) {
      for (const [end, contents] of Object.entries(replaced)) {
        onLoad({ filter: new RegExp(`${end.replaceAll('.', '[.]')}$`) }, () => ({ contents, loader: 'ts' }));
      }
    },
  };
}

if (import.meta.main) console.log(JSON.stringify(await buildTracker(), null, 2));
