import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlaces, placesOf, root } from './places.ts';

describe('placesOf', () => {
  it('keeps everything in .local of the repository, or where AFTERGLOW_STATE says', () => {
    expect(placesOf({}).state).toBe(path.join(root, '.local'));
    expect(placesOf({ AFTERGLOW_STATE: 'other' }).ready).toBe(path.join(root, 'other/ready.json'));
  });

  it('shares a Python environment where AFTERGLOW_VENV names one', () => {
    expect(placesOf({}).venv).toBe(path.join(root, '.local/venv'));
    expect(placesOf({ AFTERGLOW_VENV: '/shared/venv' }).venv).toBe('/shared/venv');
  });
});

describe('makePlaces', () => {
  it('lets the emulator run CommonJS below a repository of modules', () => {
    const places = placesOf({ AFTERGLOW_STATE: mkdtempSync(path.join(tmpdir(), 'afterglow-places-')) });
    makePlaces(places);
    makePlaces(places);
    const { type } = JSON.parse(readFileSync(path.join(places.run, 'package.json'), 'utf8')) as { type: string };
    rmSync(places.state, { recursive: true });

    expect(type).toBe('commonjs');
  });
});
