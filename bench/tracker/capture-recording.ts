/**
 * Makes `bench/pipeline/recording.ndjson.gz` anew: the beacons of three minutes on three pages of the demo shop, as the
 * tracker sends them now, and the stylesheets that they name. `npm run bench:pipeline` stores and prices them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { startDemo } from '../../demo/server.ts';
import { findBrowser } from '../../local/browser.ts';
import { startServers } from './servers.ts';

const minute = 60_000;
/** Links that are followed, one after the other. */
const paths = ['/product/monstera', '/cart'];

const folder = await mkdtemp(path.join(tmpdir(), 'afterglow-capture-'));
const servers = await startServers(folder, []);
const shop = await startDemo({ port: 0, snippet: { src: `${servers.collector}/t.js`, key: 'agw_bench' } });
const browser = await chromium.launch(await findBrowser());
try {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  const intake = servers.begin('t.js + x.js + recorder');
  await page.goto(shop.origin);
  await lookAround(page, Date.now() + minute);
  for (const at of paths) {
    await page.locator(`a[href="${at}"]`).first().click();
    await page.waitForURL(`**${at}`);
    await lookAround(page, Date.now() + minute);
  }
  await page.goto('about:blank');
  await page.waitForTimeout(500);
  const beacons = intake.bodies.map((body) => JSON.stringify(body.toString('base64')));
  const sheets = [...servers.kept].map(([hash, text]) => JSON.stringify({ hash, text }));
  await writeFile(
    new URL('../pipeline/recording.ndjson.gz', import.meta.url),
    gzipSync([...sheets, ...beacons].join('\n'), { level: 9 }),
  );
  console.log(`${beacons.length} beacons of ${intake.bodies.reduce((sum, { length }) => sum + length, 0)} bytes`);
} finally {
  await browser.close();
  await shop.close();
  await servers.close();
  await rm(folder, { recursive: true, force: true });
}

/** Somebody who reads, points, scrolls and now and then clicks. */
async function lookAround(page: Page, until: number): Promise<void> {
  for (let turn = 0; Date.now() < until; turn += 1) {
    await page.mouse.move(200 + ((turn * 211) % 900), 150 + ((turn * 97) % 600), { steps: 8 });
    await page.waitForTimeout(900);
    await page.mouse.wheel(0, turn % 6 < 3 ? 240 : -240);
    await page.waitForTimeout(1_200);
    // Beside what is linked.
    if (turn % 5 === 2) await page.mouse.click(40, 420);
  }
}
