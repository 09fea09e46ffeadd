import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'afterglow-lock-'));
const file = path.join(folder, 'lock');
afterAll(() => rmSync(folder, { recursive: true }));

describe('withLock', () => {
  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const enter = () =>
      withLock(file, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(5);
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter(), enter()]);

    expect(most).toBe(1);
  });

  it('takes over from a process that has ended', async () => {
    writeFileSync(file, '999999999');

    expect(await withLock(file, async () => 'in')).toBe('in');
  });

  it('lets go when what it guards fails', async () => {
    await expect(withLock(file, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(await withLock(file, async () => 'in')).toBe('in');
  });
});
