import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalyticsEvent, AnonymousHeader, BeaconHeader } from '../../contracts/beacon.ts';
import { TrackerConfig } from '../../contracts/tracker-config.ts';
import { buildTracker, internalNames, recorderBytes, type TrackerManifest } from '../build.ts';
import { overweight, recorderLimit } from '../size.ts';

let folder: string;
let manifest: TrackerManifest;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'afterglow-build-'));
  manifest = await buildTracker({ outDir: folder, version: '9.8.7' });
});
afterAll(() => rm(folder, { recursive: true }));

describe('the built tracker', () => {
  it('keeps every file within its limit, as it is shipped', async () => {
    expect(overweight(await buildTracker({ outDir: path.join(folder, 'shipped') }))).toEqual([]);
  });

  it('keeps the recorder itself under 9 KB', async () => {
    expect(await recorderBytes('9.8.7')).toBeLessThanOrEqual(recorderLimit);
  });

  it('says which file is over, and by how much', () => {
    const sizes = {
      't.js': 2_991,
      'x.js': 4_178,
      'rare.js': 0,
      'target.js': 0,
      'strict.js': 0,
      'files.js': 0,
      'recorder.js': 9_000,
    };

    expect(overweight({ sizes })).toEqual([
      't.js takes 2991 bytes, 1 more than its 2990.',
      'What every page loads takes 7169 bytes, 1 more than its 7168.',
    ]);
  });

  it('shortens no name that goes over the wire', () => {
    const named = (schema: { shape: object }): string[] =>
      Object.entries(schema.shape).flatMap(([name, inner]) => [
        name,
        ...(typeof inner === 'object' && inner && 'shape' in inner ? named(inner as { shape: object }) : []),
      ]);
    const wire = [BeaconHeader, AnonymousHeader, TrackerConfig, ...AnalyticsEvent.def.options].flatMap(named);

    expect(wire).toContain('startOnError');
    expect(internalNames.split(' ').filter((name) => wire.includes(name))).toEqual([]);
    expect(new Set(internalNames.split(' ')).size).toBe(internalNames.split(' ').length);
  });

  it('stands under its version as well, the recorder with its digest', async () => {
    const recorder = await readFile(path.join(folder, manifest.recorder.path));

    expect(manifest.recorder.path).toBe('/v/9.8.7/recorder.js');
    expect(manifest.recorder.integrity).toBe(`sha384-${createHash('sha384').update(recorder).digest('base64')}`);
    expect(await readFile(path.join(folder, 'recorder.js'))).toEqual(recorder);
    expect(await readFile(path.join(folder, 't.js'), 'utf8')).toContain('/v/9.8.7/x.js');
  });
});
