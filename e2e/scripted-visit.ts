/** The scripted visit: two pages and a second tab, with everything the numbers are held against. */
import type { BrowserContext, Page } from 'playwright-core';
import { recordingOp } from '#contracts/recording-format.ts';
import { outline } from './outline.ts';
import { until } from './wait.ts';
import type { Wire } from './wire.ts';

export const canaries = {
  typed: 'TYPED-CANARY-Alice',
  password: 'PASSWORD-CANARY-x9',
  hidden: 'HIDDEN-CANARY-4711',
} as const;

/** What the script does, to be found again in the numbers. */
export const done = {
  pageviews: 4,
  clicks: 13,
  rageClicks: 1,
  deadClicks: 1,
  errorClicks: 1,
  errors: 1,
  entryPath: '/',
  exitPath: '/second',
  /** Clicks on `/` by element id, each at `at` inside the element's box. */
  onHome: { add: 1, name: 1, password: 1, idle: 1, stuck: 4, fails: 1, 'to-spa': 1 },
} as const;

/** Where inside the box every click lands, 0…1. */
export const at = { x: 0.25, y: 0.5 } as const;

export interface Visit {
  session: string;
  visitor: string;
  startedAt: number;
  elapsedMs: number;
  /** The first tab's last page, as it was when left. */
  lastPage: string[];
}

async function click(page: Page, selector: string): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} has no box`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.click(box.x + box.width * at.x, box.y + box.height * at.y, { delay: 20 });
}

export async function ids(page: Page): Promise<{ visitor: string; session: string; tab: string }> {
  const known = await page.evaluate(() => window.afterglow('id'));
  if (!known) throw new Error('the tracker has no ids yet');
  return known;
}

const flush = (page: Page): Promise<unknown> => page.evaluate(() => window.afterglow('flush'));

/** The line that ends a snapshot. */
const endOfSnapshot = new RegExp(`^\\[${recordingOp.end},`, 'm');

export async function visit(context: BrowserContext, origin: string, wire: Wire): Promise<Visit> {
  const startedAt = Date.now();
  const page = await context.newPage();
  /** Documents whose full snapshot the server has taken. */
  const snapshots = async (): Promise<number> => {
    const taken = wire.beacons.filter(({ status, text }) => status === 202 && endOfSnapshot.test(text));
    return new Set(
      taken.map(({ text }) => (JSON.parse(text.slice(0, text.indexOf('\n'))) as { document: string }).document),
    ).size;
  };
  await page.goto(`${origin}/`);
  await until('the first full snapshot leaves the page', snapshots, (count) => count >= 1);

  await click(page, '#add');
  await click(page, '#name');
  await page.keyboard.type(canaries.typed, { delay: 5 });
  await click(page, '#password');
  await page.keyboard.type(canaries.password, { delay: 5 });
  // A hand takes longer from the keys to the mouse; a caret that just moved is a change of selection.
  await page.waitForTimeout(300);
  await click(page, '#idle');
  await page.waitForTimeout(2_700);
  const stuck = await page.locator('#stuck').boundingBox();
  if (!stuck) throw new Error('#stuck has no box');
  for (let n = 0; n < 4; n += 1) {
    await page.mouse.click(stuck.x + stuck.width * at.x, stuck.y + stuck.height * at.y);
    await page.waitForTimeout(80);
  }
  await page.waitForTimeout(2_700);
  await click(page, '#fails');
  await page.waitForTimeout(1_200);
  await page.mouse.wheel(0, 5_000);
  await page.waitForFunction(() => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 1);
  await page.waitForTimeout(600);
  await page.mouse.wheel(0, -5_000);
  await page.waitForFunction(() => window.scrollY === 0);
  await click(page, '#to-spa');
  await page.waitForFunction(() => location.pathname === '/offers');
  await page.waitForTimeout(500);

  await click(page, '#to-second');
  await page.waitForURL('**/second');
  await until('the second page has a snapshot', snapshots, (count) => count >= 2);
  await click(page, '#load');
  await page.waitForTimeout(500);
  const { session, visitor } = await ids(page);

  const other = await context.newPage();
  await other.goto(`${origin}/second`);
  await until('the second tab has a snapshot', snapshots, (count) => count >= 3);
  await click(other, '#load');
  await other.waitForTimeout(500);
  if ((await ids(other)).session !== session) throw new Error('the second tab has a session of its own');
  await flush(other);
  await other.close();

  await page.waitForTimeout(2_700);
  const lastPage = await page.locator('main').evaluate(outline);
  await flush(page);
  await page.close({ runBeforeUnload: false });
  return { session, visitor, startedAt, elapsedMs: Date.now() - startedAt, lastPage };
}
