import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { minify } from 'vite';
import { foldShapes, pureContracts } from './fold-shapes.ts';

const root = path.join(import.meta.dirname, '..');

/** Bundle folder below dist/functions, and the handler that it is made from. */
export const functionEntries = {
  ingest: 'functions/ingest/handler.ts',
  files: 'functions/files/handler.ts',
  record: 'functions/process/record/handler.ts',
  aggregate: 'functions/process/aggregate/handler.ts',
  jobs: 'functions/process/jobs/handler.ts',
  reconcile: 'functions/process/reconcile/handler.ts',
  query: 'functions/query/handler.ts',
  auth: 'functions/auth/handler.ts',
  'pre-sign-up': 'functions/auth/pre-sign-up/handler.ts',
} as const;
export type FunctionBundle = keyof typeof functionEntries;

/** Bundles functions into dist/functions/NAME/handler.mjs, all by one esbuild call. */
export async function buildFunctions(names = Object.keys(functionEntries) as FunctionBundle[]): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: functionEntries[name], out: `${name}/handler` })),
    outdir: path.join(root, 'dist/functions'),
    write: false,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    // The SDK's CommonJS builds cannot be bundled as ESM: "Dynamic require" at run time.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // The same, in fewer bytes.
    define: { 'Number.POSITIVE_INFINITY': 'Infinity' },
    plugins: [foldShapes, pureContracts],
    logLevel: 'warning',
  });
  for (const { path: file, text } of outputFiles) {
    // A second pass of another minifier takes some per cent off the first's, and off the start of a container.
    const { code, errors } = await minify(file, text, { module: true, compress: { target: 'node24' } });
    if (errors[0]) throw new Error(`minifying ${file} failed: ${errors[0].message}`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, code);
  }
}

if (import.meta.main) {
  try {
    await buildFunctions();
  } catch (error) {
    // esbuild has printed its own with their places.
    if (!(error instanceof Error && 'errors' in error)) console.error(error);
    process.exitCode = 1;
  }
}
