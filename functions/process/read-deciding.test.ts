import { describe, expect, it, vi } from 'vitest';
import { recordingKey } from '../shared/recording-items.ts';
import { sessionKey } from '../shared/tally-items.ts';
import { FaultyWay } from './simulator/faults.ts';
import { event, sessionId, start, uuid } from './simulator/make-beacon.ts';
import { Random } from './simulator/random.ts';
import { beaconRecord, forgetRecord } from './simulator/test-records.ts';
import { aggregateOver, recordOver, Stores } from './simulator/world.ts';
import type { StreamRecord } from './stream-batch.ts';

/** Both consumers, each with the table that has its tombstones and the key of a session that it took. */
const consumers = {
  aggregate: { over: aggregateOver, table: 'tally', keyOf: sessionKey },
  record: { over: recordOver, table: 'keys', keyOf: recordingKey },
} as const;

const visit = (number: number, visitor: number, over: { bucket?: number; project?: string } = {}): StreamRecord =>
  beaconRecord({
    number,
    header: { session: sessionId(visitor), document: uuid(1_000 + visitor) },
    events: [event.pageview(start)],
    rrweb: [{ type: 2, timestamp: start, data: { node: { id: 1 } } }],
    over: { subjects: [`visitor.${visitor}`, `user.${visitor}`], ...over },
  });
const visits = (first: number, visitors: readonly number[]) =>
  visitors.map((visitor, index) => visit(first + index, visitor));
/** Tombstones of visitors 0 to `count - 1`. */
const forgets = (count: number) => Array.from({ length: count }, (_, n) => forgetRecord(n + 1, `visitor.${n}`));
const times = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each(['aggregate', 'record'] as const)('what decides about a batch, in %s', (name) => {
  const { over, table, keyOf } = consumers[name];

  function world() {
    const stores = new Stores();
    const consume = over(stores, new Random(1));
    const few = vi.spyOn(stores[table], 'few');
    const read = vi.spyOn(stores[table], 'read');
    return {
      few,
      tombstonesRead: () => read.mock.calls.flatMap(([keys]) => keys.filter(({ pk }) => pk.startsWith('E#'))),
      async take(records: StreamRecord[]) {
        few.mockClear();
        read.mockClear();
        expect(await consume(records, new FaultyWay())).toEqual([]);
      },
      /** Of these visitors, those of whom something is stored. */
      taken: (visitors: readonly number[]) => {
        const pks = new Set([...stores[table].items.values()].map(({ pk }) => pk));
        return visitors.filter((visitor) => pks.has(keyOf('p1', sessionId(visitor)).pk));
      },
    };
  }

  it('is one query for all visitors of a bucket, and no get of a tombstone', async () => {
    const { take, taken, few, tombstonesRead } = world();
    await take(visits(1, times(200)));

    expect(few).toHaveBeenCalledTimes(1);
    expect(tombstonesRead()).toEqual([]);
    expect(taken(times(200))).toHaveLength(200);
  });

  it('is one query a bucket where a batch is of many', async () => {
    const { take, few } = world();
    const places = [{}, { bucket: 1 }, { bucket: 2 }, { project: 'p2' }, { project: 'p2', bucket: 1 }];
    await take(places.flatMap((place, at) => [0, 1, 2].map((n) => visit(10 * at + n + 1, 10 * at + n, place))));

    expect(few).toHaveBeenCalledTimes(places.length);
    expect(new Set(few.mock.calls.map(([pk]) => pk)).size).toBe(places.length);
  });

  // A visit asks for three tombstones, the project's among them, so 45 are no more than their gets would cost.
  it.each([
    { tombstones: 1, gets: 0 },
    { tombstones: 45, gets: 0 },
    { tombstones: 46, gets: 3 },
    { tombstones: 500, gets: 3 },
  ])('drops who was forgotten and nobody else among $tombstones tombstones', async ({ tombstones, gets }) => {
    const { take, taken, few, tombstonesRead } = world();
    const last = tombstones - 1;
    await take(forgets(tombstones));
    const asked: number[] = [];
    for (const visitor of [last, tombstones]) {
      await take([visit(1_000 + visitor, visitor)]);
      asked.push(tombstonesRead().length);
    }

    expect(taken([last, tombstones])).toEqual([tombstones]);
    expect(few).toHaveBeenCalledTimes(1);
    expect(asked).toEqual([gets, gets]);
  });

  it('reads no more than 300 tombstones by a query, however many visitors a batch is of', async () => {
    const { take, taken, tombstonesRead } = world();
    await take(forgets(301));
    await take(visits(1_000, [300, ...times(50).map((n) => 1_000 + n)]));

    expect(tombstonesRead()).toHaveLength(1 + 2 * 51);
    expect(taken([300, 1_000, 1_049])).toEqual([1_000, 1_049]);
  });

  it('goes on from the tombstone that is there, among few or many, when somebody is forgotten again', async () => {
    for (const tombstones of [1, 500]) {
      const { take, taken } = world();
      await take(forgets(tombstones));
      await take([visit(1_000, 0), forgetRecord(1_001, 'visitor.0'), visit(1_002, 0), visit(1_003, 501)]);

      expect(taken([0, 501])).toEqual([501]);
    }
  });
});
