import { expect, it } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { resolveBeacon } from '../resolve-beacon.ts';
import { envelopeFor, event, frameHeader, start, uuid } from '../simulator/make-beacon.ts';
import { itemBytes } from '../simulator/memory-stores.ts';
import { changedItem, itemKeyOf, maxCells } from './count-item.ts';
import type { HeatTarget } from './deltas.ts';
import { reduceBeacon } from './reduce-record.ts';
import { toSessionItem } from './session-item.ts';
import type { SessionState } from './session-state.ts';

/** What DynamoDB refuses begins at 409,600; the estimate may be off by a little. */
const itemLimit = 390_000;
const wide = (text: string, length: number) => `${text}${'漢'.repeat(length)}`.slice(0, length);

it('keeps a session below the size of an item, whatever is sent', () => {
  let state: SessionState | undefined;
  for (let n = 0; n < 300; n += 1) {
    for (let seq = 0; seq < 80; seq += 40) {
      const at = start + n * 300_000;
      const path = wide(`/${n}-${seq}/`, 2_048);
      const events: AnalyticsEvent[] = [
        event.pageview(at, path, { title: wide('t', 2_048), referrer: `https://x.example/${wide('r', 2_000)}` }),
        event.custom(at, wide(`${n}-${seq}`, 120), path),
        event.identify(at, wide('u', 120), { [wide(`${n}-${seq}`, 120)]: wide('v', 2_048) }, path),
        event.scroll(at, at + 1, 0.123456789, 0.123456789, path),
      ];
      const header = frameHeader({ document: uuid(n), seq: seq * 20_000_000 });
      state = reduceBeacon(state, resolveBeacon(envelopeFor(header, events), events), false, () => 1n).state;
    }
  }
  const ranges = new Map(
    [...(state?.seen.keys() ?? [])].map((id) => [id, Array.from({ length: 64 }, (_, n) => n * 30_000_000)]),
  );
  const item = toSessionItem({ ...(state as SessionState), seen: ranges }, '9'.repeat(73));

  expect(itemBytes(item)).toBeLessThan(itemLimit);
  expect(itemBytes(item)).toBeGreaterThan(200_000);
});

it('keeps the first pages when there are too many, in whatever order they come', () => {
  const beacons = Array.from({ length: 260 }, (_, n) => ({
    seq: n,
    events: [event.pageview(start + n * 1_000, `/${n}`)],
  }));
  const reduce = (list: typeof beacons) =>
    list.reduce<SessionState | undefined>(
      (state, { seq, events }) =>
        reduceBeacon(state, resolveBeacon(envelopeFor(frameHeader({ seq }), events), events), false, () => 1n).state,
      undefined,
    );

  const forward = reduce(beacons)?.pages.map(({ path }) => path);

  expect(forward).toEqual(Array.from({ length: 200 }, (_, n) => `/${n}`));
  expect(reduce(beacons.toReversed())?.pages.map(({ path }) => path)).toEqual(forward);
});

it('lets one beacon touch no more than some hundred items, and counts the rest under (other)', () => {
  const events: AnalyticsEvent[] = Array.from({ length: 2_000 }, (_, n) => [
    event.click(start + 2, `/${n}`, `#a${n}`),
    event.custom(start + 3, `name ${n}`),
  ]).flat();
  const { deltas } = reduceBeacon(
    undefined,
    resolveBeacon(envelopeFor(frameHeader(), events), events),
    false,
    () => 1n,
  );
  const clicksOf = (value: string) =>
    [...deltas.values()].find(
      ({ target }) => target.kind === 'counter' && target.by === 'path' && target.value === value,
    )?.counts.clicks;

  expect(deltas.size).toBeLessThan(700);
  expect(clicksOf('/5')).toBe(1);
  expect(clicksOf('(other)')).toBe(2_000 - 99);
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
  const cells = Object.fromEntries(
    Array.from({ length: 80_000 }, (_, n) => [`${n % 80},${Math.floor(n / 80)}`, 123_456]),
  );
  const visitors = new Map(Array.from({ length: 200 }, (_, n) => [BigInt(n) << 40n, 1] as const));
  const delta = { target, ttl: 1, counts: { samples: 1 }, cells, visitors };
  const change = {
    key: itemKeyOf('p', 0, target),
    project: 'p',
    bucket: 0,
    target,
    deltas: [{ position: '1', delta }],
  };
  const item = changedItem(change, undefined);
  const again = item && changedItem({ ...change, deltas: [{ position: '2', delta }] }, item);

  expect(Object.keys((again as { cells: object }).cells)).toHaveLength(maxCells);
  expect(itemBytes(again ?? {})).toBeLessThan(itemLimit);
  expect((again as { cells: Record<string, number> }).cells['0,0']).toBe(246_912);
});
