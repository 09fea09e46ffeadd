import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { unpackedChromium } from './unpacked-chromium.ts';

/** Of Playwright's launch options, those that say which browser. */
export interface Browser {
  executablePath: string;
  /** In place of the environment of the process that starts it. */
  env?: Record<string, string>;
  args: string[];
}

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome'];
const wellKnown: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/** `--no-sandbox` alone: anything that loosens web security would make a CORS test prove nothing. */
const args = ['--no-sandbox'];

/**
 * A Chrome or Chromium to drive: CHROME_PATH, the npm package's (Linux x64), one that is installed, or Playwright's own
 * download. The npm package's has no windows to draw, so that a page costs a fifth of what it does in one that is
 * installed, and is the same on each machine.
 */
export async function findBrowser(): Promise<Browser> {
  const asked = askedBrowser();
  if (asked) return asked;
  if (process.platform === 'linux' && process.arch === 'x64') return { ...(await unpackedChromium()), args };
  const installed = installedBrowser();
  if (installed) return installed;
  const downloaded = chromium.executablePath();
  if (isExecutable(downloaded)) return { executablePath: downloaded, args };
  throw new Error(
    'No Chrome or Chromium found. Install one, set CHROME_PATH, or run `npx playwright-core install chromium`.',
  );
}

function askedBrowser(): Browser | undefined {
  const executablePath = process.env.CHROME_PATH;
  if (!executablePath) return undefined;
  if (isExecutable(executablePath)) return { executablePath, args };
  throw new Error(`CHROME_PATH names ${executablePath}, which is no program that can be started.`);
}

/**
 * CHROME_PATH or one that is installed, which does what the npm package's does not, as to follow hints to connect;
 * undefined where there is none.
 */
export function installedBrowser(): Browser | undefined {
  const asked = askedBrowser();
  if (asked) return asked;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const onPath = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  const executablePath = [...onPath, ...(wellKnown[process.platform] ?? [])].find(isExecutable);
  return executablePath ? { executablePath, args } : undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
