import { beforeEach, expect, it } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { type PackedHeat, packCounted, unpackCounted, unpackHeat } from '../../shared/packed-heat.ts';
import { type PackedSession, packSession, unpackSession } from '../../shared/packed-session.ts';
import type { CounterItem } from '../../shared/tally-items.ts';
import { event, start, uuid } from '../simulator/make-beacon.ts';
import { beaconRecord } from '../simulator/test-records.ts';
import { Stores, serverSecret, streamEpoch } from '../simulator/world.ts';
import { aggregateBatch } from './aggregate-batch.ts';

let stores: Stores;

/** Refuses what DynamoDB, or its client, refuses or changes on the way. */
function refuse(value: unknown): void {
  if (typeof value === 'number' && (Math.abs(value) > Number.MAX_SAFE_INTEGER || Number.isNaN(value))) {
    throw new RangeError(`${value} is no number that is kept`);
  }
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-130) throw new RangeError(`${value} underflows`);
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError(`${value} is no UTF-8`);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [name, inner] of Object.entries(value)) {
    refuse(name);
    refuse(inner);
  }
}

beforeEach(() => {
  stores = new Stores();
  const put = stores.tally.put.bind(stores.tally);
  stores.tally.put = async (item, condition) => {
    refuse(item);
    return put(item, condition);
  };
});

const aggregate = (number: number, events: AnalyticsEvent[]) =>
  aggregateBatch([beaconRecord({ number, header: { seq: number }, events })], {
    streamEpoch,
    serverSecret,
    now: 0,
    randomHex: () => uuid(number),
    tally: stores.tally,
    archive: stores.archive,
    failures: stores.failures,
  });

/** As after years of forged beacons: every sum of the kind as high as it goes. */
function pileUp(value: unknown, names: ReadonlySet<string>): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  const record = value as Record<string, unknown>;
  for (const [name, inner] of Object.entries(record)) {
    if (typeof inner === 'number' && names.has(name)) record[name] = Number.MAX_SAFE_INTEGER;
    else pileUp(inner, names);
  }
}

const most = 1e9;
const large = (n: number): AnalyticsEvent[] => [
  event.pageview(start + n, '/', { viewport: [most, most] }),
  { ...event.click(start + n), pageX: most, pageY: most, pageWidth: most, pageHeight: most },
  event.move(start + n, [[1, 1, most]]),
  event.attention(start + n, [[1, most]]),
  event.time(start + n, start + n, most, most),
  event.scroll(start + n, start + n, 0.5, 1e-20),
];
const piled = new Set('samples pageX pageY pageWidth pageHeight 50,25 1,1 1 visibleMs activeMs durationMs'.split(' '));

it('writes sums that forged numbers have driven to the end, and stays there', async () => {
  const first = await aggregate(1, large(1));
  for (const [id, item] of stores.tally.items) {
    if (item.pk.startsWith('S#')) {
      const session = unpackSession<PackedSession>(item);
      pileUp(session, piled);
      stores.tally.items.set(id, packSession(session));
    } else {
      const counted = unpackCounted(item as CounterItem | PackedHeat);
      pileUp(counted, piled);
      stores.tally.items.set(id, packCounted(counted));
    }
  }
  const later = [await aggregate(2, large(2)), await aggregate(3, large(3))];

  expect([first, ...later]).toEqual([[], [], []]);
  expect(stores.failures.objects.size).toBe(0);
  const click = [...stores.tally.items.values()].find((item) => 'selector' in item);
  expect(unpackHeat(click as PackedHeat)).toMatchObject({
    samples: Number.MAX_SAFE_INTEGER,
    pageX: Number.MAX_SAFE_INTEGER,
    cells: { '50,25': Number.MAX_SAFE_INTEGER },
  });
});

it.each([
  ['a trait past 2^53', event.identify(start, 'u', { a: 1e308 } as never)],
  ['a depth next to nothing', event.scroll(start, start, 1e-300, 1e-300)],
  ['a time next to nothing', event.time(start, 1e-200, 1, 1)],
  ['half of an emoji in a path', event.pageview(start, '/\ud83d')],
  ['half of an emoji in a name', event.custom(start, '\ud83d')],
  ['half of an emoji in a trait', event.identify(start, 'u\ude00', { '\ud83d': '\ud83d' })],
  ['half of an emoji in a title', event.pageview(start, '/', { title: '\ud83d', language: '\ud83d' })],
  ['an emoji where a long value is cut for its key', event.pageview(start, `/${'x'.repeat(58)}😀${'y'.repeat(200)}`)],
  ['a name that every object has', event.custom(start, '__proto__')],
])('counts a beacon with %s, and the next of its bucket', async (_, hostile) => {
  const failed = [await aggregate(1, [hostile]), await aggregate(2, [hostile]), await aggregate(3, large(3))];

  expect(failed).toEqual([[], [], []]);
  expect(stores.failures.objects.size).toBe(0);
});
