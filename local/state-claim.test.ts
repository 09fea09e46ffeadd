import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlaces, type Places, placesOf } from './places.ts';
import { claimState } from './state-claim.ts';

let places: Places;
beforeEach(() => {
  places = placesOf({ AFTERGLOW_STATE: mkdtempSync(path.join(tmpdir(), 'afterglow-state-')) });
  makePlaces(places);
});
afterEach(() => rmSync(places.state, { recursive: true }));

describe('claimState', () => {
  it('takes the folder, and lets it go', () => {
    const release = claimState(places);
    expect(readFileSync(places.owner, 'utf8')).toBe(String(process.pid));

    release();
    expect(() => readFileSync(places.owner)).toThrow('ENOENT');
  });

  it('takes it from a process that has ended', () => {
    writeFileSync(places.owner, '999999999');

    claimState(places);

    expect(readFileSync(places.owner, 'utf8')).toBe(String(process.pid));
  });

  it('takes it from a process that has the id of one that ended', () => {
    // The first process of the machine is no Afterglow.
    writeFileSync(places.owner, '1');

    if (process.platform === 'linux') expect(() => claimState(places)).not.toThrow();
    else expect(() => claimState(places)).toThrow('AFTERGLOW_STATE');
  });
});
