import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../local/browser.ts';
import { type Collector, startCollector } from './collector.ts';
import { html, type Site, snippet, startSite } from './site.ts';

/** A real browser, somebody's site with the snippet, and where its beacons arrive. */
export interface World {
  browser: Browser;
  collector: Collector;
  site: Site;
  /** Opens a page of the site in a fresh context and waits until the tracker is complete. */
  open(options?: Opening): Promise<Visit>;
  close(): Promise<void>;
}

export interface Opening {
  body?: string;
  attributes?: string;
  /** Markup before the snippet. */
  before?: string;
  path?: string;
  context?: BrowserContext;
  /** Runs in the page before anything else. */
  script?: () => void;
  /** Whether to wait for `x.js`. @default true */
  complete?: boolean;
  /** Whether to wait for the page's load, which our files hold up. @default true */
  loaded?: boolean;
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the page would have seen of us. */
  errors: string[];
}

export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'afterglow-tracker-'));
  const collector = await startCollector(folder);
  const site = await startSite();
  const browser = await chromium.launch(await findBrowser());

  return {
    browser,
    collector,
    site,
    async open({
      body = '',
      path: at = '/',
      attributes,
      before = '',
      context,
      script,
      complete = true,
      loaded = true,
    } = {}) {
      const own = context ?? (await browser.newContext({ viewport: { width: 1200, height: 800 } }));
      if (!site.pages[at] || body) site.pages[at] = html(before + snippet(collector.url, attributes), body);
      const page = await own.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.stack || String(error)));
      if (script) await page.addInitScript(script);
      const extra = complete && page.waitForResponse(/\/x\.js$/);
      await page.goto(site.url + at, { waitUntil: loaded ? 'load' : 'commit' });
      await extra;
      return { page, context: own, errors };
    },
    async close() {
      await browser.close();
      await collector.close();
      await site.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Keeps back what a visitor's browser asks for by such addresses, until it is let in. */
export async function holdBack(context: BrowserContext, addresses: string): Promise<{ letIn(): void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await context.route(addresses, async (route) => {
    await promise;
    await route.continue();
  });
  return { letIn: resolve };
}

/**
 * Waits until a condition holds, and says what there was when it never did. What is not urgent leaves after 20 s, which
 * on a slow machine may be the end of a picture: who waits for less means to see that it leaves before.
 */
export async function until(holds: () => boolean | Promise<boolean>, ms = 40_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
