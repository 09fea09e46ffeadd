import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { everyLook, everyOther, violations } from './axe.ts';
import { recordedPage, signIn } from './dashboard-steps.ts';
import { makeShortVisit, shortVisit } from './short-visit.ts';
import { type Site, startSite } from './site.ts';
import { until } from './wait.ts';

const ready = inject('ready');

describe('the dashboard in the eyes of axe', () => {
  let browser: Browser;
  let page: Page;
  let site: Site;
  let projectId: string;
  let session: string;
  let api: Api;

  const open = async (screen: string): Promise<void> => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${ready.dashboard}/p/${projectId}/${screen}`);
  };

  beforeAll(async () => {
    browser = await chromium.launch(await findBrowser());
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(60_000);
    api = await Api.signIn(ready);
    const { json: project } = await api.call('createProject', { body: { name: 'Seen by axe' } });
    projectId = project.id;
    site = await startSite(`${ready.dashboard}/t.js`, project.writeKey, ready.api);
    await makeShortVisit(context, site.origin);
    const range = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    };
    const { json } = await until(
      'the visit is in the list of sessions, complete',
      () => api.call('sessions', { params: { id: projectId }, query: range }),
      ({ json }) => json.items[0]?.clicks === shortVisit.clicks && json.items[0].hasRecording,
    );
    session = json.items[0]?.id ?? '';
    page = await context.newPage();
  });

  afterAll(async () => {
    await site?.close();
    await browser?.close();
  });

  it('has nothing against signing in', async () => {
    await page.goto(`${ready.dashboard}/login`);

    expect(
      await violations(page, everyLook, () => page.getByRole('link', { name: 'Create an account' }).waitFor()),
    ).toEqual([]);
  });

  it('has nothing against signing up', async () => {
    await page.goto(`${ready.dashboard}/signup`);

    expect(await violations(page, everyOther, () => page.getByLabel('E-mail address').waitFor())).toEqual([]);
    await page.goto(`${ready.dashboard}/login`);
  });

  it('has nothing against the overview', async () => {
    await signIn(page, ready.email, ready.password);
    await page.waitForURL('**/overview');
    await open('overview');

    expect(
      await violations(page, everyLook, () =>
        page.getByRole('region', { name: 'Pages' }).getByRole('button', { name: '/second', exact: true }).waitFor(),
      ),
    ).toEqual([]);
  });

  it('has nothing against the recordings', async () => {
    await open('recordings');

    expect(
      await violations(page, everyLook, async () => {
        await page.getByRole('list', { name: 'Recordings' }).getByRole('listitem').first().waitFor();
        // Narrow screens have no preview.
        if ((page.viewportSize()?.width ?? 0) > 1_000) await recordedPage(page).getByRole('heading').first().waitFor();
      }),
    ).toEqual([]);
  });

  it('has nothing against the player', async () => {
    await open(`recordings/${session}`);

    expect(await violations(page, everyLook, () => recordedPage(page).getByRole('heading').first().waitFor())).toEqual(
      [],
    );
  });

  it('has nothing against the heatmaps', async () => {
    await open('heatmaps?path=%2F');

    expect(
      await violations(page, everyLook, async () => {
        await recordedPage(page).getByRole('heading').first().waitFor();
        await page.getByRole('list', { name: 'Elements by clicks' }).getByRole('listitem').first().waitFor();
      }),
    ).toEqual([]);
  });

  it.each([
    ['the ranges', /^Last 7 days/, /^Last 30 days/],
    ['the filter editor', /^Filter$/, /^Add/],
  ])('has nothing against %s, open', async (_, opener, inside) => {
    await open('overview');
    await page.getByRole('button', { name: opener }).first().click();

    expect(
      await violations(page, everyOther, () => page.getByRole('button', { name: inside }).first().waitFor()),
    ).toEqual([]);
  });

  it('has nothing against the menu of the account, open', async () => {
    await open('overview');
    await page.getByRole('button', { name: /^Account of/ }).click();

    expect(
      await violations(page, everyOther.slice(0, 1), () => page.getByRole('menuitem', { name: 'Sign out' }).waitFor()),
    ).toEqual([]);
  });

  it('has nothing against a question before something is done', async () => {
    await open('settings?section=keys');
    await page.getByRole('button', { name: 'Make a new key' }).click();

    expect(
      await violations(page, everyOther, () =>
        page.getByRole('dialog').getByRole('button', { name: 'Make a new key' }).waitFor(),
      ),
    ).toEqual([]);
  });

  it('has nothing against a project that waits for its first event', async () => {
    const { json } = await api.call('createProject', { body: { name: 'Still empty' } });
    await page.goto(`${ready.dashboard}/p/${json.id}/overview`);

    expect(await violations(page, everyOther, () => page.getByText('Waiting for the first event').waitFor())).toEqual(
      [],
    );
  });

  it.each([
    ['install', 'snippet for HTML'],
    ['doctor', 'Content-Security-Policy'],
    ['general', /^Name/],
    ['privacy', /^Block/],
    ['recording', /^Sessions recorded/],
    ['limits', /^Events a month/],
    ['keys', 'Table of keys'],
    ['data', 'Erase or export somebody'],
    ['danger', /^Type Seen by axe/],
  ])('has nothing against the settings: %s', async (section, label) => {
    await open(`settings?section=${section}`);

    expect(await violations(page, everyOther, () => page.getByLabel(label).first().waitFor())).toEqual([]);
  });

  it('has nothing against what is still on its way', async () => {
    const { promise: shown, resolve: show } = Promise.withResolvers<void>();
    await page.route('**/usage', async (route) => {
      await shown;
      await route.continue();
    });
    await open('settings?section=limits');
    const found = await violations(page, everyOther, () =>
      page.getByRole('status', { name: 'Loading what is in use' }).waitFor(),
    );
    show();
    await page.unrouteAll({ behavior: 'wait' });

    expect(found).toEqual([]);
  });

  it('has nothing against limits that are reached', async () => {
    const { json: usage } = await api.call('usage', { params: { id: projectId } });
    const limits = { eventsPerMonth: Math.ceil(usage.events.used / 0.9), recordingsPerMonth: 1, pathsPerDay: 1 };
    await api.call('patchProject', { params: { id: projectId }, body: { settings: { limits } } });
    await open('settings?section=limits');
    const settled = async () => {
      await page.getByText("of the month's events are used").waitFor();
      await page.getByText('The recordings of this month are used up').waitFor();
    };

    expect(await violations(page, everyLook, settled)).toEqual([]);
  });
});
