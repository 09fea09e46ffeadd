/** Filters over more sessions than are read for an answer: the real routes and reader over a table in memory. */
import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { subjectOf, visitorPlace } from '../shared/hidden-id.ts';
import { type HttpHandler, serve } from '../shared/http/serve.ts';
import { callRoute, memoryMemberships, testDeps, testProject } from '../shared/http/test-call.ts';
import { packSession } from '../shared/packed-session.ts';
import { sessionsSort } from '../shared/tally-items.ts';
import { queryRoutes } from './query-routes.ts';
import type { SessionKey } from './readers.ts';
import { SessionSample } from './session-sample.ts';
import { createTallyStore } from './tally-store.ts';
import { hour, page, project, quietQuery, session, start } from './test-readers.ts';
import { memoryTallyClient } from './test-tally-client.ts';

const all = 90_000;
const most = 20_000;
/** Of a sample of `n` out of `all`, with the share that has what is counted; one standard error, of the estimate. */
const standardError = (n: number, share: number): number =>
  all * Math.sqrt(((share * (1 - share)) / n) * (1 - n / all));

const keys = Array.from({ length: all }, (_, n): SessionKey => ({ pk: `S#p#${n}`, sk: '0', startedAt: n }));
const place = ({ pk }: SessionKey): number => hash('sha256', pk, 'buffer').readUIntBE(0, 6) / 2 ** 48;
const sampleOf = (some: readonly SessionKey[], from = 0): SessionSample => {
  const sample = new SessionSample({ place, from, most });
  for (const key of some) sample.add(key);
  return sample;
};
const names = (sample: SessionSample) => new Set(sample.keys().map(({ pk }) => pk));

describe('a sample of sessions', () => {
  it('is everything while that is not too much', () => {
    const sample = sampleOf(keys.slice(0, most));

    expect([sample.keys().length, sample.share]).toEqual([most, 1]);
  });

  it('has as many as may be read, at least four fifths of them, and says which share that is', () => {
    const sample = sampleOf(keys);
    const kept = sample.keys().length;

    expect(kept).toBeLessThanOrEqual(most);
    expect(kept).toBeGreaterThan(0.8 * most);
    expect(sample.share).toBe(kept / all);
  });

  it('is the same in whichever order sessions come, and a part of that of fewer sessions', () => {
    const sample = names(sampleOf(keys));
    const half = names(sampleOf(keys.slice(0, all / 2)));

    expect(names(sampleOf(keys.toReversed()))).toEqual(sample);
    expect(keys.slice(0, all / 2).filter(({ pk }) => sample.has(pk) && !half.has(pk))).toEqual([]);
  });

  it('is uniform over time, and estimates every share within four standard errors', () => {
    const sample = sampleOf(keys);
    const estimate = (has: (n: number) => boolean) =>
      sample.keys().filter(({ startedAt }) => has(startedAt)).length / sample.share;
    const groups: [has: (n: number) => boolean, count: number][] = [
      ...Array.from({ length: 30 }, (_, day): [(n: number) => boolean, number] => [
        (n) => Math.floor(n / (all / 30)) === day,
        all / 30,
      ]),
      [(n) => n % 2 === 0, all / 2],
      [(n) => n % 100 === 0, all / 100],
      [(n) => n % 1_000 < 3, (3 * all) / 1_000],
    ];

    for (const [has, count] of groups) {
      const error = Math.abs(estimate(has) - count);
      expect(error).toBeLessThan(4 * standardError(sample.keys().length, count / all));
    }
  });

  it('counts what began before the range apart, and reads as many of it at most', () => {
    const both = sampleOf(keys, all - most);
    const before = both.keys().filter(({ startedAt }) => startedAt < all - most).length;

    expect(before).toBeLessThanOrEqual(most);
    expect(both.keys().length - before).toBeLessThanOrEqual(most);
    expect(both.share).toBeLessThan(1);
  });
});

describe('a sample of sessions of which it is known whose they are', () => {
  /** Visitors' places as hashes are, but without their randomness, so that what is left of it is the sample's. */
  const placeOf = (visitor: number) => (visitor * 0.6180339887498949) % 1;
  const ofVisitors = (visitorOf: (n: number) => number, count = all) =>
    Array.from({ length: count }, (_, n): SessionKey => {
      return { pk: `S#p#${n}`, sk: '0', startedAt: n, visitor: placeOf(visitorOf(n)) };
    });
  const visitorsIn = (some: readonly SessionKey[]) => new Set(some.map(({ visitor }) => visitor));
  const estimate = (sample: SessionSample) =>
    [...visitorsIn(sample.keys())].reduce<number>((sum, visitor) => sum + sample.weightOf(visitor), 0);

  it('has all sessions of a visitor or none, so that who returns often counts once', () => {
    const visits = ofVisitors((n) => n % 3_000);
    const sample = sampleOf(visits);
    const visitors = visitorsIn(sample.keys());

    expect(sample.keys()).toHaveLength(30 * visitors.size);
    expect(sample.keys().length).toBeGreaterThan(0.8 * most);
    expect(Math.abs(estimate(sample) - 3_000)).toBeLessThan(4 * Math.sqrt(3_000 / sample.share));
    expect(sample.share).toBeCloseTo(visitors.size / 3_000, 6);
  });

  it('goes by the sessions of a crowd, so that one visitor neither crowds others out nor is missed', () => {
    // A third of all sessions are of one visitor, a third of 300 with 100 in the range, a third of as many as there are.
    const visits = ofVisitors((n) => (n % 3 === 0 ? 0 : n % 3 === 1 ? 1 + (n % 900) : 1_000 + n));
    const sample = sampleOf(visits);
    const shares = [0, 1, 2].map((third) => sample.keys().filter(({ startedAt }) => startedAt % 3 === third).length);

    expect(sample.keys().length).toBeGreaterThan(0.6 * most);
    for (const count of [shares[0] ?? 0, shares[2] ?? 0]) {
      const error = Math.abs(count / sample.share - all / 3);
      expect(error).toBeLessThan(4 * standardError(sample.keys().length, 1 / 3) + 0.05 * all);
    }
    expect(Math.abs(estimate(sample) - 30_301)).toBeLessThan(0.04 * 30_301);
  });

  it('is the same in whichever order sessions come, crowds among them, and wherever the range begins', () => {
    const visits = ofVisitors((n) => (n % 5 === 0 ? 7 : n % 4_000));
    const mixed = visits.map((_, n) => visits[(n * 7_919) % all]).filter((key) => key !== undefined);

    for (const from of [0, all / 3]) {
      const sample = names(sampleOf(visits, from));
      for (const other of [visits.toReversed(), mixed].map((some) => names(sampleOf(some, from)))) {
        expect([other.size, [...other].filter((name) => !sample.has(name))]).toEqual([sample.size, []]);
      }
    }
  });
});

describe('answers with a filter over visitors of whom each returns thirty times', () => {
  const days = 5;
  const span = { from: start, to: start + days * 24 * hour };
  const secret = 'secret of visitors';
  const count = all / 2;
  const visitors = count / 30;
  const names = Array.from({ length: visitors }, (_, n) => subjectOf(secret, project, 'visitor', `v${n}`));
  const items = Array.from({ length: count }, (_, n) => {
    const startedAt = span.from + Math.floor((n * (span.to - span.from)) / count);
    const visitor = `v${n % visitors}`;
    const subjects = names.slice(n % visitors, (n % visitors) + 1);
    return session(`s${n}`, {
      startedAt,
      gsk: sessionsSort(startedAt, `s${n}`, visitorPlace(subjects)),
      country: n % visitors < visitors / 3 ? 'FR' : 'DE',
      visitor,
      subjects,
      pages: [page(`/p/${n % 10}`, startedAt)],
    });
  });
  /** Sessions of a visitor are in or out together, so there are only as many draws as visitors. */
  const near = (estimate: number, is: number, sampled: number, perVisitor: number) =>
    expect(Math.abs(estimate - is)).toBeLessThan(4 * perVisitor * Math.sqrt(is / perVisitor / sampled));

  it('estimate visitors, sessions and pageviews alike', async () => {
    const table = memoryTallyClient(items.map((item) => packSession(item)));
    const tally = createTallyStore('tally', secret, table);
    const routes = queryRoutes({ ...quietQuery, tally, now: () => span.to });
    const memberships = memoryMemberships({ 'user-1': [testProject({ id: project, timeZone: 'UTC' })] });
    const handler = serve('query', routes, testDeps({ memberships }));
    const range = { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() };
    const query = { ...range, filter: JSON.stringify(['is', 'country', ['FR']]) };
    const params = { id: project };
    const { json: overview } = await callRoute(handler, 'overview', { params, query: { ...query, compare: 'none' } });
    const { json: countries } = await callRoute(handler, 'breakdown', { params, query: { ...query, by: 'country' } });
    const { json: byDay } = await callRoute(handler, 'timeseries', {
      params,
      query: { ...query, grain: 'day', metric: 'visitors' },
    });
    const { sampled } = overview;

    expect(sampled).toBeGreaterThan((0.8 * most) / count);
    expect(sampled).toBeLessThan(1);
    near(overview.current.visitors, visitors / 3, sampled, 1);
    for (const name of ['sessions', 'pageviews']) near(overview.current[name], count / 3, sampled, 30);
    near(countries.items[0].visitors, visitors / 3, sampled, 1);
    for (const point of byDay.points.slice(1, days)) near(point.visitors, visitors / 3, sampled, 1);
  });
});

describe(`answers with a filter over ${all} sessions`, () => {
  const days = 5;
  const span = { from: start, to: start + days * 24 * hour };
  const range = { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() };
  /** A third are from France, each with a pageview of its own on one of ten pages; every hundredth bought. */
  const items = Array.from({ length: all }, (_, n) => {
    const startedAt = span.from + Math.floor((n * (span.to - span.from)) / all);
    return session(`s${n}`, {
      startedAt,
      country: n % 3 === 0 ? 'FR' : 'DE',
      visitor: `v${n}`,
      pages: [page(`/p/${n % 10}`, startedAt, { clicks: 1 })],
      ...(n % 100 === 0 ? { events: 1, eventNames: { buy: 1 } } : {}),
    });
  });
  let handler: HttpHandler;
  const ask = async (name: 'overview' | 'timeseries' | 'breakdown' | 'pages', query: Record<string, string>) => {
    const { status, body, json } = await callRoute(handler, name, {
      params: { id: project },
      query: { ...range, filter: JSON.stringify(['is', 'country', ['FR']]), ...query },
    });
    expect([status, status === 200 ? '' : body]).toEqual([200, '']);
    return json;
  };
  /** Within four standard errors of what is true; of all sessions, those of which `count` is a share. */
  const near = (estimate: number, count: number, sampled: number) =>
    expect(Math.abs(estimate - count)).toBeLessThan(4 * standardError(sampled * all, count / all) + 1);

  beforeAll(() => {
    const table = memoryTallyClient(items.map((item) => packSession(item)));
    const routes = queryRoutes({
      ...quietQuery,
      tally: createTallyStore('tally', 'secret of places', table),
      now: () => span.to,
    });
    const memberships = memoryMemberships({ 'user-1': [testProject({ id: project, timeZone: 'UTC' })] });
    handler = serve('query', routes, testDeps({ memberships }));
  }, 30_000);

  it('are estimated from a share that they tell, each time the same', async () => {
    const answer = await ask('overview', { compare: 'previous' });

    expect(answer.sampled).toBeGreaterThan((0.8 * most) / all);
    expect(answer.sampled).toBeLessThan(1.01 * (most / all));
    for (const name of ['sessions', 'pageviews', 'visitors']) near(answer.current[name], all / 3, answer.sampled);
    near(answer.current.events, all / 300, answer.sampled);
    expect(answer.current.avgDurationMs).toBe(30_000);
    expect(await ask('overview', { compare: 'previous' })).toEqual(answer);
  });

  it('are so by the day, by value and by page', async () => {
    const { points, sampled } = await ask('timeseries', { grain: 'day', metric: 'sessions' });
    const byEntry = await ask('breakdown', { by: 'path', limit: '4' });
    const ofPages = await ask('pages', {});

    for (const { at, sessions } of points.slice(1, days)) {
      expect([at, Math.abs(sessions - all / days / 3) < 4 * standardError(sampled * all, 1 / days / 3)]).toEqual([
        at,
        true,
      ]);
    }
    expect(byEntry.items).toHaveLength(4);
    for (const { count } of byEntry.items) near(count, all / 30, byEntry.sampled);
    near(byEntry.other.count, (6 * all) / 30, byEntry.sampled);
    for (const { clicks, pageviews } of ofPages.items)
      for (const n of [clicks, pageviews]) near(n, all / 30, ofPages.sampled);
    expect([byEntry.sampled, ofPages.sampled]).toEqual([sampled, sampled]);
  });

  it('are exact, and say nothing of a sample, over a range with fewer', async () => {
    const day = { to: new Date(span.from + 24 * hour).toISOString() };
    const { sampled, current } = await ask('overview', { ...day, compare: 'none' });

    expect([sampled, current.sessions]).toEqual([undefined, all / days / 3]);
  });
});
