import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fingerprint, onlyIfChanged } from './fingerprint.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'afterglow-print-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

describe('fingerprint', () => {
  beforeEach(() => writeFileSync(at('a.ts'), '1'));

  it('changes with a content, a name and the salt, and with nothing else', () => {
    const print = () => fingerprint(['*.ts'], '', folder);
    const before = print();
    expect(print()).toBe(before);
    expect(fingerprint(['*.ts'], 'salt', folder)).not.toBe(before);

    writeFileSync(at('a.test.ts'), 'tests take no part');
    expect(print()).toBe(before);

    writeFileSync(at('a.ts'), '2');
    expect(print()).not.toBe(before);
  });
});

describe('onlyIfChanged', () => {
  it('makes anew when the print changed or the result is gone', async () => {
    const make = vi.fn(async () => writeFileSync(at('result'), ''));
    const run = (print: string) => onlyIfChanged(at('stamp'), print, at('result'), make);

    expect(await run('1')).toBe(true);
    expect(await run('1')).toBe(false);
    expect(await run('2')).toBe(true);
    rmSync(at('result'));
    expect(await run('2')).toBe(true);
    expect(make).toHaveBeenCalledTimes(3);
  });

  it('leaves no stamp when making fails', async () => {
    await onlyIfChanged(at('other'), '1', at('result'), async () => writeFileSync(at('result'), ''));
    const failing = onlyIfChanged(at('other'), '2', at('result'), () => Promise.reject(new Error('broken')));

    await expect(failing).rejects.toThrow('broken');
    expect(existsSync(at('other'))).toBe(false);
  });
});
