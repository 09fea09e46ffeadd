import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTracker, type TrackerManifest } from '../build.ts';
import { overweight } from '../size.ts';

let folder: string;
let manifest: TrackerManifest;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'afterglow-build-'));
  manifest = await buildTracker({ outDir: folder, version: '9.8.7' });
});
afterAll(() => rm(folder, { recursive: true }));

describe('the built tracker', () => {
  it('keeps every file within its limit', () => {
    expect(overweight(manifest)).toEqual([]);
  });

  it('says which file is over, and by how much', () => {
    expect(overweight({ sizes: { 't.js': 3_073, 'x.js': 1, 'recorder.js': 30_000 } })).toEqual([
      't.js takes 3073 bytes, 1 more than its 3072.',
      'All three files together takes 33074 bytes, 3378 more than its 29696.',
    ]);
  });

  it('stands under its version as well, the recorder with its digest', async () => {
    const recorder = await readFile(path.join(folder, manifest.recorder.path));

    expect(manifest.recorder.path).toBe('/v/9.8.7/recorder.js');
    expect(manifest.recorder.integrity).toBe(`sha384-${createHash('sha384').update(recorder).digest('base64')}`);
    expect(await readFile(path.join(folder, 'recorder.js'))).toEqual(recorder);
    expect(await readFile(path.join(folder, 't.js'), 'utf8')).toContain('/v/9.8.7/x.js');
  });
});
