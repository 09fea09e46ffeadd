import { randomUUID } from 'node:crypto';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { playerSecond, recordedPage, save, screenLink, sectionLink, signIn } from './dashboard-steps.ts';
import { canaries } from './scripted-visit.ts';
import { makeShortVisit, shortVisit } from './short-visit.ts';
import { type Site, startSiteWith } from './site.ts';
import { until } from './wait.ts';
import { type Watched, watchPage } from './watch-page.ts';

const ready = inject('ready');
const email = `ada-${randomUUID()}@shop.example`;
const password = 'correct horse 1';

interface SeenOverview {
  pageviews: string;
  pages: string[][];
}

const isComplete = ({ pageviews, pages }: SeenOverview): boolean =>
  new RegExp(`^Pageviews\\s+${shortVisit.pageviews}\\b`).test(pageviews) && pages.length === shortVisit.pages.length;

/**
 * One person's way through the product, from signing up to signing out: each test goes on where the last ended,
 * which is why they stand in one file past 200 lines.
 */
describe('the dashboard', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let site: Site;
  let watched: Watched;
  let projectId: string;
  let visitEndedAt: number;

  const api = async (): Promise<Api> => {
    const { json } = await new Api(ready.api).call('login', { body: { email, password } });
    return new Api(ready.api, json.accessToken);
  };
  const project = async () => (await (await api()).call('readProject', { params: { id: projectId } })).json;

  beforeAll(async () => {
    browser = await chromium.launch(await findBrowser());
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    watched = watchPage(page, new URL(ready.dashboard).origin);
  });

  afterAll(async () => {
    await site?.close();
    await browser?.close();
  });

  it('takes a new user from signing up to the snippet of a first project', async () => {
    await page.goto(ready.dashboard);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').first().fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByLabel('Code').fill('123456');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await signIn(page, email, password);
    await page.getByRole('heading', { name: 'New project' }).waitFor();
    await page.getByLabel('Name').fill('Garden tools');
    await page.getByRole('button', { name: 'Create project' }).click();
    await page.getByText('Waiting for the first event').waitFor();
    projectId = /\/p\/([^/]+)\//.exec(page.url())?.[1] ?? '';

    expect((await project()).name).toBe('Garden tools');
  });

  it('notices the first event of a page with that snippet by itself', async () => {
    site = await startSiteWith(await page.getByLabel('snippet for HTML', { exact: true }).innerText());
    await makeShortVisit(context, site.origin);
    visitEndedAt = Date.now();

    await page.getByText('Events arrive').waitFor();

    expect(page.url()).toContain(`/p/${projectId}/settings`);
  });

  it('counts the visit on the overview within 20 s', async () => {
    await screenLink(page, 'Overview').click();
    const card = (name: string) =>
      page.getByRole('region', { name: 'Numbers' }).getByRole('button', { name: new RegExp(`^${name}`) });
    const rows = page.getByRole('region', { name: 'Pages' }).getByRole('listitem');
    const looked = async () => {
      await card('Pageviews').getByText(/^\d/).first().waitFor();
      return {
        pageviews: await card('Pageviews').innerText(),
        pages: await rows.evaluateAll((items) => items.map((item) => (item as HTMLElement).innerText.split(/\s+/, 2))),
      };
    };
    await until(
      'the visit is on the overview',
      async () => {
        const seen = await looked();
        // By itself the screen looks again once a minute.
        if (!isComplete(seen)) await page.reload({ waitUntil: 'networkidle' });
        return seen;
      },
      isComplete,
      Math.max(1_000, visitEndedAt + 20_000 - Date.now()),
    );

    expect(await card('Visitors').innerText()).toMatch(/^Visitors\s+1\b/);
    expect(await card('Sessions').innerText()).toMatch(/^Sessions\s+1\b/);
    expect((await looked()).pages.toSorted()).toEqual(shortVisit.pages.map((path) => [path, '1']));
  });

  it('leads from the address of a project to its overview', async () => {
    await page.goto(`${ready.dashboard}/p/${projectId}`);
    await page.waitForURL(`**/p/${projectId}/overview`);
    await page.getByRole('region', { name: 'Numbers' }).waitFor();
  });

  it('filters by the row that is clicked, and keeps the filter on the way to the recordings', async () => {
    await page.getByRole('region', { name: 'Pages' }).getByRole('button', { name: '/second', exact: true }).click();
    const chips = page.getByRole('list', { name: 'Filters in force' });
    await chips.getByText('/second').waitFor();
    const filters = () => JSON.parse(new URL(page.url()).searchParams.get('filters') ?? 'null') as unknown;
    expect(filters()).toEqual([{ field: 'path', op: 'is', values: ['/second'] }]);

    await screenLink(page, 'Recordings').click();
    await page.waitForURL('**/recordings?*');
    await chips.getByText('/second').waitFor();

    expect(filters()).toEqual([{ field: 'path', op: 'is', values: ['/second'] }]);
  });

  it('lists the recording and opens it', async () => {
    const rows = page.getByRole('list', { name: 'Recordings' }).getByRole('listitem');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    expect(await rows.first().innerText()).toContain(`${shortVisit.pageviews} pages`);

    await page.getByRole('link', { name: 'Open recording' }).click();
    await recordedPage(page)
      .getByRole('heading', { name: /Garden tools|Second page/ })
      .waitFor();

    const frame = page.locator('iframe');
    expect(await frame.count()).toBe(1);
    expect(await frame.getAttribute('sandbox')).toBe('allow-same-origin');
  });

  it('seeks by a click on an event and plays on from there', async () => {
    const events = page.getByRole('list', { name: 'events' });
    const event = (text: RegExp) => events.getByRole('button', { name: text }).first();
    // Rows move while frames come in, and not under a pointer.
    await until(
      'all clicks are listed',
      () => events.getByRole('button', { name: /Clicked/ }).count(),
      (count) => count === shortVisit.clicks,
    );
    const play = page.getByRole('button', { name: /^Play/ });
    // At rest, so that what is shown is what stood there at that time, and nothing that came after it.
    await play.waitFor();
    await events.hover();
    await event(/Opened page.*\/second/).click();
    await recordedPage(page).getByRole('heading', { name: 'Second page' }).waitFor();
    await event(/Opened page.*Garden tools/).click();
    await recordedPage(page).getByRole('heading', { name: 'Garden tools' }).waitFor();
    const from = await playerSecond(page);
    await play.click();

    await until(
      'the time goes on',
      () => playerSecond(page),
      (second) => second > from,
    );
    await page.getByRole('button', { name: /^Pause/ }).click();
    await play.waitFor();
  });

  it('shows what was typed masked', async () => {
    await page
      .getByRole('list', { name: 'events' })
      .getByRole('button', { name: /Clicked.*Second page/ })
      .click();
    const name = recordedPage(page).locator('#name');
    const shown = await until(
      'the input is filled in',
      () => name.inputValue(),
      (value) => value.length > 0,
    );

    expect(shown).toMatch(new RegExp(`^[*•]{${canaries.typed.length}}$`));
    expect(await recordedPage(page).locator('html').innerHTML()).not.toContain(canaries.typed);
  });

  it('ranks what was clicked beside the page as it was recorded', async () => {
    await screenLink(page, 'Heatmaps').click();
    await page
      .getByRole('region', { name: 'Pages' })
      .getByRole('button', { name: /^\/\s*\d/ })
      .click();
    await recordedPage(page).getByRole('heading', { name: 'Garden tools' }).waitFor();
    const ranked = page.getByRole('list', { name: 'Elements by clicks' }).getByRole('listitem');
    await ranked.first().waitFor();
    const rows = await ranked.evaluateAll((items) => items.map((item) => (item as HTMLElement).innerText));

    expect(rows).toHaveLength(Object.keys(shortVisit.onHome).length);
    expect(rows[0]).toMatch(/Add to cart.*\b2\b.*50\.0 %/s);
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-same-origin');
  });

  it('joins element and rank when either is pointed at', async () => {
    const caption = page.getByRole('region', { name: 'Heat on /' }).getByText('Add to cart · 2 · 50.0 %');
    await page.getByRole('list', { name: 'Elements by clicks' }).getByRole('button').first().hover();
    await caption.waitFor();
    await page.getByRole('heading', { name: 'Heatmaps' }).hover({ force: true });
    await page.mouse.move(2, 2);
    await caption.waitFor({ state: 'hidden' });
    const box = await recordedPage(page).locator('#add').boundingBox();
    if (!box) throw new Error('#add has no box on the heatmap');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 2 });

    await caption.waitFor();
  });

  it('shows the fold when the heat is of scrolling', async () => {
    await page.getByRole('combobox', { name: 'Kind of heat' }).click();
    await page.getByRole('option', { name: 'Scroll' }).click();

    await page
      .getByRole('region', { name: 'Heat on /' })
      .getByText(/^(Median|Average) fold$/)
      .waitFor();
    await page.getByRole('complementary', { name: 'The heat in words' }).getByText('The fold is at').waitFor();

    expect(new URL(page.url()).searchParams.get('type')).toBe('scroll');
  });

  it('renames the project and lets an origin in', async () => {
    await screenLink(page, 'Settings').click();
    await sectionLink(page, 'General').click();
    await page.getByLabel('Name').fill('Garden & sons');
    await page.getByLabel('Origins').and(page.locator('input')).fill('https://garden.example');
    await page.keyboard.press('Enter');
    await save(page);

    expect(await project()).toMatchObject({ name: 'Garden & sons', origins: ['https://garden.example'] });
    await page.getByRole('button', { name: 'Project Garden & sons' }).waitFor();
  });

  it('masks all from now on, and makes a new key', async () => {
    const before = await project();
    await sectionLink(page, 'Privacy').click();
    await page.getByRole('radio', { name: 'All text' }).check();
    await save(page);
    await sectionLink(page, 'Keys').click();
    await page.getByRole('button', { name: 'Make a new key' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new key' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const after = await project();
    await page.getByRole('cell', { name: after.writeKey, exact: true }).waitFor();

    expect(after.settings.privacy.mask).toBe('all');
    expect(after.writeKey).not.toBe(before.writeKey);
    expect(after.writeKeys.find(({ key }) => key === before.writeKey)?.expiresAt).not.toBeNull();
  });

  it('forgets who was there at signing out', async () => {
    await page.getByRole('button', { name: 'Account of Ada' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
    await page.goto(`${ready.dashboard}/p/${projectId}/overview`);

    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('kept to its Content-Security-Policy and to itself all the way, without an error', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreign).toEqual([]);
    expect(watched.policies.length).toBeGreaterThan(1);
    for (const policy of watched.policies) {
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; /);
      expect(policy).toContain("frame-ancestors 'none'");
    }
  });
});
