import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { findBrowser, installedBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { recordedPage, signIn } from './dashboard-steps.ts';
import { type Draft, hostileEvents, hostileTexts, hostileVectors, ownPlace } from './hostile-vectors.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const evil = 'http://evil.example/';
const vectors = hostileVectors(evil);
const texts = hostileTexts(evil);

/** A server behind the hostile host's name that counts connections, since a hint to connect sends no request. */
async function startEvilServer(): Promise<{
  server: Server;
  port: number;
  seen: string[];
  pages: Map<string, string>;
}> {
  const seen: string[] = [];
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '');
    if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    seen.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('top.ran && top.ran("loaded")');
  });
  server.on('connection', () => seen.push('(connection)'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port, seen, pages };
}

describe('a hostile recording', () => {
  let evilServer: Awaited<ReturnType<typeof startEvilServer>>;
  const installed = installedBrowser();
  let launch: Parameters<typeof chromium.launch>[0];
  let context: BrowserContext;
  let page: Page;
  let projectId: string;
  const foreign: string[] = [];
  const crashes: string[] = [];
  const session = header();

  beforeAll(async () => {
    evilServer = await startEvilServer();
    const found = installed ?? (await findBrowser());
    launch = {
      ...found,
      args: [...found.args, `--host-resolver-rules=MAP *.example 127.0.0.1:${evilServer.port}`],
    };
    // Off the record, a browser does not follow hints to connect.
    context = await chromium.launchPersistentContext('', { ...launch, viewport: { width: 1280, height: 800 } });
    await context.addInitScript(() => {
      const ran: string[] = [];
      Object.assign(window, { ran: (name: string) => ran.push(name), ranNames: ran });
    });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    const own = new URL(ready.dashboard).origin;
    page.on('request', (request) => {
      const url = new URL(request.url());
      const isOwn = url.origin === own && !url.pathname.startsWith(ownPlace);
      if (/^https?:$/.test(url.protocol) && !isOwn) foreign.push(request.url());
    });
    page.on('crash', () => crashes.push('the page crashed'));
    page.on('pageerror', (error) => crashes.push(`${error.name} ${error.message} ${error.stack}`));
    page.on('dialog', (dialog) => {
      crashes.push(dialog.message());
      void dialog.dismiss();
    });

    const api = await Api.signIn(ready);
    const { json } = await api.call('createProject', { body: { name: 'Hostile' } });
    projectId = json.id;
    await sendAll(json.writeKey);
    const params = { id: projectId, sid: session.session };
    await until(
      'the hostile session with its recording',
      async () => ({
        frames: (await api.send('recording', { params })).json?.frames?.length,
        sessions: (await api.send('sessions', { params: { id: projectId }, query: range() })).json.items?.length,
      }),
      ({ frames, sessions }) => frames === 2 && sessions === 1,
    );
    await page.goto(ready.dashboard);
    await signIn(page, ready.email, ready.password);
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  });

  afterAll(async () => {
    await context?.close();
    await new Promise((resolve) => evilServer?.server.close(resolve));
  });

  const range = () => ({
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
  });

  /** The recording, and events with every hostile text in every field that takes text. */
  async function sendAll(key: string): Promise<void> {
    const at = Date.now() - 20_000;
    const target = { x: 0.5, y: 0.5, pageX: 20, pageY: 20, pageWidth: 1_000, pageHeight: 700 };
    const analytics = Object.values(texts).flatMap((hostile, index): AnalyticsEvent[] => {
      const common = { at: at + 10_000 + index * 10, path: '/hostile' };
      return [
        pageview({
          ...common,
          path: `/${hostile}`,
          title: hostile,
          referrer: `javascript:${hostile}`,
          language: hostile.slice(0, 30),
          utm: { source: hostile, medium: hostile, campaign: hostile },
        }),
        { ...common, ...target, kind: 'click', selector: hostile, label: hostile },
        { ...common, ...target, kind: 'rage', selector: hostile, label: hostile, clicks: 4 },
        { ...common, ...target, kind: 'errorClick', selector: hostile, label: hostile, message: hostile },
        { ...common, kind: 'event', name: hostile, properties: { [hostile]: hostile, constructor: hostile } },
        { ...common, kind: 'identify', id: hostile, traits: { [hostile]: hostile, name: hostile } },
        { ...common, kind: 'error', message: hostile, source: `javascript:${hostile}`, stack: hostile },
        { ...common, kind: 'console', level: 'error', text: hostile },
        {
          ...common,
          kind: 'request',
          method: hostile.slice(0, 16),
          url: `javascript:${hostile}`,
          status: 500,
          duration: 1,
        },
      ];
    });
    const first = [pageview({ at, path: '/hostile', host: 'shop.example' }), ...analytics];
    const recorded = hostileEvents(vectors, at);
    const heads = [session, { ...session, seq: 1 }];
    for (const [index, lines] of [[...first, ...recorded.slice(0, 3)], recorded.slice(3)].entries()) {
      const answer = await send(ready.api, key, beaconText(heads[index], lines));
      if (answer.status !== 202) throw new Error(`ingest answered ${answer.status}: ${await answer.text()}`);
    }
  }

  const nothingHappened = async (): Promise<void> => {
    // A handler, a timer or a load that was let through needs a moment to be seen.
    await page.waitForTimeout(700);
    const ran = await page.evaluate(() => (window as unknown as { ranNames: string[] }).ranNames);

    expect({ ran, foreign, reached: evilServer.seen, crashes }).toEqual({
      ran: [],
      foreign: [],
      reached: [],
      crashes: [],
    });
    expect(page.url().startsWith(ready.dashboard)).toBe(true);
    expect(await page.evaluate(() => ({}) as { polluted?: unknown }).then(({ polluted }) => polluted)).toBeUndefined();
  };

  it('is watched by a server that sees who connects, as an installed browser does after a hint', async () => {
    const control = 'http://control.example/';
    if (installed) {
      await page.evaluate((href) => {
        document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href }));
      }, control);
    } else {
      // The browser from npm follows no hints.
      const other = await context.newPage();
      await other.goto(control);
      await other.close();
    }
    await until(
      'a connection to the other host',
      async () => evilServer.seen,
      (seen) => seen.length > 0,
    );

    // A hint asks for nothing.
    expect(evilServer.seen).toEqual(installed ? ['(connection)'] : ['(connection)', '/']);
    evilServer.seen.length = 0;
  });

  it('has at least 60 vectors, each with a name of its own', () => {
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
    expect(vectors.length).toBeGreaterThanOrEqual(60);
  });

  it('plays in the player, runs nothing, reaches nobody, and the player says what it left out', async () => {
    await page.goto(`${ready.dashboard}/p/${projectId}/recordings/${session.session}`);
    await recordedPage(page).locator('#still-there').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForTimeout(4_000);
    await page.getByRole('slider', { name: 'Time' }).press('End');
    await recordedPage(page).locator('#still-there').waitFor({ state: 'attached' });

    await nothingHappened();
    const note = await page.getByText('Left out of this picture:').innerText();
    for (const word of ['scripts', 'embedded objects', 'load another page', 'not kept', 'damaged'])
      expect(note).toContain(word);
    const left = await recordedPage(page)
      .locator(':root')
      .evaluate((root) =>
        [...root.querySelectorAll('*')].flatMap((each) =>
          [...each.attributes].map(({ name, value }) => `${name}=${value}`),
        ),
      );
    expect(left.filter((each) => /^on|javascript:|evil\.example/i.test(each))).toEqual([]);
  });

  it.each([
    ['Events', /W{50}/],
    ['Console', /W{50}/],
    ['Network', /javascript:/],
    ['Details', /visitor/i],
  ])('shows hostile text as text under %s beside the player', async (tab, shown) => {
    await page.getByRole('tab', { name: tab }).click();

    await nothingHappened();
    expect(await page.getByRole('complementary', { name: 'What happened' }).innerText()).toMatch(shown);
  });

  it.each([
    ['overview', 'Pages'],
    ['recordings', 'Recordings'],
    ['heatmaps', 'Heatmaps'],
    ['settings', 'Settings'],
  ])('leaves the screen %s usable', async (screen, name) => {
    await page.goto(`${ready.dashboard}/p/${projectId}/${screen}`);
    await page.getByRole('heading', { name }).or(page.getByRole('tab', { name })).first().waitFor();

    await nothingHappened();
  });

  it('shows hostile values in the breakdowns, one row each, and filters by them', async () => {
    await page.goto(`${ready.dashboard}/p/${projectId}/overview`);
    for (const tab of ['Pages', 'Referrers', 'Campaigns', 'Events']) {
      const found = page.getByRole('tab', { name: tab, exact: true });
      if ((await found.count()) > 0) await found.first().click();
      await nothingHappened();
    }
    const api = await Api.signIn(ready);
    for (const hostile of Object.values(texts)) {
      const filter = JSON.stringify(['and', [['is', 'path', [`/${hostile}`]]]]);
      const { json } = await api.call('sessions', { params: { id: projectId }, query: { ...range(), filter } });
      expect(json.items, JSON.stringify(hostile)).toHaveLength(1);
    }
  });

  it('shows the page under the heat without running or loading anything', async () => {
    await page.goto(`${ready.dashboard}/p/${projectId}/heatmaps?path=${encodeURIComponent('/hostile')}`);
    await recordedPage(page).locator('#still-there').waitFor({ state: 'attached' });

    await nothingHappened();
  });

  it('is as harmless when our own recorder made it, on a page that has all of this', async () => {
    const api = await Api.signIn(ready);
    const { json } = await api.call('createProject', { body: { name: 'Hostile page' } });
    evilServer.pages.set('/page', hostilePage(json.writeKey));
    const visitor = await chromium.launch(launch);
    const visited = await visitor.newPage();
    visited.on('dialog', (dialog) => void dialog.dismiss());
    const recorder = visited.waitForResponse((response) => response.url().endsWith('recorder.js'));
    await visited.goto(`${evil}page`);
    await visited.locator('#built').waitFor({ state: 'attached' });
    await visited.waitForFunction(() => window.afterglow('id') !== undefined);
    await recorder;
    await visited.waitForTimeout(1_500);
    await visited.evaluate(() => window.afterglow('flush'));
    await visitor.close();
    const { items } = await until(
      'the visit of the hostile page',
      async () => (await api.send('sessions', { params: { id: json.id }, query: range() })).json,
      (list) => list.items?.[0]?.hasRecording === true,
    );
    evilServer.seen.length = 0;
    await page.goto(`${ready.dashboard}/p/${json.id}/recordings/${items[0]?.id}`);
    await recordedPage(page).locator('#built').waitFor({ state: 'attached' });
    await page.getByRole('slider', { name: 'Time' }).press('End');
    await recordedPage(page).locator('#built').waitFor({ state: 'attached' });

    await nothingHappened();
    expect(await recordedPage(page).locator('body *').count()).toBeGreaterThan(50);
  });

  /** A page that builds every vector's nodes in itself, with what a browser lets it. */
  function hostilePage(key: string): string {
    const drafts = JSON.stringify(vectors.flatMap(({ nodes = [] }) => nodes)).replaceAll('<', '\\u003c');
    const build = (parent: Node, given: Draft[]) => {
      for (const draft of given) {
        try {
          if (draft.type === 3) parent.appendChild(document.createTextNode(draft.textContent ?? ''));
          if (draft.type !== 2) continue;
          // What would take the page itself away is in the recordings that are written by hand.
          if (/^(?:meta|base|frameset|script)$/.test(draft.tagName ?? '')) continue;
          const space = draft.isSVG ? 'http://www.w3.org/2000/svg' : 'http://www.w3.org/1999/xhtml';
          const element = document.createElementNS(space, draft.tagName ?? '');
          const { _cssText, ...attributes } = draft.attributes ?? {};
          if (_cssText) element.textContent = String(_cssText);
          for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
          const shadow = draft.isShadowHost ? element.attachShadow({ mode: 'open' }) : element;
          parent.appendChild(element);
          build(shadow, draft.childNodes ?? []);
        } catch {
          // Names that no document takes.
        }
      }
    };
    return (
      `<!doctype html><html><head><meta charset="utf-8"><title>Hostile</title>` +
      `<script async src="${ready.dashboard}/t.js" data-key="${key}" data-api="${ready.api}"></script></head><body>` +
      `<script>const build = ${String(build)}; build(document.body, ${drafts});` +
      `document.body.append(Object.assign(document.createElement('p'), { id: 'built' }));</script></body></html>`
    );
  }

  it('keeps other sessions of other projects out of its reach', async () => {
    const api = await Api.signIn(ready);
    const other = await api.send('session', { params: { id: projectId, sid: randomUUID() } });

    expect(other.status).toBe(404);
  });
});
