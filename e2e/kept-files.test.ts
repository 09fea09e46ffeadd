import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { awsSettings } from './aws.ts';
import { recordedPage, signIn } from './dashboard-steps.ts';
import { exportRecording } from './export-recording.ts';
import { until } from './wait.ts';
import { watchPage } from './watch-page.ts';

const ready = inject('ready');
const font = new URL('../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2', import.meta.url);
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="red"/></svg>';
/** As much as makes a stylesheet worth keeping. */
const utilities = Array.from({ length: 90 }, (_, n) => `.p-${n} { padding: ${n}px }`).join(' ');
const gif = Buffer.from('R0lGODlhBQAHAIAAAP8AAP///yH5BAAAAAAALAAAAAAFAAcAAAIHhI+py+1dAAA7', 'base64');

/** A page that shows a font, an image from its stylesheet, and an image; it can be deployed anew without any of them. */
async function startSite(key: string): Promise<{ server: Server; origin: string; asked: string[]; empty(): void }> {
  const asked: string[] = [];
  let deployed = true;
  const files: Record<string, [type: string, body: string | Buffer]> = {
    '/shape.svg': ['image/svg+xml', svg],
    '/photo.gif': ['image/gif', gif],
    '/inter.woff2': ['font/woff2', await readFile(font)],
    '/style.css': [
      'text/css',
      `@font-face { font-family: Site; src: url(/inter.woff2) } h1 { font: 40px Site } #shape { width: 40px; height: 30px; background: url(shape.svg) } ${utilities}`,
    ],
  };
  const page =
    `<!doctype html><html><head><meta charset="utf-8"><title>Files</title><link rel="stylesheet" href="/style.css">` +
    `<script async src="${ready.dashboard}/t.js" data-key="${key}" data-api="${ready.api}"></script></head>` +
    `<body><h1>Files</h1><div id="shape"></div><img id="photo" src="/photo.gif" alt="Photo"></body></html>`;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    asked.push(path);
    const [type, body] = (deployed && files[path]) || ['', ''];
    if (path === '/') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    else
      response
        .writeHead(type ? 200 : 404, { 'content-type': type || 'text/plain', 'cache-control': 'max-age=60' })
        .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const empty = () => {
    deployed = false;
    asked.length = 0;
  };
  return { server, asked, empty, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('files of a recorded page', () => {
  let browser: Browser;
  let context: BrowserContext;
  let site: Awaited<ReturnType<typeof startSite>>;
  let api: Api;
  let project: { id: string; writeKey: string };

  beforeAll(async () => {
    api = await Api.signIn(ready);
    project = (await api.call('createProject', { body: { name: 'Files' } })).json;
    await api.call('patchProject', {
      params: { id: project.id },
      body: { settings: { recording: { assets: 'all' } } },
    });
    site = await startSite(project.writeKey);
    browser = await chromium.launch(await findBrowser());
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  });

  afterAll(async () => {
    await browser?.close();
    site?.server.closeAllConnections();
    site?.server.close();
  });

  it('are read from the cache of the browser, sent once, and told of in the recording', async () => {
    const page = await context.newPage();
    const kept: number[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname === '/i/file') kept.push(response.status());
    });
    await page.goto(site.origin);
    await until(
      'three files and the stylesheet are kept',
      async () => kept.length,
      (count) => count === 4,
    );
    const before = site.asked.length;
    await page.evaluate(() => (window as unknown as { afterglow(verb: string): Promise<void> }).afterglow('flush'));
    const again = page.waitForResponse((response) => new URL(response.url()).pathname === '/i/files');
    await page.reload();

    const answer = await again;
    expect(await answer.json()).toEqual({ missing: [] });
    expect([answer.request().method(), answer.headers()['cache-control']]).toEqual(['GET', 'public, max-age=60']);
    expect(kept).toEqual([201, 201, 201, 201]);
    expect(site.asked.slice(before).filter((path) => path !== '/' && path !== '/favicon.ico')).toEqual([]);
    await page.evaluate(() => (window as unknown as { afterglow(verb: string): Promise<void> }).afterglow('flush'));
    await page.close();
  });

  it('are shown in the player and under the heat, from our own origin, when the site has none of them any more', async () => {
    site.empty();
    const found = await until(
      'the visit with its recording',
      async () => (await api.send('sessions', { params: { id: project.id }, query: range() })).json,
      ({ items }) => items?.[0]?.hasRecording === true && items[0].pageviews === 2,
    );
    const page = await context.newPage();
    const watched = watchPage(page, new URL(ready.dashboard).origin);
    const texts: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/a/') && response.headers()['content-type']?.startsWith('text/plain'))
        texts.push(response.url());
    });
    await page.goto(ready.dashboard);
    await signIn(page, ready.email, ready.password);
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();

    for (const screen of [`recordings/${found.items[0]?.id}`, 'heatmaps?path=%2F']) {
      const font = page.waitForResponse((response) => response.headers()['content-type'] === 'font/woff2');
      await page.goto(`${ready.dashboard}/p/${project.id}/${screen}`);
      const photo = recordedPage(page).locator('#photo');
      await photo.waitFor({ state: 'attached' });
      await until(
        `the photo is shown in ${screen}`,
        () =>
          photo.evaluate((image) => [(image as HTMLImageElement).naturalWidth, (image as HTMLImageElement).currentSrc]),
        ([width]) => width === 5,
      );
      const shape = await recordedPage(page)
        .locator('#shape')
        .evaluate((element) => getComputedStyle(element).backgroundImage);

      expect(shape).toMatch(new RegExp(`/a/${project.id}/[0-9a-f]{64}"`));
      expect((await font).status()).toBe(200);
    }
    expect(texts.length).toBeGreaterThan(0);
    expect(site.asked).toEqual([]);
    expect(watched.foreign).toEqual([]);
  });

  it('are in an exported recording as far as they are its text, and one that is gone is named', async () => {
    const { items } = (await api.send('sessions', { params: { id: project.id }, query: range() })).json;
    const args = [`${items[0]?.id}`, '--project', project.id, '--api', ready.api, '--email', ready.email];
    const run = () => exportRecording(args, { AFTERGLOW_PASSWORD: ready.password });
    const whole = run();
    const s3 = new S3Client({ ...awsSettings(ready.endpoint, ready.region), forcePathStyle: true });
    const [bucket] = ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).filter(({ Name }) =>
      /files/i.test(`${Name}`),
    );
    const kept = await s3.send(new ListObjectsV2Command({ Bucket: bucket?.Name, Prefix: `a/${project.id}/` }));
    for (const { Key } of kept.Contents ?? []) await s3.send(new DeleteObjectCommand({ Bucket: bucket?.Name, Key }));
    const bare = run();

    expect(JSON.stringify(whole.events)).toContain('.p-89');
    expect(whole.notes).not.toContain('without this stylesheet');
    expect(kept.Contents).toHaveLength(4);
    expect(bare.notes).toMatch(
      new RegExp(`/a/${project.id}/[0-9a-f]{64} answered 40[34]: the page is without this stylesheet`),
    );
    expect(bare.events.map(({ type, timestamp }) => [type, timestamp])).toEqual(
      whole.events.map(({ type, timestamp }) => [type, timestamp]),
    );
    expect(JSON.stringify(bare.events)).toContain('"Files"');
    expect(JSON.stringify(bare.events)).not.toContain('.p-89');
  });

  const range = () => ({
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
  });
});
