/** One visit, all the way: browser → deployed stack → API. Run against the plain and the strict emulator; past 200 lines, as it is one visit. */
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobHeader } from '#contracts/job.ts';
import type { SessionDetail, SessionEvent } from '#contracts/session.ts';
import { findBrowser } from '../local/browser.ts';
import { Api } from './api.ts';
import { awsSettings, everyItem, everyObject, everyStreamRecord } from './aws.ts';
import { exportRecording } from './export-recording.ts';
import { replayedOutline } from './replay.ts';
import { finished } from './run-jobs.ts';
import { at, canaries, done, type Visit, visit } from './scripted-visit.ts';
import { type Site, startSite } from './site.ts';
import type { Stack } from './stack.ts';
import { until } from './wait.ts';
import { startWire, type Wire } from './wire.ts';

export type SuiteStack = Pick<Stack, 'ready' | 'state'>;

export function describeVisit(name: string, stackOf: () => Promise<SuiteStack>): void {
  describe(name, () => {
    let stack: SuiteStack;
    let browser: Browser;
    let wire: Wire;
    let site: Site;
    let api: Api;
    let made: Visit;
    let session: SessionDetail;

    const project = () => ({ id: stack.ready.projectId });
    const range = () => ({
      from: new Date(made.startedAt - 3_600_000).toISOString(),
      to: new Date(Date.now() + 3_600_000).toISOString(),
    });

    beforeAll(async () => {
      stack = await stackOf();
      browser = await chromium.launch(await findBrowser());
      wire = await startWire(stack.ready.api);
      site = await startSite(`${stack.ready.dashboard}/t.js`, stack.ready.writeKey, wire.origin);
      api = await Api.signIn(stack.ready);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      made = await visit(context, site.origin, wire);
      await context.close();
      const found = await until(
        'the visit is in the list of sessions, complete',
        async () => await api.send('session', { params: { ...project(), sid: made.session } }),
        ({ status, json }) => status === 200 && json.clicks === done.clicks && json.pageviews === done.pageviews,
      );
      session = found.json;
    });

    afterAll(async () => {
      await site?.close();
      await wire?.close();
      await browser?.close();
    });

    it('counts what the script did, in the session', () => {
      expect(session).toMatchObject({
        id: made.session,
        visitorId: made.visitor,
        pageviews: done.pageviews,
        clicks: done.clicks,
        rageClicks: done.rageClicks,
        deadClicks: done.deadClicks,
        errors: done.errors,
        entryPath: done.entryPath,
        exitPath: done.exitPath,
        device: 'desktop',
        bot: false,
        hasRecording: true,
      });
      expect(session.maxScroll).toBeGreaterThan(0.99);
      expect(session.durationMs).toBeGreaterThan(made.elapsedMs * 0.7);
      expect(session.durationMs).toBeLessThanOrEqual(made.elapsedMs + 1_000);
      expect(session.pages.map((page) => page.path)).toEqual(['/', '/offers', '/second', '/second']);
    });

    it('lists it among the sessions', async () => {
      const { json } = await api.call('sessions', { params: project(), query: range() });

      expect(json.items.map(({ id }) => id)).toContain(made.session);
    });

    it('counts it in the numbers', async () => {
      const { json } = await api.call('overview', { params: project(), query: range() });

      expect(json.current).toMatchObject({ visitors: 1, sessions: 1, pageviews: done.pageviews, bounceRate: 0 });
    });

    it('tells its events in order, without what was typed', async () => {
      const { json } = await api.call('sessionEvents', {
        params: { ...project(), sid: made.session },
        query: { limit: 200 },
      });
      const of = (kind: string): SessionEvent[] => json.items.filter((event) => event.kind === kind);

      expect(of('click')).toHaveLength(done.clicks);
      expect(of('rage')).toHaveLength(done.rageClicks);
      expect(of('dead')).toHaveLength(done.deadClicks);
      expect(of('errorClick')).toHaveLength(done.errorClicks);
      expect(of('error').map(({ message }) => message)).toEqual([expect.stringContaining('coupon service is down')]);
      expect(json.items.map((event) => event.at)).toEqual(json.items.map((event) => event.at).toSorted());
    });

    it('puts each click on its element, at its place', async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`${site.origin}/?afterglow=ignore`);
      const { json } = await api.call('heatmap', {
        params: project(),
        query: { ...range(), path: '/', type: 'click', device: 'desktop' },
      });
      const found: Record<string, number> = {};
      for (const element of json.elements ?? []) {
        const id = await page.locator(element.selector).getAttribute('id');
        found[id ?? element.selector] = element.count;
        for (const [x, y] of element.points) {
          expect(Math.abs(x - at.x), `${id} x ${x}`).toBeLessThan(0.03);
          expect(Math.abs(y - at.y), `${id} y ${y}`).toBeLessThan(0.06);
        }
      }
      await page.close();

      expect(found).toEqual(done.onHome);
      expect(json.snapshot).not.toBeNull();
    });

    it('knows how far the page was scrolled and where the pointer moved', async () => {
      const query = { ...range(), path: '/', device: 'desktop' as const };
      const scroll = await api.call('heatmap', { params: project(), query: { ...query, type: 'scroll' } });
      const move = await api.call('heatmap', { params: project(), query: { ...query, type: 'move' } });

      expect(scroll.json.samples).toBe(1);
      expect(scroll.json.reach?.[99]).toBe(1);
      expect(scroll.json.fold).toBeGreaterThan(0.1);
      expect(scroll.json.fold).toBeLessThan(0.5);
      expect(move.json.cells?.counts.some((count) => count > 0)).toBe(true);
    });

    it('exports a recording whose replay ends in the DOM that the page had', async () => {
      const { events } = exportRecording([made.session, '--project', stack.ready.projectId], {
        AFTERGLOW_STATE: stack.state,
      });
      const { lines, warnings } = await replayedOutline(browser, events);

      expect(events.map(({ timestamp }) => timestamp)).toEqual(
        events.map(({ timestamp }) => timestamp).toSorted((a, b) => a - b),
      );
      expect(lines).toEqual(made.lastPage);
      expect(warnings).toEqual([]);
    });

    it('holds the password, the typed text and the hidden value nowhere', async () => {
      const settings = awsSettings(stack.ready.endpoint, stack.ready.region);
      const held = [
        ...wire.beacons.map(({ address, text }) => ({ where: `wire ${address}`, text })),
        ...(await everyItem(settings)),
        ...(await everyObject(settings)),
        ...(await everyStreamRecord(settings)),
      ];
      const leaks = held.flatMap(({ where, text }) =>
        Object.values(canaries).flatMap((canary) => (text.includes(canary) ? [`${canary} in ${where}`] : [])),
      );

      expect(leaks).toEqual([]);
      expect(wire.beacons.length).toBeGreaterThan(3);
      expect(held.some(({ where, text }) => where.includes('archive') && text.includes(made.session))).toBe(true);
      expect(held.filter(({ text }) => text.includes('coupon service is down')).length).toBeGreaterThan(1);
    });

    it('exports the visitor, and then holds nothing of them', { timeout: 240_000 }, async () => {
      const { ready } = stack;
      const settings = awsSettings(ready.endpoint, ready.region);
      const vid = session.visitorId;
      const asked = await api.call('exportVisitor', { params: { ...project(), vid } });
      const exported = await finished(ready, api, asked.json.id);
      const { headers } = await api.call('deleteVisitor', { params: { ...project(), vid } });
      const erased = await finished(ready, api, headers.get(jobHeader) ?? '');
      const held = [...(await everyItem(settings)), ...(await everyObject(settings))];

      expect(exported.download?.parts.length).toBeGreaterThan(0);
      expect(erased.status).toBe('done');
      expect(held.filter(({ text }) => [vid, made.session].some((id) => text.includes(id)))).toEqual([]);
    });
  });
}
