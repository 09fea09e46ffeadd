import { expect, it } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { type PackedHeat, squareCell, unpackHeat } from '../../shared/packed-heat.ts';
import { packSession } from '../../shared/packed-session.ts';
import type { Counts } from '../../shared/tally-items.ts';
import { resolveBeacon } from '../resolve-beacon.ts';
import { addSeen } from '../seen-sequences.ts';
import { envelopeFor, event, frameHeader, hourOfTest, start, uuid } from '../simulator/make-beacon.ts';
import { itemBytes } from '../simulator/memory-stores.ts';
import { Random } from '../simulator/random.ts';
import { changedItem, itemKeyOf, maxCells } from './count-item.ts';
import { type CounterTarget, Deltas, type HeatTarget } from './deltas.ts';
import { reduceBeacon } from './reduce-record.ts';
import { toSessionItem } from './session-item.ts';
import { type SessionState, sessionLimits } from './session-state.ts';

/** Each beacon of a session writes its item anew. */
const itemLimit = 100_000;
const wide = (text: string, length: number) => `${text}${'漢'.repeat(length)}`.slice(0, length);

it('keeps a session below 100 KB, whatever is sent, with every total exact', () => {
  const random = new Random(5);
  // Drawn characters of three bytes, of which nothing can be packed.
  const drawn = (text: string, length: number) =>
    `${text}${Array.from({ length }, () => String.fromCharCode(0x4e00 + random.whole(0, 0x4fff))).join('')}`.slice(
      0,
      length,
    );
  let state: SessionState | undefined;
  for (let n = 0; n < 300; n += 1) {
    for (let seq = 0; seq < 80; seq += 40) {
      const at = start + n * 280_000 + seq;
      const path = drawn(`/${n}-${seq}/`, n === 0 || n === 299 ? 2_048 : 40);
      const place = { selector: drawn('#', 100), x: random.next(), y: random.next() };
      const events: AnalyticsEvent[] = [
        event.pageview(at, path, {
          title: drawn('t', n < 2 ? 2_048 : 0),
          referrer: `https://x.example/${drawn('r', 2_000)}`,
        }),
        event.custom(at, drawn(`${n}-${seq}`, 120), path),
        event.identify(at, drawn('u', 120), { [drawn(`${n}-${seq}`, 120)]: drawn('v', 2_048) }, path),
        event.scroll(at, at + 1, random.next(), random.next(), path),
        { ...event.click(at, path, place.selector), ...place },
      ];
      const header = frameHeader({ document: uuid(n), seq: 7 + seq * 20_000_000 });
      const beacon = resolveBeacon(envelopeFor(header, events), events);
      state = reduceBeacon(state, beacon, false, () => 1n, new Deltas()).state;
    }
  }
  let seen = state?.seen ?? new Map();
  for (let n = 0; n < 300; n += 1) {
    for (let seq = 0; seq < 35; seq += 1)
      seen = addSeen(seen, uuid(n), 11 + seq * random.whole(30_000_000, 50_000_000));
  }
  const item = packSession(toSessionItem({ ...(state as SessionState), seen }, '9'.repeat(73)));

  expect(itemBytes(item)).toBeLessThan(itemLimit);
  expect(itemBytes(item)).toBeGreaterThan(itemLimit * 0.4);
  expect(state).toMatchObject({ pageviews: 600, events: 600, clicks: 600 });
  expect(Object.values(state?.eventNames ?? {}).reduce((sum, count) => sum + count, 0)).toBe(600);
  expect(state?.eventNames['(other)']).toBeGreaterThan(500);
});

it('counts the pages of a session past those that are kept under (other), as one', () => {
  const views = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => event.pageview(start + from + n, `/${from + n}`));
  const full = reduce(views(0, 200));
  const more = reduce(views(200, 30), full.state, 1);
  const sessionsOn = (deltas: Deltas, path: string) =>
    counters(deltas, 'path').find(({ value }) => value === path)?.counts.sessions;

  expect(sessionsOn(full.deltas, '/199')).toBe(1);
  expect(sessionsOn(full.deltas, '(other)')).toBeUndefined();
  expect(sessionsOn(more.deltas, '(other)')).toBe(1);
  expect(sessionsOn(more.deltas, '/200')).toBeUndefined();
});

it('keeps the first pages when there are too many, in whatever order they come', () => {
  const beacons = Array.from({ length: 260 }, (_, n) => ({
    seq: n,
    events: [event.pageview(start + n * 1_000, `/${n}`)],
  }));
  const reduceAll = (list: typeof beacons) =>
    list.reduce<SessionState | undefined>(
      (state, { seq, events }) =>
        reduceBeacon(
          state,
          resolveBeacon(envelopeFor(frameHeader({ seq }), events), events),
          false,
          () => 1n,
          new Deltas(),
        ).state,
      undefined,
    );

  const forward = reduceAll(beacons)?.pages.map(({ path }) => path);

  expect(forward).toEqual(Array.from({ length: 200 }, (_, n) => `/${n}`));
  expect(reduceAll(beacons.toReversed())?.pages.map(({ path }) => path)).toEqual(forward);
});

const hourMs = 3_600_000;
const reduce = (events: AnalyticsEvent[], before?: SessionState, seq = 0) => {
  const envelope = envelopeFor(frameHeader({ seq }), events, { receivedAt: start });
  const deltas = new Deltas();
  const { state } = reduceBeacon(before, resolveBeacon(envelope, events), false, () => 1n, deltas);
  return { state, deltas };
};
const counters = (deltas: Deltas, by: CounterTarget['by']) =>
  [...deltas.values()].flatMap(({ target, counts, visitors }) =>
    target.kind === 'counter' && target.by === by ? [{ ...target, counts, visitors }] : [],
  );
/** Per hour, what all values of a dimension add up to. */
const perHour = (deltas: Deltas, by: CounterTarget['by'], name: keyof Counts) => {
  const sums: Record<string, number> = {};
  for (const { hour, counts } of counters(deltas, by)) sums[hour] = (sums[hour] ?? 0) + (counts[name] ?? 0);
  return sums;
};

it('lets one beacon touch no more than some hundred items, and counts the rest under (other)', () => {
  const events: AnalyticsEvent[] = Array.from({ length: 2_000 }, (_, n) => [
    event.click(start + 2, `/${n}`, `#a${n}`),
    event.custom(start + 3, `name ${n}`),
  ]).flat();
  const { deltas } = reduce(events);
  const clicksOf = (path: string) => counters(deltas, 'path').find(({ value }) => value === path)?.counts.clicks;

  expect(deltas.size).toBeLessThan(700);
  expect(clicksOf('/5')).toBe(1);
  expect(clicksOf('(other)')).toBe(2_000 - 99);
});

it('bounds them as well when the events are spread over all hours that are believed, with every total exact', () => {
  const events: AnalyticsEvent[] = Array.from({ length: 4_800 }, (_, n) => {
    const at = start + Math.round((n / 4_800 - 0.5) * 48 * hourMs);
    return [event.click(at, `/${n % 100}`), event.custom(at, `name ${n % 100}`)];
  }).flat();
  const { deltas } = reduce(events);
  const expected: Record<string, number> = {};
  for (const { at } of events.filter(({ kind }) => kind === 'click')) {
    expected[hourOfTest(at)] = (expected[hourOfTest(at)] ?? 0) + 1;
  }

  expect(Object.keys(expected)).toHaveLength(49);
  for (const by of ['all', 'path', 'minute'] as const) expect(perHour(deltas, by, 'clicks')).toEqual(expected);
  for (const by of ['all', 'event', 'minute'] as const) expect(perHour(deltas, by, 'events')).toEqual(expected);
  for (const by of ['path', 'event'] as const) {
    const items = counters(deltas, by).filter(({ visitors }) => visitors.size > 0);

    expect(items.filter(({ value }) => value !== '(other)')).toHaveLength(100);
    expect(items.filter(({ value }) => value === '(other)').length).toBeLessThanOrEqual(49);
  }
  expect(counters(deltas, 'minute').length).toBeLessThanOrEqual(60 + 49 + 1);
  expect(deltas.size).toBeLessThan(1_100);
});

it('bounds them when every event names something new and the second beacon moves all that the first counted', () => {
  const spread = (tag: string, from: number): AnalyticsEvent[] =>
    Array.from({ length: 2_000 }, (_, n) => {
      const at = from + n * 60_000;
      const path = `/${tag}/${n}`;
      return [
        event.pageview(at, path, { host: `${tag}.example`, language: tag, screen: [tag.length, 9] }),
        event.scroll(at + 1, at, 0.5, 0.2, path),
        event.attention(at + 2, [[1, 10]], path),
        event.click(at + 3, path, `#${tag}${n}`),
        event.custom(at + 4, `${tag} ${n}`, path),
      ];
    }).flat();
  const first = reduce(spread('late', start - 10 * hourMs));
  const second = reduce(spread('earlier', start - 24 * hourMs), first.state, 1);

  expect(first.deltas.size).toBeLessThan(2_000);
  expect(second.deltas.size).toBeLessThan(3_000);
});

it('counts the pageviews of a session that never ends by every dimension, in whatever order they come', () => {
  const beacons = Array.from({ length: 60 }, (_, n) => ({ seq: n, events: [event.pageview(start + n * hourMs)] }));
  const all = (list: typeof beacons) => {
    const sums = new Deltas();
    let state: SessionState | undefined;
    for (const { seq, events } of list) {
      const reduced = reduceBeacon(
        state,
        resolveBeacon(envelopeFor(frameHeader({ seq }), events), events),
        false,
        () => 1n,
        sums,
      );
      state = reduced.state;
    }
    return perHour(sums, 'country', 'pageviews');
  };
  const forward = Object.entries(all(beacons)).filter(([, pageviews]) => pageviews !== 0);

  expect(forward).toHaveLength(sessionLimits.hours);
  expect(forward.at(-1)).toEqual([`${hourOfTest(start) + 25 * hourMs}`, 60 - 25]);
  for (const mixed of [beacons.toReversed(), beacons.toSorted((a, b) => (a.seq % 7) - (b.seq % 7))]) {
    expect(
      Object.entries(all(mixed))
        .filter(([, pageviews]) => pageviews !== 0)
        .sort(),
    ).toEqual(forward);
  }
});

it('keeps a heatmap item below the size of an item', () => {
  const target: HeatTarget = {
    kind: 'heat',
    crowd: 'human',
    type: 'move',
    device: 'desktop',
    path: wide('/', 2_048),
    day: start,
  };
  const cells = new Map(
    Array.from({ length: 80_000 }, (_, n) => [squareCell(n % 80, Math.floor(n / 80)), 123_456] as const),
  );
  const visitors = new Map(Array.from({ length: 200 }, (_, n) => [BigInt(n) << 40n, 1] as const));
  const delta = { target, first: '1', last: '1', ttl: 1, counts: { samples: 1 }, cells, visitors };
  const change = {
    key: itemKeyOf('p', 0, target),
    project: 'p',
    bucket: 0,
    target,
    deltas: [delta],
  };
  const item = changedItem(change, undefined);
  const again = item && changedItem({ ...change, deltas: [{ ...delta, first: '2', last: '2' }] }, item);
  const { cells: kept } = unpackHeat(again as PackedHeat);

  expect(Object.keys(kept)).toHaveLength(maxCells);
  expect(itemBytes(again ?? {})).toBeLessThan(100_000);
  expect(kept['0,0']).toBe(246_912);
});

it('keeps all movement of a tall page, in items of less than 100 KB', () => {
  const events = Array.from({ length: 40 }, (_, n): AnalyticsEvent => {
    const cells = Array.from({ length: 2_000 }, (_, m): [number, number, number] => {
      const cell = n * 2_000 + m;
      return [cell % 80, Math.floor(cell / 80), 3];
    });
    return event.move(start + 1 + n, cells);
  });
  const { deltas } = reduce([event.pageview(start), ...events]);
  const items = [...deltas.values()].flatMap((delta) => {
    const { target } = delta;
    if (target.kind !== 'heat' || target.type !== 'move') return [];
    const key = itemKeyOf('p', 0, target);
    const change = { key, project: 'p', bucket: 0, target, deltas: [delta] };
    return [changedItem(change, undefined) as PackedHeat];
  });
  const cells = items.flatMap((item) => Object.entries(unpackHeat(item).cells));

  expect(new Set(items.map(({ sk }) => sk)).size).toBe(20);
  expect(Math.max(...items.map(itemBytes))).toBeLessThan(100_000);
  expect(new Set(cells.map(([cell]) => cell)).size).toBe(80_000);
  expect(items.reduce((sum, { samples }) => sum + samples, 0)).toBe(240_000);
});
