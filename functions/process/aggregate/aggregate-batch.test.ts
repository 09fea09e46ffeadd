import { beforeEach, expect, it } from 'vitest';
import { type CounterItem, counterPartition, counterSort, sessionKey } from '../../shared/tally-items.ts';
import { countVisitors, emptySketch } from '../../shared/visitor-sketch.ts';
import { event, hourOfTest, sessionId, start, uuid } from '../simulator/make-beacon.ts';
import { beaconRecord, brokenRecord, eraseRecord } from '../simulator/test-records.ts';
import { aggregateInto, Stores, streamEpoch } from '../simulator/world.ts';
import { type ItemStore, itemId } from '../stores.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { type AggregateContext, aggregateBatch } from './aggregate-batch.ts';
import { archiveTexts } from './archive.ts';

let stores: Stores;

beforeEach(() => {
  stores = new Stores();
});

const aggregate = (records: StreamRecord[], over: Partial<AggregateContext> = {}) =>
  aggregateBatch(records, { ...aggregateInto(stores), ...over });

function pageviews(bucket = 0, hour = hourOfTest(start)): number | undefined {
  const key = { pk: counterPartition('p1', 'human', 'all', hour), sk: counterSort(hour, '', bucket) };
  return (stores.tally.items.get(itemId(key)) as CounterItem | undefined)?.counts.pageviews;
}

const view = (number: number, seq: number, bucket = 0) =>
  beaconRecord({
    number,
    header: { seq, session: sessionId(bucket), document: uuid(20 + bucket) },
    events: [event.pageview(start + seq * 100)],
    over: { bucket },
  });

/** A table in which every put of a key that fits fails. */
const failing = (fits: (key: string) => boolean): ItemStore => ({
  read: (keys) => stores.tally.read(keys),
  keysOf: (pk) => stores.tally.keysOf(pk),
  few: (pk, most) => stores.tally.few(pk, most),
  remove: (key, condition) => stores.tally.remove(key, condition),
  put: (item, condition) =>
    fits(itemId(item)) ? Promise.reject(new Error('no capacity')) : stores.tally.put(item, condition),
});

it('stops the bucket that fails and no other, and names all of its records', async () => {
  const tally = failing((key) => key.includes('#path#') && key.endsWith('#0'));
  const failed = await aggregate([view(1, 0, 0), view(2, 0, 1), view(3, 1, 0)], { tally });

  expect(failed).toMatchObject([{ partitionKey: 'p1#0', sequenceNumbers: ['1', '3'] }]);
  expect(pageviews(1)).toBe(1);
  expect(stores.tally.items.has(itemId(sessionKey('p1', sessionId(0))))).toBe(false);
  expect(stores.tally.items.has(itemId(sessionKey('p1', sessionId(1))))).toBe(true);
});

it('counts what failed once it comes again, cut differently, and no more often than once', async () => {
  const records = [view(1, 0), view(2, 1), view(3, 2)];
  await aggregate(records, { tally: failing((key) => key.startsWith('S#')) });
  const counted = pageviews();
  await aggregate(records.slice(0, 2));
  await aggregate(records.slice(2));
  await aggregate(records);

  expect([counted, pageviews()]).toEqual([3, 3]);
});

it('counts a page once that was the exit only between two records, after a try that counted one of them', async () => {
  const exits = ['/a', '/b', '/c'];
  const records = exits.map((path, seq) =>
    beaconRecord({ number: seq + 1, header: { seq }, events: [event.pageview(start + seq * 100, path)] }),
  );
  const pk = counterPartition('p1', 'human', 'exitPath', hourOfTest(start));
  const idOf = (path: string) => itemId({ pk, sk: counterSort(hourOfTest(start), path, 0) });
  const tried = new Stores();
  await aggregateBatch(records.slice(0, 2), aggregateInto(tried));
  // All that was written before it crashed.
  stores.tally.items.set(idOf('/b'), { ...(tried.tally.items.get(idOf('/b')) as CounterItem) });
  await aggregate(records);
  const items = exits.map((path) => stores.tally.items.get(idOf(path)) as CounterItem | undefined);

  expect(items.map((item) => item?.counts.sessions ?? 0)).toEqual([0, 0, 1]);
  expect(items.map((item) => countVisitors([item?.visitors ?? emptySketch]))).toEqual([0, 0, 1]);
  expect(stores.archive.objects.size).toBe(1);
});

it('fails a bucket of which somebody else counts a part meanwhile, and counts it once when it comes again', async () => {
  const records = [view(1, 0), view(2, 1)];
  let others = 0;
  const meanwhile: ItemStore = {
    ...failing(() => false),
    read: async (keys) => {
      const found = await stores.tally.read(keys);
      if (others === 0 && keys.some(({ pk }) => pk.startsWith('C#'))) {
        others += 1;
        await aggregate(records.slice(0, 1), { tally: failing((key) => key.startsWith('S#')) });
      }
      return found;
    },
  };
  const failed = await aggregate(records, { tally: meanwhile });
  const again = await aggregate(records);

  expect(failed).toMatchObject([{ sequenceNumbers: ['1', '2'], reason: { name: 'PartlyCountedError' } }]);
  expect([again, pageviews()]).toEqual([[], 2]);
});

it('counts nothing when the archive cannot take the batch', async () => {
  const archive = { put: () => Promise.reject(new Error('no archive')) };

  await expect(aggregate([view(1, 0)], { archive })).rejects.toThrow('no archive');
  expect(stores.tally.items.size).toBe(0);
});

it('archives each beacon once, without the session’s secret', async () => {
  await aggregate([view(1, 0), view(2, 0), view(3, 1)]);
  const lines = [...stores.archive.objects.values()].flatMap((bytes) =>
    [...archiveTexts(bytes)].map((line) => JSON.parse(line)),
  );

  expect(lines.map((line) => line.envelope.header.seq)).toEqual([0, 1]);
  expect(lines[0].events).toMatchObject([{ kind: 'pageview', path: '/' }]);
  expect(JSON.stringify(lines)).not.toContain('A'.repeat(22));
  expect([...stores.archive.objects.keys()][0]).toMatch(/^events\/2026-11-20\/[0-9a-f]{32}\.ndjson\.zst$/);
});

it('keeps a record that no try can mend with its reason, and counts the rest of its bucket', async () => {
  const foreign = { ...view(3, 1), partitionKey: 'p2#0' };
  const failed = await aggregate([brokenRecord(1), view(2, 0), foreign]);
  const kept = [...stores.failures.objects].map(([name, bytes]) => [name, JSON.parse(Buffer.from(bytes).toString())]);

  expect(failed).toEqual([]);
  expect(pageviews()).toBe(1);
  expect(kept).toEqual([
    [
      `aggregate/${streamEpoch}-1`,
      expect.objectContaining({ reason: expect.stringContaining('InvalidRecordError'), data: 'AQID' }),
    ],
    [`aggregate/${streamEpoch}-3`, expect.objectContaining({ reason: expect.stringContaining('p2#0') })],
  ]);
});

it('stops a bucket whose poison cannot be kept', async () => {
  const failures = { put: () => Promise.reject(new Error('no bucket')) };
  const failed = await aggregate([brokenRecord(1), view(2, 0)], { failures });

  expect(failed).toMatchObject([{ sequenceNumbers: ['1', '2'] }]);
  expect(pageviews()).toBeUndefined();
});

it('takes the 301st document of a session for poison', async () => {
  const records = Array.from({ length: 301 }, (_, n) =>
    beaconRecord({ number: n + 1, header: { document: uuid(1_000 + n) }, events: [event.pageview(start + n)] }),
  );
  await aggregate(records);

  expect(pageviews()).toBe(300);
  expect([...stores.failures.objects.keys()]).toEqual([`aggregate/${streamEpoch}-301`]);
});

it('leaves a tombstone that later beacons do not bring back', async () => {
  await aggregate([view(1, 0)]);
  await aggregate([eraseRecord(2, sessionId(0), start), view(3, 1)]);
  await aggregate([view(4, 2)]);
  const session = stores.tally.items.get(itemId(sessionKey('p1', sessionId(0))));

  expect(session).toMatchObject({ erased: true });
  expect(session).not.toHaveProperty('packed');
  expect(pageviews()).toBe(1);
});

it('writes no item that has expired', async () => {
  await aggregate([view(1, 0)], { now: Math.ceil(start / 1_000) + 3 * 86_400 });

  expect([...stores.tally.items.keys()].filter((key) => key.includes('#minute#'))).toEqual([]);
  expect(pageviews()).toBe(1);
});
