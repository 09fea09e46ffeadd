/** Caps of names that change from beacon to beacon, under the event source at its worst: no name past them, no count lost. */
import { describe, expect, it, vi } from 'vitest';
import {
  hashBytes,
  listOf,
  type NameListItem,
  nameHash,
  nameListPart,
  nameListPartition,
} from '../../shared/name-lists.ts';
import { utcDay } from '../../shared/tally-items.ts';
import { seedsOf } from '../../shared/test-soak.ts';
import { NameLists } from '../aggregate/name-lists.ts';
import { itemId } from '../stores.ts';
import { countingDifferences } from './compare.ts';
import { anyEventSource, readStreams } from './event-source.ts';
import { Random } from './random.ts';
import { layOutStream } from './simulated-stream.ts';
import { makeTraffic, type SentBeacon, type StreamEntry } from './traffic.ts';
import { type Admits, truthOf } from './truth.ts';
import { withCaps } from './with-caps.ts';
import { aggregateOver, Stores } from './world.ts';

vi.setConfig({ testTimeout: 180_000 });

/** Hashes of a list in their order. */
function listIn(stores: Stores, project: string, list: string, day: string): bigint[] {
  const key = { pk: nameListPartition(project, list, day), sk: nameListPart(0) };
  const bytes = Buffer.from((stores.tally.items.get(itemId(key)) as NameListItem | undefined)?.hashes ?? []);
  return Array.from({ length: bytes.byteLength / hashBytes }, (_, n) => bytes.readBigUInt64BE(n * hashBytes));
}

const admitsOf =
  (stores: Stores): Admits =>
  (first: SentBeacon, by, at, value) => {
    const named = listOf(by);
    const caps = first.envelope.settings.caps;
    if (!named || !caps || value === '' || value === '(none)') return true;
    const place = listIn(stores, first.project.id, named.list, utcDay(at)).indexOf(nameHash(value));
    return place >= 0 && place < caps[named.cap];
  };

async function run(seed: number): Promise<{ stores: Stores; entries: StreamEntry[] }> {
  const random = new Random(seed);
  const entries = withCaps(makeTraffic(random, 10), random);
  const stores = new Stores();
  const lives = layOutStream(entries, random, { reshard: 0.7, lives: 1, placed: () => {} });
  await readStreams(anyEventSource(aggregateOver(stores, random), random), lives);
  return { stores, entries };
}

describe('caps that change while sessions live', () => {
  it.each(seedsOf(12, 300))('leave every total exact, and admit nothing past them (seed %i)', async (seed) => {
    const { stores, entries } = await run(seed);
    const lists = [...stores.tally.items.values()].filter(({ pk }) => pk.startsWith('N#')) as NameListItem[];
    const others = [...stores.tally.items.values()].filter(({ sk }) => sk.includes('#(other)#'));

    expect(countingDifferences(stores, truthOf(entries, admitsOf(stores)))).toEqual([]);
    expect(Math.max(...lists.filter(({ pk }) => pk.includes('#path#')).map(({ count }) => count))).toBeLessThanOrEqual(
      4,
    );
    expect(Math.max(...lists.filter(({ pk }) => pk.includes('#event#')).map(({ count }) => count))).toBeLessThanOrEqual(
      2,
    );
    expect(others.length).toBeGreaterThan(5);
  });
});

describe('lists of names', () => {
  const need = (name: string, cap: number) => ({ project: 'p', list: 'path', day: '2026-11-20', name, cap });

  it('admit in order up to the cap of who asks, for ever', async () => {
    const { tally } = new Stores();
    const container = new NameLists();
    const first = await container.admit([need('a', 2), need('b', 2), need('c', 2), need('d', 9)], tally);
    const second = await new NameLists().admit([need('c', 2), need('c', 9), need('e', 9), need('a', 1)], tally);

    expect(['a', 'b', 'c'].map((name) => first.isAdmitted(need(name, 2)))).toEqual([true, true, false]);
    expect(first.isAdmitted(need('d', 9))).toBe(true);
    expect([second.isAdmitted(need('c', 2)), second.isAdmitted(need('c', 9))]).toEqual([false, true]);
    expect(second.isAdmitted(need('a', 1))).toBe(true);
  });

  it('are one for containers that write at once, and no longer than the cap', async () => {
    const { tally } = new Stores();
    const containers = Array.from({ length: 6 }, () => new NameLists());
    const names = Array.from({ length: 60 }, (_, n) => `name ${n}`);
    const admissions = await Promise.all(
      containers.map((container, n) =>
        container.admit(
          names.slice(n * 5, n * 5 + 30).map((name) => need(name, 20)),
          tally,
        ),
      ),
    );
    const later = await new NameLists().admit(
      names.map((name) => need(name, 20)),
      tally,
    );
    const admitted = names.filter((name) => later.isAdmitted(need(name, 20)));

    expect(admitted).toHaveLength(20);
    for (const [n, admission] of admissions.entries()) {
      for (const name of names.slice(n * 5, n * 5 + 30)) {
        expect(admission.isAdmitted(need(name, 20))).toBe(admitted.includes(name));
      }
    }
  });

  it('go on in parts of less than 100 KB, and cost no call for what is known', async () => {
    const { tally } = new Stores();
    const put = vi.spyOn(tally, 'put');
    const read = vi.spyOn(tally, 'read');
    const container = new NameLists();
    const many = Array.from({ length: 21_000 }, (_, n) => need(`name ${n}`, 20_000));
    await container.admit(many, tally);
    const writes = put.mock.calls.length;
    const reads = read.mock.calls.length;
    const again = await container.admit(many, tally);
    const other = await new NameLists().admit([need('name 20500', 20_000), need('name 19999', 20_000)], tally);
    const parts = [...tally.items.values()] as NameListItem[];

    expect(parts.map(({ count }) => count)).toEqual([8_000, 8_000, 4_000]);
    expect(Math.max(...parts.map(({ hashes }) => hashes.byteLength))).toBeLessThan(100_000);
    expect([writes, put.mock.calls.length]).toEqual([3, 3]);
    expect(read.mock.calls.length - reads).toBeLessThanOrEqual(4);
    expect(many.filter((one) => again.isAdmitted(one))).toHaveLength(20_000);
    expect([other.isAdmitted(need('name 19999', 20_000)), other.isAdmitted(need('name 20500', 20_000))]).toEqual([
      true,
      false,
    ]);
  });

  it('stop what needs them when they cannot be written, and nothing else', async () => {
    const { tally } = new Stores();
    const failing = {
      read: tally.read.bind(tally),
      remove: tally.remove.bind(tally),
      keysOf: tally.keysOf.bind(tally),
      few: tally.few.bind(tally),
      put: (item: { pk: string; sk: string }, condition: object) =>
        item.pk.startsWith('N#p#') ? Promise.reject(new Error('throttled')) : tally.put(item, { ...condition }),
    };
    const container = new NameLists();
    const { failed, isAdmitted } = await container.admit(
      [need('a', 9), { ...need('a', 9), project: 'q' }],
      failing as typeof tally,
    );
    const later = await container.admit([need('a', 9)], tally);

    expect([...failed.keys()]).toEqual([nameListPartition('p', 'path', '2026-11-20')]);
    expect(isAdmitted({ ...need('a', 9), project: 'q' })).toBe(true);
    expect(later.isAdmitted(need('a', 9))).toBe(true);
  });
});
