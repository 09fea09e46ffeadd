/** A page with a canary in every place where private text can hide, in a real browser; read off the wire. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrackerConfig } from '../../../contracts/tracker-config.ts';
import { findBrowser } from '../../../local/browser.ts';
import { until } from '../world.ts';
import { canaries, type Kind } from './canaries.ts';
import { address, cameFrom, frame, keys, page as markup } from './page.ts';
import { startWire, type Wire } from './wire.ts';

let folder: string;
let wire: Wire;
let site: Server;
let siteUrl: string;
let browser: Browser;
let attributes = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'afterglow-privacy-'));
  wire = await startWire(folder);
  site = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const isFile = pathname.endsWith('.bin') || pathname.startsWith('/api') || pathname.startsWith('/old');
    response.writeHead(isFile ? 204 : 200, { 'Content-Type': 'text/html; charset=utf-8' });
    if (isFile) return response.end();
    if (pathname === '/frame') return response.end(frame);
    const snippet = `<script async src="${wire.url}/t.js" data-key="agw_test" ${attributes}></script>`;
    const from = `<a id="go" href="${address}">go</a>`;
    const body = pathname.startsWith('/from') ? from : snippet + markup;
    return response.end(`<!doctype html><meta charset="utf-8">${body}`);
  });
  await new Promise<void>((resolve) => void site.listen(0, resolve));
  siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`;
  browser = await chromium.launch(await findBrowser());
});
afterAll(async () => {
  await browser.close();
  await wire.close();
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
  await rm(folder, { recursive: true });
});

const bodies = () => wire.sent.map(({ body }) => body).join('\n');

/** A visit that uses the whole page; what left the browser, as one text. */
async function visit(config: Partial<TrackerConfig> = {}, more = ''): Promise<string> {
  wire.sent = [];
  Object.assign(wire.config, { mask: 'inputs' }, config);
  attributes = more;
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  await page.goto(siteUrl + cameFrom);
  await page.click('#go');
  // What is recorded, in whatever format, tells the document that was loaded in a frame.
  await until(() => /"iframe"/.test(bodies()));
  await page.evaluate(() => (window as unknown as { act(): void }).act());
  await page.locator('#fields [type=text]').first().pressSequentially(keys.text);
  await page.locator('#fields [type=password]').first().pressSequentially(keys.password);
  await page.locator('#fields textarea').first().pressSequentially(keys.textarea);
  await page.locator('#fields [contenteditable]').first().pressSequentially(keys.editable);
  await page.frameLocator('#loaded').locator('input').pressSequentially(keys.frame);
  await page.locator('x-open input').pressSequentially(keys.shadow);
  for (const clicked of ['#hush', 'x-hidden button', '[id^=user-]', '#told', 'x-open button', 'h1', '#masked p']) {
    await page.locator(clicked).first().click();
  }
  await page.frameLocator('#loaded').locator('#inner').click();
  await page.frameLocator('#held').locator('button').click();
  await page.locator('#fields [contenteditable] b').click();
  await page.waitForTimeout(3_000);
  await page.evaluate(() => window.afterglow('flush'));
  await page.reload();
  await page.waitForTimeout(1_500);
  await context.close();
  await until(() => bodies().includes('"kind":"error"'));
  return wire.sent.map((one) => `${one.address}\n${one.headers}\n${one.body}`).join('\n');
}

/** Places of the canaries that were found. */
const found = (text: string, kinds: Kind[]) =>
  canaries.filter(({ mark, kind }) => kinds.includes(kind) && text.includes(mark)).map(({ place }) => place);

it('has a canary in at least 40 places, none of which is part of another', () => {
  expect(canaries.length).toBeGreaterThanOrEqual(100);
  for (const { mark } of canaries) expect(canaries.filter((other) => other.mark.includes(mark))).toHaveLength(1);
});

describe('what leaves the browser', () => {
  it('has by default nothing that was typed or chosen, nothing of a masked area, and no token', async () => {
    const text = await visit();

    expect(found(text, ['typed', 'token'])).toEqual([]);
    // The visit was seen, or nothing would be proven.
    for (const kind of ['pageview', 'click', 'error', 'event', 'console', 'request', 'identify']) {
      expect(text).toContain(`"kind":"${kind}"`);
    }
    expect(found(text, ['said'])).toEqual(
      expect.arrayContaining([
        'heading',
        'heading, changed',
        'text, added',
        'SVG text',
        'CSS content',
        'text in a shadow root',
        'text in a frame',
        'text of a clicked button',
        'document title',
      ]),
    );
  });

  it.each([
    ['the settings ask', { mask: 'all' as const }, ''],
    ['the snippet asks', {}, 'data-mask="all"'],
  ])('has no canary at all where %s for all text to be masked', async (_, config, more) => {
    const text = await visit(config, more);

    expect(found(text, ['typed', 'token', 'said'])).toEqual([]);
    expect(text).toContain('"kind":"click"');
    expect(text).toMatch(/\*{5}/);
  });
});
