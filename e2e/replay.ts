/** Plays an exported recording with @rrweb/replay in Chromium and tells the DOM it ends in. */
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { outline } from './outline.ts';

async function replayerScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { Replayer } from '@rrweb/replay';`,
      resolveDir: path.join(import.meta.dirname, '..'),
    },
    bundle: true,
    format: 'iife',
    globalName: 'rrwebReplay',
    write: false,
  });
  const [script] = outputFiles;
  if (!script) throw new Error('esbuild made no file');
  return script.text;
}

/** Outline of `main` at the end of the recording, and what the player warned about. */
export async function replayedOutline(
  browser: Browser,
  events: unknown[],
): Promise<{ lines: string[]; warnings: string[] }> {
  const page = await browser.newPage();
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error') warnings.push(message.text());
  });
  await page.setContent('<!doctype html><div id="player"></div>');
  await page.addScriptTag({ content: await replayerScript() });
  await page.evaluate((recorded) => {
    const { Replayer } = (
      window as unknown as { rrwebReplay: { Replayer: new (...args: unknown[]) => { pause(t: number): void } } }
    ).rrwebReplay;
    const player = new Replayer(recorded, { root: document.getElementById('player'), mouseTail: false });
    const times = recorded.map((event) => (event as { timestamp: number }).timestamp);
    player.pause(Math.max(...times) - Math.min(...times) + 1);
  }, events);
  await page.waitForFunction(() => document.querySelector('iframe')?.contentDocument?.querySelector('main') !== null);
  const lines = await page.frameLocator('iframe').locator('main').evaluate(outline);
  await page.close();
  return { lines, warnings };
}
