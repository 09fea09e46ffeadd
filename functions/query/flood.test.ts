/** A flood of addresses and sessions from one key, counted by aggregate and asked for through the real routes and reader. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import { type FrameHeader, nameCaps } from '#contracts/stream-record.ts';
import { envelopeFor, event, frameHeader, sessionId, start, uuid } from '../process/simulator/make-beacon.ts';
import { countFlood, Stores, streamEpoch } from '../process/simulator/world.ts';
import type { StreamRecord } from '../process/stream-batch.ts';
import { packRecord } from '../shared/framing.ts';
import { type HttpHandler, serve } from '../shared/http/serve.ts';
import { callRoute, memoryMemberships, testDeps, testProject } from '../shared/http/test-call.ts';
import { soak } from '../shared/test-soak.ts';
import { queryRoutes } from './query-routes.ts';
import { maxRead } from './scan-sessions.ts';
import { createTallyStore } from './tally-store.ts';
import { quietQuery } from './test-readers.ts';
import { memoryTallyClient } from './test-tally-client.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const sessions = soak(5_000, 100_000);
const { limits } = defaultSettings;
/** As a project has them, or so few that the short form goes past them as well. */
const caps = soak(0, 1) ? nameCaps(limits) : { paths: 300, eventNames: 50, propertyNames: 40 };
const buckets = 4;
const project = 'prj_1';
const hour = 3_600_000;
const from = Math.floor(start / hour) * hour;
const range = { from: new Date(from).toISOString(), to: new Date(from + 4 * hour).toISOString() };
/** Of an answer, in bytes: what a gateway carries in a tenth of a second, and a sixth of what it carries at all. */
const largestAnswer = 1_000_000;

/** One page is clicked on so often, on so many elements and wherever in them. */
const flooded = { path: '/flooded', beacons: 500, clicks: 1_000, elements: 400 };

let handler: HttpHandler;

/** One session on an address that nobody else was on, with a click and an event. */
function flooding(n: number): StreamRecord {
  const header = frameHeader({ session: sessionId(n), document: uuid(n), visitor: uuid(n) });
  const at = start + (n % 3_000_000);
  const path = `/offers/${n}`;
  const events: AnalyticsEvent[] = [
    event.pageview(at, path, { referrer: `https://r${n}.example/`, utm: { source: `s${n}`, campaign: `c${n}` } }),
    event.click(at + 1, path, `#b${n}`),
    event.custom(at + 2, `name ${n}`, path),
  ];
  return recordOf(n, header, events);
}

/** One session that only clicks on the flooded page. */
function clicking(n: number): StreamRecord {
  const header = frameHeader({ session: sessionId(n), document: uuid(n), visitor: uuid(n) });
  const { path, clicks, elements } = flooded;
  const events = Array.from({ length: clicks }, (_, click): AnalyticsEvent => {
    const at = n * clicks + click;
    return {
      ...event.click(start + click, path, `main > a:nth-of-type(${at % elements})`),
      x: ((at * 37) % 101) / 101,
      y: ((at * 61) % 103) / 103,
    };
  });
  return recordOf(n, header, [event.pageview(start, path), ...events.slice(1)]);
}

function recordOf(n: number, header: FrameHeader, events: AnalyticsEvent[]): StreamRecord {
  const bucket = n % buckets;
  const envelope = envelopeFor(header, events, {
    project,
    bucket,
    settings: { timeZone: 'UTC', fold: [], keepParams: [], recordingDays: 30, eventDays: 395, caps },
  });
  const text = [{ ...header, secret: 'A'.repeat(22) }, ...events].map((line) => JSON.stringify(line)).join('\n');
  const sequenceNumber = String(n + 1).padStart(30, '0');
  return {
    sequenceNumber,
    position: `${streamEpoch}${sequenceNumber.padStart(60, '0')}`,
    partitionKey: `${project}#${bucket}`,
    data: packRecord(envelope, Buffer.from(text)),
  };
}

beforeAll(async () => {
  const stores = new Stores();
  const clicked = new Stores();
  await countFlood(stores, sessions, flooding);
  await countFlood(clicked, flooded.beacons, clicking);
  const items = [
    ...stores.tally.items.values(),
    ...[...clicked.tally.items.values()].filter(({ pk }) => pk.startsWith('H#')),
  ];
  const routes = queryRoutes({
    ...quietQuery,
    tally: createTallyStore('tally', 'secret of places', memoryTallyClient(items)),
    now: () => from + 4 * hour,
  });
  const memberships = memoryMemberships({ 'user-1': [testProject({ id: project, timeZone: 'UTC' })] });
  handler = serve('query', routes, testDeps({ memberships }));
});

/** The answer as it is read, which at stage `local` must also be what its schema says, in a bounded size. */
async function ask(
  name: 'overview' | 'timeseries' | 'breakdown' | 'pages' | 'sessions' | 'heatmap',
  query: Record<string, string>,
) {
  const { status, body, json } = await callRoute(handler, name, {
    params: { id: project },
    query: { ...range, ...query },
  });
  expect([status, status === 200 ? '' : body]).toEqual([200, '']);
  expect(body.length).toBeLessThan(largestAnswer);
  return json;
}

const sum = <Name extends string>(all: readonly Partial<Record<Name, number>>[], name: Name): number =>
  all.reduce((whole, one) => whole + (one[name] ?? 0), 0);

describe(`the dashboard over ${sessions} sessions with an address each`, () => {
  it('has exact totals, and visitors within four standard errors', async () => {
    const { current } = await ask('overview', { compare: 'previous' });

    expect(current).toMatchObject({ sessions, pageviews: sessions, events: sessions });
    expect(Math.abs(current.visitors - sessions) / sessions).toBeLessThan(4 * 0.016);
  });

  it.each(['hour', 'day', 'minute'] as const)('has all of them by the %s', async (grain) => {
    const { points } = await ask('timeseries', { grain, metric: 'sessions,pageviews,visitors' });

    expect([sum(points, 'sessions'), sum(points, 'pageviews')]).toEqual([sessions, sessions]);
    expect(points.length).toBeLessThanOrEqual(grain === 'minute' ? 240 : 4);
  });

  it.each(['path', 'entryPath', 'exitPath', 'referrer', 'utmSource', 'utmCampaign', 'event', 'country', 'channel'])(
    'has all of them by %s, however many values there are',
    async (by) => {
      const { items, other } = await ask('breakdown', { by, limit: '200' });

      expect(sum([...items, other], 'count')).toBe(sessions);
      expect(sum([...items, other], 'sessions')).toBe(sessions);
      expect(items.length).toBeLessThanOrEqual(200);
    },
  );

  it('lists pages, those past the cap as one', async () => {
    const { items } = await ask('pages', { limit: '200' });

    expect(items).toHaveLength(200);
    expect(items[0].pageviews).toBe(sessions - caps.paths);
  });

  it('lists every session once, newest first, page by page', async () => {
    const seen = new Set<string>();
    let last = Number.POSITIVE_INFINITY;
    let cursor: string | null = null;
    do {
      const { items, nextCursor } = await ask('sessions', { limit: '200', ...(cursor ? { cursor } : {}) });
      for (const { id, startedAt } of items) {
        seen.add(id);
        expect(Date.parse(startedAt)).toBeLessThanOrEqual(last);
        last = Date.parse(startedAt);
      }
      cursor = nextCursor;
    } while (cursor !== null);

    expect(seen.size).toBe(sessions);
  });

  it('answers a filter that all satisfy from a part of them, told and scaled, where they are very many', async () => {
    const filter = JSON.stringify(['is', 'country', ['DE']]);
    const { current, sampled } = await ask('overview', { filter, compare: 'none' });

    // All were sampled that were kept, and how many there are is known.
    expect(current).toMatchObject({ sessions, pageviews: sessions, events: sessions });
    expect(sampled === undefined).toBe(sessions <= maxRead);
  });

  it.each(['-activeMs', '-frustration'])('lists sessions by %s', async (sort) => {
    const { items, nextCursor } = await ask('sessions', { limit: '200', sort });

    expect(items).toHaveLength(200);
    expect(nextCursor).not.toBeNull();
  });

  it('draws a page that was clicked on everywhere, with every click of every element', async () => {
    const { path, beacons, clicks, elements } = flooded;
    const map = await ask('heatmap', { path, type: 'click' });
    const told: { count: number; points: [number, number, number][] }[] = map.elements;

    expect(map.samples).toBe(beacons * (clicks - 1));
    expect(told).toHaveLength(elements);
    expect(sum(told, 'count')).toBe(map.samples);
    for (const { count, points } of told) expect(points.reduce((all, [, , n]) => all + n, 0)).toBe(count);
  });
});
