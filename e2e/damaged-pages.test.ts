/** A beacon takes down no screen: what of a recording is damaged is left out, and where it was stands why. */
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { damagedPages } from './damaged-pages.ts';
import { recordedPage, signIn } from './dashboard-steps.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const sessions = new Map(damagedPages.map(({ name }) => [name, header()]));

describe.each([
  ['a laptop', { width: 1_280, height: 800 }],
  ['a phone', { width: 390, height: 844 }],
])('a damaged recording on %s', (_, viewport) => {
  let browser: Browser;
  let page: Page;
  let projectId: string;
  const errors: string[] = [];

  beforeAll(async () => {
    projectId = await recordedProject();
    browser = await chromium.launch(await findBrowser());
    page = await browser.newPage({ viewport });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => errors.push(`${error.name} ${error.message} ${error.stack}`));
    await page.goto(ready.dashboard);
    await signIn(page, ready.email, ready.password);
    await page.getByRole('navigation', { name: 'Screens' }).first().waitFor();
  });

  afterAll(async () => {
    await browser?.close();
  });

  /** Opens a recording, and gives the slider of its time once it is known how long it is. */
  const openPlayer = async (name: string): Promise<Locator> => {
    await page.goto(`${ready.dashboard}/p/${projectId}/recordings/${sessions.get(name)?.session}`);
    const slider = page.getByRole('slider', { name: 'Time' });
    await slider.and(page.locator(':not([aria-valuemax="0"])')).waitFor();
    return slider;
  };

  it.each(damagedPages)('leaves the player its screen: $name', async ({ name, isShown }) => {
    const slider = await openPlayer(name);
    const notice = page.getByText('This page cannot be shown');
    await slider.press('End');
    if (isShown) await recordedPage(page).getByText('Still there, and changed').waitFor({ state: 'attached' });
    else await notice.waitFor();
    await slider.press('Home');
    await slider.press('End');

    expect(await notice.count()).toBe(isShown ? 0 : 1);
    expect(await page.getByRole('navigation', { name: 'Screens' }).count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });

  it.each(damagedPages)('leaves the heat its screen: $name', async ({ name, isShown }) => {
    await page.goto(`${ready.dashboard}/p/${projectId}/heatmaps?path=${encodeURIComponent(`/${name}`)}`);
    const notice = page.getByText('The recording of this page is damaged');
    if (isShown) await recordedPage(page).locator('#still-there').waitFor({ state: 'attached' });
    else await notice.waitFor();

    expect(await notice.count()).toBe(isShown ? 0 : 1);
    expect(await page.getByText('1 click', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('navigation', { name: 'Screens' }).count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });

  it('holds a recording within a day of its beacons, and says how many events tell other times', async () => {
    const slider = await openPlayer('times-of-no-year');

    expect(Number(await slider.getAttribute('aria-valuemax'))).toBeLessThanOrEqual(2 * 86_400);
    await page.getByText('2 damaged events').waitFor();
  });
});

let project: Promise<string> | undefined;
/** Sends the recordings once, and waits until they can be played. */
function recordedProject(): Promise<string> {
  project ??= (async () => {
    const api = await Api.signIn(ready);
    const { json } = await api.call('createProject', { body: { name: 'Damaged' } });
    const at = Date.now() - 20_000;
    const target = { x: 0.5, y: 0.5, pageX: 20, pageY: 20, pageWidth: 1_280, pageHeight: 800 };
    for (const { name, events } of damagedPages) {
      const path = `/${name}`;
      const click = { kind: 'click' as const, at: at + 700, path, selector: '#target', label: 'Target', ...target };
      const lines = [pageview({ at, path }), click, ...events(at)];
      const answer = await send(ready.api, json.writeKey, beaconText(sessions.get(name), lines));
      if (answer.status !== 202) throw new Error(`ingest answered ${answer.status}: ${await answer.text()}`);
    }
    await until(
      'all damaged recordings',
      async () => {
        const query = {
          from: new Date(Date.now() - 3_600_000).toISOString(),
          to: new Date(Date.now() + 3_600_000).toISOString(),
        };
        const all = await api.send('sessions', { params: { id: json.id }, query });
        return all.json?.items?.filter(({ hasRecording }: { hasRecording: boolean }) => hasRecording).length;
      },
      (count) => count === damagedPages.length,
    );
    return json.id as string;
  })();
  return project;
}
