/** The gate: plays what was sent and holds the page that comes out against the page that was. */
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { Run } from './drive.ts';
import { pageLines } from './page-lines.ts';
import { recordedEvents } from './recorded-events.ts';

/** The first difference of a checkpoint as a sentence; undefined where all are equal. */
export async function difference(browser: Browser, { bodies, checkpoints }: Run): Promise<string | undefined> {
  const events = recordedEvents(bodies) as { timestamp: number }[];
  const [first] = events;
  if (!first) return 'nothing was recorded';
  const player = await openPlayer(browser, events);
  try {
    for (const { name, at, lines } of checkpoints) {
      const replayed = await linesAt(player, at - first.timestamp + 50);
      const found = firstDifference(lines, replayed);
      if (found) return `when ${name}: ${found}`;
    }
    return undefined;
  } finally {
    await player.close();
  }
}

/** Where two lists of lines part. */
export function firstDifference(live: readonly string[], replayed: readonly string[]): string | undefined {
  const length = Math.max(live.length, replayed.length);
  for (let line = 0; line < length; line += 1) {
    if (live[line] === replayed[line]) continue;
    return `line ${line} of ${live.length} is ${live[line] ?? 'missing'} and is replayed as ${replayed[line] ?? 'missing'}`;
  }
  return undefined;
}

async function openPlayer(browser: Browser, events: unknown[]): Promise<Page> {
  const page = await browser.newPage();
  await page.route('http://player.test/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/events') return route.fulfill({ json: events });
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><div id="player"></div>' });
  });
  await page.goto('http://player.test/');
  await page.addScriptTag({ content: await playerScript() });
  await page.evaluate(async () => {
    const recorded = await (await fetch('/events')).json();
    const { rrwebReplay } = window as unknown as PlayerWindow;
    const root = document.getElementById('player');
    (window as unknown as PlayerWindow).player = new rrwebReplay.Replayer(recorded, {
      root,
      mouseTail: false,
      showWarning: false,
      triggerFocus: false,
    });
  });
  return page;
}

interface PlayerWindow {
  rrwebReplay: { Replayer: new (events: unknown[], options: object) => { pause(at: number): void } };
  player: { pause(at: number): void };
}

async function linesAt(page: Page, at: number): Promise<string[]> {
  await page.evaluate((ms) => (window as unknown as PlayerWindow).player.pause(ms), at);
  await page.waitForTimeout(200);
  return page.evaluate<string[]>(`(${pageLines.toString()})(document.querySelector('iframe').contentDocument)`);
}

let bundled: Promise<string> | undefined;
function playerScript(): Promise<string> {
  bundled ??= build({
    stdin: {
      contents: `export { Replayer } from '@rrweb/replay';`,
      resolveDir: path.join(import.meta.dirname, '../..'),
    },
    bundle: true,
    format: 'iife',
    globalName: 'rrwebReplay',
    write: false,
  }).then(({ outputFiles: [script] }) => script?.text ?? '');
  return bundled;
}
