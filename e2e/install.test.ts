/** The tracker under a project's own names, settings that take effect, and what the doctor sees: on the running stack. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TrackerConfig } from '#contracts/tracker-config.ts';
import { findBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const range = () => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date(Date.now() + 3_600_000).toISOString(),
});
let api: Api;
let browser: Browser;
let site: Server;
let siteUrl: string;
let script = '';

beforeAll(async () => {
  api = await Api.signIn(ready);
  site = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html><head><title>Site</title>${script}</head><body><h1>Site</h1></body></html>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  browser = await chromium.launch(await findBrowser());
});
afterAll(async () => {
  await browser?.close();
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
});

const create = async (name: string): Promise<{ id: string; writeKey: string }> =>
  (await api.call('createProject', { body: { name } })).json;
const overview = (id: string) => api.call('overview', { params: { id }, query: range() });
const reasons = async (id: string) =>
  (await api.call('status', { params: { id } })).json.refusals.map(({ reason, detail }) => `${reason}: ${detail}`);

describe('the tracker under two names of a project’s own', () => {
  it('loads, asks and sends by them alone', async () => {
    const { id, writeKey } = await create('Own name');
    script = `<script async src="${ready.dashboard}/garden/shed.js" data-key="${writeKey}"></script>`;
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin !== siteUrl) asked.push(`${request.method()} ${pathname}`);
    });
    await page.goto(siteUrl);
    await page.waitForFunction(() => Boolean(window.afterglow));
    await page.evaluate(() => window.afterglow('track', 'planted'));
    await page.evaluate(() => window.afterglow('flush'));
    await context.close();

    await until(
      'the event is counted',
      () => overview(id),
      ({ json }) => json.current.events === 1,
    );
    expect(asked).toEqual(
      expect.arrayContaining(['GET /garden/shed.js', 'GET /garden/shed/i/config', 'POST /garden/shed/i']),
    );
    expect(asked.filter((address) => !/ \/garden\/shed(\.js|\/)/.test(address))).toEqual([]);
  });

  it('gives what is at the root, and leaves the dashboard’s files alone', async () => {
    const text = async (path: string) => (await fetch(ready.dashboard + path)).text();

    expect(await text('/garden/shed.js')).toBe(await text('/t.js'));
    expect((await fetch(`${ready.dashboard}/garden/shed/api/me`)).headers.get('content-type')).toContain('text/html');
    const asset = /\/assets\/[^"]+\.js/.exec(await text('/'))?.[0] ?? '';
    expect((await fetch(ready.dashboard + asset)).headers.get('content-security-policy')).toContain(
      "script-src 'self'",
    );
    expect(await text(asset)).not.toBe(await text('/t.js'));
  });
});

describe('settings', () => {
  it('are in force for pages opened a minute later: anonymity, exclusion and targeting', async () => {
    const { id, writeKey } = await create('Settings');
    const config = async () => (await (await fetch(`${ready.api}/i/config?k=${writeKey}`)).json()) as TrackerConfig;
    expect(await config()).toMatchObject({ anonymous: false, sampling: 1 });
    await api.call('patchProject', {
      params: { id },
      body: {
        settings: {
          privacy: { anonymous: true },
          exclude: { paths: ['/admin'] },
          recording: { sampling: 0.25, startOnError: true },
        },
      },
    });
    const changedAt = Date.now();

    const changed = await until('pages get the new settings', config, (one) => one.anonymous, 70_000);
    expect(Date.now() - changedAt).toBeLessThan(60_000);
    expect(changed).toMatchObject({
      sampling: 0.25,
      exclude: { paths: ['/admin'] },
      recording: { startOnError: true },
    });
  });
});

describe('what ingest saw', () => {
  it('is told: anonymous visits without recording, what is left out, a policy, a wrong key, programs', async () => {
    const { id, writeKey } = await create('Doctor');
    await api.call('patchProject', {
      params: { id },
      body: { origins: ['https://shop.example'], settings: { exclude: { hosts: ['staging.example.com'] } } },
    });
    const origin = 'https://shop.example';
    const document = randomUUID();
    const anonymous = { v: 1, format: 'rrweb', anonymous: true, tab: document, document };
    const lines = [pageview(), { type: 3, timestamp: Date.now(), data: {} }];
    const post = (
      key: string,
      head: object,
      events: unknown[],
      more: { origin?: string; headers?: Record<string, string> } = {},
    ) => send(ready.api, key, beaconText(head, events), { origin, ...more });
    // Another container may have the project as it was before for half a minute.
    await until(
      'the origin is in force',
      () => post(writeKey, header(), [pageview()], { origin: 'https://evil.example' }),
      ({ status }) => status === 403,
      70_000,
    );

    const answers = [
      await post(writeKey, { ...anonymous, seq: 0 }, lines),
      await post(writeKey, { ...anonymous, seq: 1 }, [pageview({ path: '/two' })]),
      await post(writeKey, header(), [pageview({ host: 'staging.example.com' })]),
      await post('ag_nobodys-key-wxyz', header(), [pageview()]),
      await post(writeKey, header(), [pageview()], {
        headers: { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' },
      }),
      await fetch(`${ready.api}/i/csp?k=${writeKey}&h=${new URL(ready.api).host}`, {
        method: 'POST',
        body: JSON.stringify({
          'csp-report': { 'blocked-uri': `${ready.api}/i`, 'violated-directive': 'connect-src' },
        }),
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 404, 202, 204]);

    const { json } = await until(
      'both pages of the anonymous visit are one session',
      () =>
        api.call('sessions', {
          params: { id },
          query: { ...range(), filter: JSON.stringify(['is', 'path', ['/two']]) },
        }),
      (answer) => answer.json.items[0]?.pageviews === 2,
    );
    expect(json.items).toHaveLength(1);
    expect(json.items[0]).toMatchObject({ hasRecording: false });
    const told = await reasons(id);
    for (const one of [
      /^origin_refused: https:\/\/evil\.example/,
      /^anonymous: .*not recorded/,
      /^excluded: host staging\.example\.com/,
      /^unknown_key: shop\.example, with a key that ends in wxyz/,
      /^bot: /,
      /^csp: connect-src stops /,
    ]) {
      expect(told).toEqual(expect.arrayContaining([expect.stringMatching(one)]));
    }
  });
});
