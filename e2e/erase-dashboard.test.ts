/** Erasing and exporting as people do it in the dashboard; the schedule, and nobody else, carries the jobs out. */
import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { everyOther, violations } from './axe.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { signIn } from './dashboard-steps.ts';
import { until } from './wait.ts';

const ready = inject('ready');
/** The schedule comes every minute, and waits for what is on its way. */
const carriedOut = { timeout: 150_000 };

const element = (id: number, tagName: string, childNodes: object[]) => ({
  type: 2,
  id,
  tagName,
  attributes: {},
  childNodes,
});

/** A visit with a recording of a small page. */
function visitOf(user: string) {
  const head = header();
  const at = Date.now();
  const text = { type: 3, id: 6, textContent: `Hello ${user}` };
  const html = element(3, 'html', [element(4, 'head', []), element(5, 'body', [text])]);
  const node = { type: 0, id: 1, childNodes: [{ type: 1, id: 2, name: 'html', publicId: '', systemId: '' }, html] };
  const events = [
    pageview({ path: '/account', title: 'Account', at }),
    { kind: 'identify', at: at + 1, path: '/account', id: user, traits: { plan: 'gold' } },
    { type: 4, timestamp: at, data: { href: 'https://shop.example/account', width: 1_280, height: 800 } },
    { type: 2, timestamp: at + 2, data: { node, initialOffset: { left: 0, top: 0 } } },
    { type: 3, timestamp: at + 2_000, data: { source: 3, id: 1, x: 0, y: 0 } },
  ];
  return { head, user, events };
}

describe('the dashboard', { timeout: 400_000 }, () => {
  let browser: Browser;
  let page: Page;
  let api: Api;
  let id: string;
  const one = visitOf('ada@shop.example');
  const other = visitOf('bob');

  const settings = (section: string) => page.goto(`${ready.dashboard}/p/${id}/settings?section=${section}`);
  const jobs = (title: string): Locator =>
    page.getByRole('region', { name: 'Erasures and exports' }).getByRole('listitem').filter({ hasText: title });
  const statusOf = async ({ head }: typeof one) =>
    (await api.send('session', { params: { id, sid: head.session } })).status;

  beforeAll(async () => {
    api = await Api.signIn(ready);
    const { json } = await api.call('createProject', { body: { name: 'Their data' } });
    id = json.id;
    for (const { head, events } of [one, other]) {
      await send(ready.api, json.writeKey, beaconText(head, events));
      await until(
        'the recording is there',
        () => api.send('recording', { params: { id, sid: head.session } }),
        ({ status }) => status === 200,
      );
    }
    browser = await chromium.launch(await findBrowser());
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    await page.goto(`${ready.dashboard}/login`);
    await signIn(page, ready.email, ready.password);
    await page.waitForURL('**/overview');
  });

  afterAll(async () => {
    await browser?.close();
  });

  it('exports a user, by the id that the site gave, as a file that holds all of it', async () => {
    await settings('data');
    await page.getByText('User id', { exact: true }).first().click();
    await page.getByRole('textbox', { name: 'User id' }).fill(one.user);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await jobs('Exporting a user').waitFor();
    const done = jobs('User exported');
    await done.waitFor(carriedOut);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      done.getByRole('button', { name: /^Download/ }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as { type: string; session?: string; traits?: object });

    expect(download.suggestedFilename()).toMatch(/^afterglow-export-.*\.ndjson$/);
    expect(new Set(parsed.map(({ type }) => type))).toEqual(
      new Set(['export', 'session', 'beacon', 'event', 'recording']),
    );
    expect(new Set(parsed.flatMap(({ session }) => session ?? []))).toEqual(new Set([one.head.session]));
    expect(parsed.find(({ type }) => type === 'session')?.traits).toEqual({ plan: 'gold' });
  });

  it('erases a visitor from the details of a recording, once it has said what goes, and gives a receipt', async () => {
    await page.goto(`${ready.dashboard}/p/${id}/recordings/${one.head.session}`);
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Erase the visitor…' }).click();
    const question = page.getByRole('dialog', { name: 'Erase this visitor?' });
    await question.getByText(one.head.visitor).waitFor();
    const found = await violations(page, everyOther, () => question.getByText('What stays').waitFor());
    await page.setViewportSize({ width: 1280, height: 900 });
    await question.getByRole('button', { name: 'Erase the visitor' }).click();
    await page.waitForURL('**/recordings');
    await settings('data');
    const done = jobs('Visitor erased');
    await done.waitFor(carriedOut);
    await done.getByText('Receipt').click();
    const receipt = await done.innerText();
    const looks = await violations(page, everyOther, () => page.getByText('Asked for', { exact: false }).waitFor());

    expect(found).toEqual([]);
    expect(looks).toEqual([]);
    expect(receipt).toMatch(/1\s+sessions, each now an empty tombstone/);
    expect(receipt).not.toContain(one.head.visitor);
    expect(await statusOf(one)).toBe(404);
    expect(await statusOf(other)).toBe(200);
    await jobs('User exported').getByText('Void: whom it was about was erased').waitFor();
  });

  it('erases a session', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${ready.dashboard}/p/${id}/recordings/${other.head.session}`);
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Erase this session…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase the session' }).click();
    await page.waitForURL('**/recordings');

    expect(
      await until(
        'the session is gone',
        () => statusOf(other),
        (status) => status === 404,
      ),
    ).toBe(404);
  });

  it('deletes a project and shows its job, which outlives it', async () => {
    await settings('danger');
    await page.getByLabel(/^Type Their data/).fill('Their data');
    await page.getByRole('button', { name: 'Delete the project' }).click();
    await page.waitForURL('**/jobs');
    const mine = page.getByRole('listitem').filter({ hasText: id });
    await mine.filter({ hasText: 'Deleting a project' }).waitFor();
    await mine.filter({ hasText: 'Project deleted' }).waitFor({ timeout: 200_000 });
    const looks = await violations(page, everyOther, () => mine.first().waitFor());

    expect(looks).toEqual([]);
    expect((await api.send('readProject', { params: { id } })).status).toBe(404);
  });
});
