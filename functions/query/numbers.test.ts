import { describe, expect, it } from 'vitest';
import { breakdown, pages } from './breakdown.ts';
import { overview } from './overview.ts';
import { maxRead } from './scan-sessions.ts';
import { counter, hour, memoryTally, page, project, session, sketch, start } from './test-readers.ts';
import { parseMetrics, timeseries } from './timeseries.ts';

const ask = {
  project,
  timeZone: 'UTC',
  crowds: ['human' as const],
  span: { from: start, to: start + 2 * hour },
  filter: undefined,
  now: start + 10 * hour,
};

describe('unfiltered numbers', () => {
  const tally = memoryTally({
    counters: [
      counter(
        'all',
        '',
        start,
        { pageviews: 5, sessions: 2, bounces: 1, durationMs: 90_000, events: 1, chosen: 2, recordings: 1 },
        sketch(1, 2),
      ),
      counter('all', '', start, { pageviews: 2, sessions: 1, durationMs: 30_000 }, sketch(3), { bucket: 1 }),
      counter('all', '', start + hour, { pageviews: 1 }, sketch(1)),
      counter('all', '', start - hour, { pageviews: 8, sessions: 4, bounces: 4 }, sketch(7)),
      counter('all', '', start, { pageviews: 100, sessions: 50 }, sketch(99), { crowd: 'bot' }),
    ],
  });

  it('add up the hours and buckets of the range, each visitor once, bots left out', async () => {
    const { current, previous, range } = await overview(tally, { ...ask, compare: 'previous' });

    expect(current).toEqual({
      visitors: 3,
      sessions: 3,
      pageviews: 8,
      events: 1,
      bounceRate: 1 / 3,
      avgDurationMs: 40_000,
      recordedShare: 1 / 3,
    });
    expect(previous).toMatchObject({ visitors: 1, sessions: 4, pageviews: 8, bounceRate: 1 });
    expect(range).toEqual({ from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T12:00:00.000Z', timeZone: 'UTC' });
  });

  it('include bots when asked to', async () => {
    const { current } = await overview(tally, { ...ask, crowds: ['human', 'bot'], compare: 'none' });

    expect(current).toMatchObject({ visitors: 4, pageviews: 108, sessions: 53 });
  });

  it('are widened to whole hours of the zone', async () => {
    const { range, current } = await overview(tally, {
      ...ask,
      timeZone: 'Asia/Kolkata',
      span: { from: start + 40 * 60_000, to: start + 41 * 60_000 },
      compare: 'none',
    });

    expect(range.from).toBe('2026-11-20T10:30:00.000Z');
    expect(range.to).toBe('2026-11-20T11:30:00.000Z');
    expect(current.pageviews).toBe(1);
  });

  it('come by the hour with empty hours as 0', async () => {
    const { points } = await timeseries(tally, {
      ...ask,
      span: { from: start, to: start + 3 * hour },
      grain: 'hour',
      metrics: parseMetrics('visitors,pageviews'),
    });

    expect(points).toEqual([
      { at: '2026-11-20T10:00:00.000Z', visitors: 3, pageviews: 7 },
      { at: '2026-11-20T11:00:00.000Z', visitors: 1, pageviews: 1 },
      { at: '2026-11-20T12:00:00.000Z', visitors: 0, pageviews: 0 },
    ]);
  });

  it('come by the minute from minute counters, for a day at most', async () => {
    const minute = start + 5 * 60_000;
    const minutes = memoryTally({ counters: [counter('minute', String(minute), start, { pageviews: 2 }, sketch(1))] });
    const span = { from: minute, to: minute + 120_000 };
    const { points } = await timeseries(minutes, { ...ask, span, grain: 'minute', metrics: ['visitors', 'pageviews'] });

    expect(points).toEqual([
      { at: '2026-11-20T10:05:00.000Z', visitors: 1, pageviews: 2 },
      { at: '2026-11-20T10:06:00.000Z', visitors: 0, pageviews: 0 },
    ]);
    await expect(
      timeseries(minutes, {
        ...ask,
        span: { from: start, to: start + 25 * hour },
        grain: 'minute',
        metrics: ['visitors'],
      }),
    ).rejects.toMatchObject({ code: 'range_too_long' });
  });

  it('have no single minutes from before the two days for which they are kept', async () => {
    const span = { from: start, to: start + 60_000 };
    const late = { ...ask, span, now: start + 49 * hour, grain: 'minute' as const };

    await expect(timeseries(tally, { ...late, metrics: ['visitors'] })).rejects.toThrow('kept for 48 hours');
  });

  it('leave out what has expired', async () => {
    const expired = { ...counter('all', '', start, { pageviews: 9 }), ttl: start / 1_000 };
    const { current } = await overview(memoryTally({ counters: [expired] }), { ...ask, compare: 'none' });

    expect(current.pageviews).toBe(0);
  });

  it('refuse an unknown metric by its name', () => {
    expect(() => parseMetrics('visitors,magic')).toThrow('unknown "magic"');
  });

  it('break down by value, and sum what the limit cuts off', async () => {
    const values = memoryTally({
      counters: [
        counter('path', '/', start, { pageviews: 5, sessions: 2, rageClicks: 1 }, sketch(1, 2)),
        counter('path', '/', start + hour, { pageviews: 1, sessions: 1 }, sketch(1)),
        counter('path', '/a', start, { pageviews: 3, sessions: 1 }, sketch(1)),
        counter('path', '/b', start, { pageviews: 2, sessions: 1 }, sketch(4)),
        counter('path', '/moved', start, { pageviews: 0 }),
        counter('country', '', start, { pageviews: 4, sessions: 1 }, sketch(1)),
      ],
    });
    const { items, other } = await breakdown(values, { ...ask, by: 'path', limit: 1 });
    const countries = await breakdown(values, { ...ask, by: 'country' });

    expect(items).toEqual([
      { value: '/', visitors: 2, sessions: 3, count: 6, rageClicks: 1, deadClicks: 0, errors: 0 },
    ]);
    expect(other).toEqual({ visitors: 2, sessions: 2, count: 5 });
    expect(countries.items).toEqual([{ value: '(none)', visitors: 1, sessions: 1, count: 4 }]);
  });
});

describe('filtered numbers', () => {
  const sessions = [
    session('a', {
      pages: [page('/', start + 1), page('/cart', start + 2, { rageClicks: 1 })],
      country: 'DE',
      bounce: true,
      // Chosen, but what was to begin the recording did not happen.
      chosen: true,
      hasRecording: false,
    }),
    session('b', { pages: [page('/', start + 1)], country: 'FR', visitor: 'visitor-a' }),
    session('c', {
      startedAt: start + hour + 1,
      pages: [page('/cart', start + hour + 1)],
      country: 'DE',
      eventNames: { buy: 2 },
      events: 2,
    }),
    session('early', {
      startedAt: start - hour,
      pages: [page('/', start - hour), page('/cart', start + 5)],
      country: 'DE',
    }),
    session('gone', { country: 'DE', erased: true }),
    session('old', { country: 'DE', ttl: 1 }),
    session('bot', { country: 'DE', bot: true }),
  ];
  const tally = memoryTally({ sessions });
  const german = { ...ask, filter: ['is', 'country', ['DE']] as ['is', string, string[]] };

  it('count the sessions that began in the range and the pageviews that lie in it', async () => {
    const { current } = await overview(tally, { ...german, compare: 'none' });

    expect(current).toEqual({
      visitors: 3,
      sessions: 2,
      pageviews: 4,
      events: 2,
      bounceRate: 0.5,
      avgDurationMs: 30_000,
      recordedShare: 0.5,
    });
  });

  it('count only the pageviews that a path filter asks for', async () => {
    const { current } = await overview(tally, { ...ask, filter: ['is', 'path', ['/cart']], compare: 'none' });

    expect(current).toMatchObject({ pageviews: 3, sessions: 2 });
  });

  it('count only the events that an event filter asks for', async () => {
    const two = memoryTally({ sessions: [session('s', { eventNames: { buy: 2, look: 5 }, events: 7 })] });
    const buys = { ...ask, filter: ['is', 'event', ['buy']] as ['is', string, string[]] };

    expect((await overview(two, { ...buys, compare: 'none' })).current).toMatchObject({ sessions: 1, events: 2 });
    expect((await breakdown(two, { ...buys, by: 'event' })).items.map(({ value }) => value)).toEqual(['buy']);
  });

  it('are exact up to as many sessions as are read, in the range and in the day before it', async () => {
    const many = (from: number) =>
      Array.from({ length: maxRead }, (_, n) => session(`s${from}-${n}`, { startedAt: from + n, visitor: `v${n}` }));
    const full = memoryTally({ sessions: [...many(start), ...many(start - 2 * hour)] });
    const answer = await overview(full, { ...german, compare: 'none' });

    expect(answer.current).toMatchObject({ sessions: maxRead, visitors: maxRead, pageviews: maxRead });
    expect(answer).not.toHaveProperty('sampled');
  });

  it('agree between overview and time series', async () => {
    const { points } = await timeseries(tally, { ...german, grain: 'hour', metrics: ['sessions', 'pageviews'] });

    expect(points).toEqual([
      { at: '2026-11-20T10:00:00.000Z', sessions: 1, pageviews: 3 },
      { at: '2026-11-20T11:00:00.000Z', sessions: 1, pageviews: 1 },
    ]);
  });

  it('break down by path, event and session field', async () => {
    const byPath = await breakdown(tally, { ...german, by: 'path' });
    const byEvent = await breakdown(tally, { ...german, by: 'event' });
    const byCountry = await breakdown(tally, { ...ask, filter: ['is', 'path', ['/']], by: 'country' });

    expect(byPath.items.map(({ value, count, visitors }) => [value, count, visitors])).toEqual([
      ['/cart', 3, 3],
      ['/', 1, 1],
    ]);
    expect(byEvent.items).toEqual([{ value: 'buy', visitors: 1, sessions: 1, count: 2 }]);
    expect(byCountry.items.map(({ value, sessions: count }) => [value, count])).toEqual([
      ['DE', 1],
      ['FR', 1],
    ]);
  });

  it('tell of pages what happened on them', async () => {
    const { items } = await pages(tally, german);

    expect(items[0]).toEqual({
      path: '/cart',
      pageviews: 3,
      visitors: 3,
      clicks: 0,
      rageClicks: 1,
      deadClicks: 0,
      errors: 0,
      recordings: 1,
    });
  });
});
