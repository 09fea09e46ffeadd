import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPure, foldShapes, pureContracts } from './fold-shapes.ts';

const root = path.join(import.meta.dirname, '..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'afterglow-fold-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function bundle(source: string): Promise<string> {
  const [entry, outfile] = [path.join(folder, 'entry.ts'), path.join(folder, 'out.mjs')];
  await writeFile(entry, source);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [foldShapes, pureContracts],
  });
  return readFile(outfile, 'utf8');
}

const from = (file: string) => JSON.stringify(path.join(root, file));

describe('a bundle', () => {
  it('has shapes as data, equal to what their file exports', async () => {
    const shapes = await import('../functions/shared/shape/beacon-shapes.ts');

    const text = await bundle(
      `export { headerShape, eventShape } from ${from('functions/shared/shape/beacon-shapes.ts')};`,
    );
    const built = await import(path.join(folder, 'out.mjs'));

    expect(built.headerShape).toEqual(shapes.headerShape);
    expect(built.eventShape).toEqual(shapes.eventShape);
    expect(text).not.toContain('zod');
  });

  it('carries no schema library for what a contract says beside its schemas', async () => {
    const text = await bundle(`
      export { beaconLimits } from ${from('contracts/beacon.ts')};
      export { ApiError } from ${from('contracts/errors.ts')};
      export { completeSettings } from ${from('contracts/project.ts')};`);

    expect(text).toContain('class extends Error');
    expect(text).not.toContain('zod');
  });

  it('carries it where a schema is used', async () => {
    expect(await bundle(`export { BeaconHeader } from ${from('contracts/beacon.ts')};`)).toContain('zod');
  });
});

describe('asPure', () => {
  it('leaves functions, types and plain values as they are', () => {
    const source =
      'export const f = (n: number) => n;\nexport type T = string;\nconst n = 1;\nexport const g = f(n);\n';

    expect(asPure(source)).toBe(source.replace('= f(n)', '= /* @__PURE__ */ (() => (f(n)))()'));
  });
});
