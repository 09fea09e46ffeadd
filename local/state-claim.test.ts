import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
  it('takes the folder, and lets it go', async () => {
    const release = await claimState(places);
    expect(readFileSync(places.owner, 'utf8')).toBe(String(process.pid));

    release();
    expect(() => readFileSync(places.owner)).toThrow('ENOENT');
  });

  it.each(['999999999', ''])('takes it from a process that has ended (%s)', async (owner) => {
    writeFileSync(places.owner, owner);

    await claimState(places);

    expect(readFileSync(places.owner, 'utf8')).toBe(String(process.pid));
  });

  describe('from a process that lives', () => {
    let other: ChildProcess;
    beforeEach(async () => {
      other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'local/start.ts']);
      await once(other, 'spawn');
      writeFileSync(places.owner, String(other.pid));
    });
    afterEach(() => void other.kill());

    it('is refused while that runs', async () => {
      writeFileSync(places.ready, '{}');

      await expect(claimState(places, { running: 100 })).rejects.toThrow('its own AFTERGLOW_STATE and PORT');
    });

    it('waits for one that stops', async () => {
      const claiming = claimState(places, { running: 0 });
      setTimeout(() => other.kill(), 200);
      await claiming;

      expect(readFileSync(places.owner, 'utf8')).toBe(String(process.pid));
    });
  });
});
