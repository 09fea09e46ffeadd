/**
 * `npm run screenshots [-- --state FOLDER]`: pictures of the screens for the documentation, of a week of demo
 * visits in a stack of its own, or in the one that runs in FOLDER.
 */
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Session } from '#contracts/session.ts';
import { findBrowser } from '../local/browser.ts';
import { placesOf } from '../local/places.ts';
import { readReady } from '../local/ready.ts';
import { Api } from './api.ts';
import { recordedPage, signIn } from './dashboard-steps.ts';
import { type Ready, startStack } from './stack.ts';
import { until } from './wait.ts';

const folder = path.join(import.meta.dirname, '../docs/screenshots');
/** A page with several of them must still open fast. */
const mostBytes = 300_000;
const weekMs = 7 * 86_400_000;
const backfillMs = 20 * 60_000;
/** Longer than the stream gathers and its readers take, so that unchanged numbers are final. */
const countedMs = 25_000;

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true };

const week = () => ({ from: new Date(Date.now() - weekMs).toISOString(), to: new Date().toISOString() });

/** Resolves when the demo week was sent and counted. */
async function weekIsThere(ready: Ready, state: string): Promise<void> {
  const { backfilled } = placesOf({ AFTERGLOW_STATE: state });
  await until(
    'the week of demo visits is sent (a stack that was started with AFTERGLOW_DEMO=0 sends none)',
    async () => {
      try {
        return JSON.parse(await readFile(backfilled, 'utf8')) as { done: boolean };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { done: false };
        throw error;
      }
    },
    ({ done }) => done,
    backfillMs,
  );
  const api = await Api.signIn(ready);
  let last = -1;
  let since = 0;
  await until(
    'all of the week is counted',
    async () => {
      const { json } = await api.call('overview', { params: { id: ready.projectId }, query: week() });
      const { pageviews } = json.current;
      if (pageviews !== last) since = Date.now();
      last = pageviews;
      return { pageviews, stillMs: Date.now() - since };
    },
    ({ pageviews, stillMs }) => pageviews > 0 && stillMs >= countedMs,
    300_000,
  );
}

/** How much there is to see in a recording: pages, clicks, and what hurt; neither a glance nor an hour. */
function richness({ pageviews, clicks, rageClicks, deadClicks, errors, activeMs }: Session): number {
  const length = activeMs > 20_000 && activeMs < 300_000 ? 5 : 0;
  return (
    length + Math.min(pageviews, 6) + Math.min(clicks, 20) / 4 + 3 * Math.min(rageClicks, 1) + deadClicks / 2 + errors
  );
}

async function richestRecording(ready: Ready): Promise<{ session: Session; second: number }> {
  const api = await Api.signIn(ready);
  const params = { id: ready.projectId };
  const filter = JSON.stringify(['is', 'device', ['desktop']]);
  const { json } = await api.call('sessions', {
    params,
    query: { ...week(), filter, sort: '-frustration', limit: 100 },
  });
  const session = json.items
    .filter(({ hasRecording }) => hasRecording)
    .toSorted((a, b) => richness(b) - richness(a))[0];
  if (!session) throw new Error('No desktop visit of the week has a recording.');
  const { json: events } = await api.call('sessionEvents', {
    params: { ...params, sid: session.id },
    query: { limit: 200 },
  });
  const clicks = events.items.filter(({ kind }) => kind === 'click');
  const moment = clicks[Math.floor(clicks.length * 0.6)]?.at ?? session.startedAt;
  return { session, second: Math.max(0, Math.round((Date.parse(moment) - Date.parse(session.startedAt)) / 1000)) };
}

/** The page with the most elements that were clicked on desktops. */
async function richestPage(ready: Ready): Promise<string> {
  const api = await Api.signIn(ready);
  const params = { id: ready.projectId };
  const { json } = await api.call('pages', { params, query: { ...week(), limit: 12 } });
  const maps = await Promise.all(
    json.items.map(async ({ path }) => {
      const heat = await api.call('heatmap', { params, query: { ...week(), path, type: 'click', device: 'desktop' } });
      return { path, elements: heat.json.snapshot ? (heat.json.elements ?? []).length : 0 };
    }),
  );
  const [richest] = maps.toSorted((a, b) => b.elements - a.elements);
  if (!richest?.elements) throw new Error('No page of the week has heat and a picture.');
  return richest.path;
}

/** Writes what the page shows once nothing loads any more. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root') === null);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  // Nothing lies under a pointer that no reader has.
  await page.mouse.move(0, 0);
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', scale: 'css' });
  const { size } = await stat(file);
  if (size > mostBytes)
    throw new Error(`${name}.png has ${size} bytes; more than ${mostBytes} is too much for a page.`);
  console.log(`docs/screenshots/${name}.png  ${Math.round(size / 1024)} KB`);
}

async function takeAll(ready: Ready): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { session, second } = await richestRecording(ready);
  const browser = await chromium.launch(await findBrowser());
  const open = async (look: BrowserContextOptions, screen: string): Promise<Page> => {
    const context = await browser.newContext({ reducedMotion: 'reduce', colorScheme: 'light', ...look });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await page.goto(`${ready.dashboard}/p/${ready.projectId}/${screen}`);
    await signIn(page, ready.email, ready.password);
    return page;
  };
  const picture = (page: Page) => recordedPage(page).locator('body > *').first().waitFor();
  const numbers = (page: Page) => page.getByRole('region', { name: 'Pages' }).getByRole('listitem').first().waitFor();

  try {
    const page = await open(wide, 'overview');
    await numbers(page);
    await shoot(page, 'overview');
    const at = (screen: string) => page.goto(`${ready.dashboard}/p/${ready.projectId}/${screen}`);
    await at(`recordings?sort=-frustration&preview=${session.id}`);
    await picture(page);
    await shoot(page, 'recordings');
    await at(`recordings/${session.id}?t=${second}`);
    await picture(page);
    await page.getByRole('button', { name: /^Pause/ }).click();
    await shoot(page, 'player');
    await at(`heatmaps?path=${encodeURIComponent(await richestPage(ready))}&device=desktop`);
    await picture(page);
    await page.getByRole('list', { name: 'Elements by clicks' }).getByRole('listitem').first().waitFor();
    await shoot(page, 'heatmap');
    await at('settings?section=privacy');
    await page.getByLabel('Masked by default').waitFor();
    await shoot(page, 'settings');

    const dark = await open({ ...wide, colorScheme: 'dark' }, 'overview');
    await numbers(dark);
    await shoot(dark, 'overview-dark');
    const small = await open(phone, 'overview');
    await numbers(small);
    await shoot(small, 'overview-phone');
  } finally {
    await browser.close();
  }
}

const { values } = parseArgs({ options: { state: { type: 'string' } } });
if (values.state) {
  const ready = await readReady(placesOf({ AFTERGLOW_STATE: values.state }).ready);
  await weekIsThere(ready, values.state);
  await takeAll(ready);
} else {
  console.log('A stack starts and gets a week of demo visits; this takes some minutes.');
  const stack = await startStack({ AFTERGLOW_DEMO: '1' });
  try {
    await weekIsThere(stack.ready, stack.state);
    await takeAll(stack.ready);
  } finally {
    await stack.stop();
  }
}
