import { accessSync, constants } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findBrowser, installedBrowser } from './browser.ts';

afterEach(() => vi.unstubAllEnvs());

describe('findBrowser', () => {
  it('finds one that can be started, with nothing that loosens web security', async () => {
    const { args, executablePath } = await findBrowser();

    expect(() => accessSync(executablePath, constants.X_OK)).not.toThrow();
    expect(args).toEqual(['--no-sandbox']);
  });

  it('takes CHROME_PATH before all others', async () => {
    vi.stubEnv('CHROME_PATH', process.execPath);

    expect((await findBrowser()).executablePath).toBe(process.execPath);
    expect(installedBrowser()?.executablePath).toBe(process.execPath);
  });

  it('says so when CHROME_PATH names nothing', async () => {
    vi.stubEnv('CHROME_PATH', '/nowhere/chrome');

    await expect(findBrowser()).rejects.toThrow('CHROME_PATH names /nowhere/chrome');
  });
});
