/** A visit of a few seconds on the small site, for those who look at it in the dashboard. */
import type { BrowserContext, Page } from 'playwright-core';
import { canaries } from './scripted-visit.ts';

/** What it does, to be found again on the screens. */
export const shortVisit = {
  pageviews: 2,
  clicks: 5,
  /** Labels of what is clicked on `/`, those with the most clicks first; equals in any order. */
  onHome: { 'Add to cart': 2, Name: 1, 'Second page': 1 },
  pages: ['/', '/second'],
} as const;

/** ms that somebody looks at a page before going on, so that there is something to play. */
const readingMs = 2_000;

const flush = (page: Page): Promise<unknown> => page.evaluate(() => window.afterglow('flush'));

export async function makeShortVisit(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage();
  /** Opens a page by `go` and waits until its picture is on the server, as a visitor who stays a moment would. */
  const recorded = async (go: () => Promise<unknown>): Promise<void> => {
    const recorder = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('recorder.js'));
    await go();
    await (await recorder).finished();
    await flush(page);
  };

  await recorded(() => page.goto(`${origin}/`));
  await page.locator('#add').click();
  await page.locator('#status').getByText('1 in the cart').waitFor();
  await page.locator('#name').click();
  await page.keyboard.type(canaries.typed, { delay: 5 });
  await page.locator('#add').click();
  await page.locator('#status').getByText('2 in the cart').waitFor();
  await page.waitForTimeout(readingMs);
  await page.mouse.wheel(0, 5_000);
  await page.waitForFunction(() => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 1);
  await page.mouse.wheel(0, -5_000);
  await page.waitForFunction(() => window.scrollY === 0);
  await recorded(async () => {
    await page.locator('#to-second').click();
    await page.waitForURL('**/second');
  });
  await page.waitForTimeout(readingMs);
  await page.locator('#load').click();
  await page.locator('#more').getByText('Rake').waitFor();
  await flush(page);
  await page.close();
}
