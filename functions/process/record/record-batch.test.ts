import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AnalyticsEvent, RrwebEvent } from '#contracts/beacon.ts';
import type { RecordingLine } from '#contracts/recording-format.ts';
import { type GatheredItem, gatheredRanges, unpackGathered } from '../../shared/gathered-items.ts';
import {
  type BlockItem,
  type KeyItem,
  recordingKey,
  type SnapshotItem,
  snapshotPartition,
} from '../../shared/recording-items.ts';
import { openFrame } from '../../shared/seal.ts';
import { event, sessionId, start, uuid } from '../simulator/make-beacon.ts';
import { beaconRecord, brokenRecord, eraseRecord, type RecordOf } from '../simulator/test-records.ts';
import { Stores, streamEpoch } from '../simulator/world.ts';
import { itemId } from '../stores.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { type RecordContext, recordBatch } from './record-batch.ts';

let stores: Stores;

beforeEach(() => {
  stores = new Stores();
});

const record = (records: StreamRecord[], over: Partial<RecordContext> = {}) =>
  recordBatch(records, {
    streamEpoch,
    randomHex: () => randomBytes(16).toString('hex'),
    recordings: stores.recordings,
    keys: stores.keys,
    blocks: stores.blocks,
    failures: stores.failures,
    keptFiles: stores.keptFiles,
    ...over,
  });

const snapshot = (at: number, path = '/'): RrwebEvent[] => [
  { type: 4, timestamp: at, data: { href: `https://shop.example${path}?token=x`, width: 1280, height: 800 } },
  { type: 2, timestamp: at + 1, data: { node: { id: 1 } } },
];
const move = (at: number): RrwebEvent => ({ type: 3, timestamp: at, data: { source: 1 } });
const settings = {
  timeZone: 'Europe/Berlin',
  fold: ['/users/*'],
  keepParams: [],
  recordingDays: 30,
  eventDays: 395,
} as const;

/** A recorded beacon at a time; its full snapshot is of `path`. */
const recorded = (number: number, at: number, over: Partial<RecordOf> & { path?: string } = {}) =>
  beaconRecord({
    number,
    events: [event.click(at)],
    rrweb: snapshot(at, over.path),
    over: { settings: { ...settings, fold: [...settings.fold], keepParams: [] }, receivedAt: at + 500 },
    ...over,
  });

const blocks = () => [...stores.recordings.items.values()].filter(({ pk }) => pk.startsWith('R#')) as BlockItem[];
const snapshotOf = (path: string) =>
  stores.recordings.items.get(itemId({ pk: snapshotPartition('p1', 'desktop', path), sk: '0' })) as
    | SnapshotItem
    | undefined;
const keyOf = (n: number) => stores.keys.items.get(itemId(recordingKey('p1', sessionId(n)))) as KeyItem | undefined;

const inBytes = ({ first, last }: { first: number; last: number }, object: string) =>
  stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array(0);
const gathered = () =>
  ([...stores.recordings.items.values()].filter(({ pk }) => pk.startsWith('G#')) as GatheredItem[]).map(
    ({ packed, ...item }) => ({ ...item, sessions: unpackGathered(packed) }),
  );

it('writes one object per retention class, with the frames of every session, recorded or not', async () => {
  const short = { settings: { ...settings, fold: [], keepParams: [], recordingDays: 7 as const } };
  await record([
    recorded(1, start),
    beaconRecord({ number: 2, header: { session: sessionId(2), document: uuid(4) }, events: [event.pageview(start)] }),
    beaconRecord({
      number: 3,
      header: { session: sessionId(3), document: uuid(5) },
      events: [event.pageview(start)],
      over: short,
    }),
    recorded(4, start + 1_000, { header: { seq: 1 }, rrweb: [move(start + 1_000)] }),
  ]);
  const own = blocks().find(({ pk }) => pk === `R#p1#${sessionId(1)}`);

  expect([...stores.blocks.objects.keys()].map((name) => name.replace(/[0-9a-f]{32}$/, 'hex')).sort()).toEqual([
    '30/hex',
    '7/hex',
  ]);
  expect(blocks()).toHaveLength(1);
  expect(gathered().map(({ sessions }) => sessions.map(({ session }) => session))).toEqual([
    [sessionId(2)],
    [sessionId(3)],
  ]);
  expect(own?.frames.map(({ seq, keyframe, recorded: has }) => [seq, keyframe, has])).toEqual([
    [0, true, true],
    [1, false, true],
  ]);
  expect(own?.frames[1]?.first).toBe((own?.frames[0]?.last ?? 0) + 1);
  expect(keyOf(1)?.key).toHaveLength(32);
  expect(keyOf(1)?.key).not.toEqual(gathered()[0]?.sessions[0]?.key);
});

describe('a session of which nothing is recorded', () => {
  /** A pageview of a session in a document of its own. */
  const silent = (number: number, n: number, at = start, over: Partial<RecordOf> = {}) =>
    beaconRecord({
      number,
      header: { session: sessionId(n), document: uuid(100 + n) },
      events: [event.pageview(at)],
      over: { subjects: [`visitor.${n}`] },
      ...over,
    });

  it('gets neither a key nor an index item: one item of a batch tells of all of them, each under a key of its own', async () => {
    await record(Array.from({ length: 50 }, (_, n) => silent(n + 1, n)));
    const [{ sessions, object } = { sessions: [], object: '' }, ...more] = gathered();
    const opened = sessions.map(({ session, key, frames: [frame] }, n) => {
      const label = `p1/${session}/${uuid(100 + n)}/0`;
      return frame && openFrame(key, label, inBytes(frame, object)).events;
    });

    expect([stores.keys.items.size, stores.recordings.items.size, more]).toEqual([0, 1, []]);
    expect(sessions.map(({ visitor }) => visitor)).toEqual(Array.from({ length: 50 }, (_, n) => `visitor.${n}`));
    expect(opened).toEqual(Array.from({ length: 50 }, () => [event.pageview(start)]));
    expect(new Set(sessions.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(50);
  });

  it('stands where its time is, whenever it comes', async () => {
    await record([
      silent(1, 1, start),
      silent(2, 2, start - 3_600_000, { over: { receivedAt: start } }),
      silent(3, 1, start + 600_000, { header: { session: sessionId(1), document: uuid(101), seq: 1 } }),
    ]);
    const found = (n: number, from: number, to: number) => {
      const ranges = gatheredRanges('p1', sessionId(n), { from, to });
      const items = gathered().filter(({ pk, sk }) =>
        ranges.some((range) => range.pk === pk && range.first <= sk && sk <= range.last),
      );
      return items.flatMap(({ sessions }) => sessions.filter(({ session }) => session === sessionId(n)));
    };

    expect(found(1, start, start + 600_000)).toHaveLength(2);
    expect(found(1, start, start)).toHaveLength(1);
    expect(found(2, start - 3_600_000, start - 3_600_000)).toHaveLength(1);
    expect(found(2, start, start + 600_000)).toHaveLength(0);
  });

  it('gets a key and an index with the batch in which it is recorded, and keeps what was before', async () => {
    const later = (number: number, seq: number, rrweb: RrwebEvent[] = []) =>
      silent(number, 1, start + 1_000, { header: { session: sessionId(1), document: uuid(101), seq }, rrweb });
    await record([silent(1, 1)]);
    await record([later(2, 1), later(3, 2, snapshot(start + 1_000))]);
    await record([later(4, 3)]);

    expect(
      gathered().flatMap(({ sessions }) => sessions.flatMap(({ frames }) => frames.map(({ seq }) => seq))),
    ).toEqual([0]);
    expect(blocks().flatMap(({ frames }) => frames.map(({ seq, recorded: has }) => [seq, has]))).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
    expect(keyOf(1)).toMatchObject({ session: sessionId(1), visitor: 'visitor.1' });
  });

  it('is not gathered once it is erased, in the same batch or later', async () => {
    await record([silent(1, 1), eraseRecord(2, sessionId(1), start), silent(3, 1), silent(4, 2)]);
    await record([silent(5, 1)]);

    expect(gathered().flatMap(({ sessions }) => sessions.map(({ session }) => session))).toEqual([sessionId(2)]);
    expect(keyOf(1)).toMatchObject({ erased: true });
  });
});

it('goes on under the key that is there, and never makes a second one', async () => {
  await record([recorded(1, start)]);
  const before = keyOf(1)?.key;
  await record([recorded(2, start + 5_000, { header: { seq: 1 } })]);

  expect(keyOf(1)?.key).toEqual(before);
});

it('stops the bucket whose key somebody else made meanwhile, and indexes nothing under the lost one', async () => {
  const other = { ...recordingKey('p1', sessionId(1)), key: new Uint8Array(32), ttl: 1 };
  const failed = await record([recorded(1, start)], {
    keys: {
      read: async () => new Map(),
      keysOf: (pk) => stores.keys.keysOf(pk),
      few: (pk, most) => stores.keys.few(pk, most),
      remove: (key, condition) => stores.keys.remove(key, condition),
      async put(item, condition) {
        await stores.keys.put(other, {});
        return stores.keys.put(item, condition);
      },
    },
  });

  expect(failed).toMatchObject([{ partitionKey: 'p1#0', sequenceNumbers: ['1'] }]);
  expect(blocks()).toEqual([]);
  expect(keyOf(1)?.key).toEqual(other.key);
});

it('keeps the newest snapshot of a page, folded, with what completed it within 3 s, under a key of its own', async () => {
  await record([
    recorded(1, start, { path: '/users/42' }),
    recorded(2, start + 900, {
      header: { seq: 1 },
      events: [event.click(start + 900, '/users/*')],
      rrweb: [move(start + 900), move(start + 3_100)],
    }),
  ]);
  await record([recorded(3, start + 2_000, { header: { seq: 2 }, rrweb: [move(start + 2_000)] })]);
  await record([recorded(4, start + 8_000, { header: { seq: 3 }, rrweb: [move(start + 8_000)] })]);
  const item = snapshotOf('/users/*');
  const opened = item?.parts.map(({ object, first, last, label }) => {
    const bytes = stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array(0);
    return openFrame(item.key, label, bytes).rrweb.map((one) => (one as RrwebEvent).timestamp - start);
  });

  expect(item).toMatchObject({
    path: '/users/*',
    device: 'desktop',
    width: 1280,
    height: 3_000,
    session: sessionId(1),
  });
  expect(opened).toEqual([[0, 1], [900], [2_000]]);
  expect(item?.key).not.toEqual(keyOf(1)?.key);
});

it('takes along which files the page showed, also when the tracker tells of them later', async () => {
  const files = (at: number, letter: string): AnalyticsEvent => {
    return { kind: 'files', at, path: '/', files: [[`https://shop.example/${letter}.woff2`, letter.repeat(64)]] };
  };
  await record([recorded(1, start, { events: [event.click(start), files(start + 900, 'a')] })]);
  await record([recorded(2, start + 9_000, { header: { seq: 1 }, rrweb: [], events: [files(start + 9_000, 'b')] })]);
  await record([recorded(3, start + 60_000, { header: { seq: 2 }, rrweb: [], events: [files(start + 60_000, 'c')] })]);
  const item = snapshotOf('/');
  const opened = item?.parts.map(({ object, first, last, label }) => {
    const bytes = stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array(0);
    return openFrame(item.key, label, bytes).events;
  });

  expect(opened).toEqual([[files(start + 900, 'a')], [files(start + 9_000, 'b')]]);
});

it('completes a snapshot no further than to the next pageview of its document, also when the batch comes again', async () => {
  const batch = [
    recorded(1, start),
    recorded(2, start + 900, {
      header: { seq: 1 },
      events: [event.pageview(start + 800, '/next')],
      rrweb: [move(start + 700), move(start + 900)],
    }),
    recorded(3, start + 1_500, { header: { seq: 2 }, events: [], rrweb: [move(start + 1_500)] }),
  ];
  await record(batch.slice(0, 2));
  await record(batch);
  const item = snapshotOf('/');
  const opened = item?.parts.map(({ object, first, last, label }) => {
    const bytes = stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array(0);
    return openFrame(item.key, label, bytes).rrweb.map((one) => (one as RrwebEvent).timestamp - start);
  });

  expect(opened).toEqual([[0, 1], [700]]);
});

it('replaces a snapshot at most every 10 minutes', async () => {
  const later = (number: number, at: number) =>
    recorded(number, at, { header: { session: sessionId(number), document: uuid(number) } });
  await record([later(1, start), later(2, start + 9 * 60_000)]);
  const first = snapshotOf('/')?.session;
  await record([later(3, start + 11 * 60_000), later(4, start - 60_000)]);

  expect([first, snapshotOf('/')?.session]).toEqual([sessionId(1), sessionId(3)]);
});

it('keeps at most 8 parts of a snapshot', async () => {
  await record(
    Array.from({ length: 12 }, (_, seq) =>
      recorded(seq + 1, start, { header: { seq }, rrweb: seq === 0 ? snapshot(start) : [move(start + seq * 10)] }),
    ),
  );

  expect(snapshotOf('/')?.parts.map(({ label }) => label.split('/').at(-1))).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
  ]);
});

it('erases key, index and snapshots, and later beacons do not bring them back', async () => {
  await record([
    recorded(1, start),
    recorded(2, start, { header: { session: sessionId(2), document: uuid(9) }, path: '/b' }),
  ]);
  await record([
    recorded(3, start + 1_000, { header: { seq: 1 } }),
    eraseRecord(4, sessionId(1), start),
    recorded(5, start, { header: { seq: 2 } }),
  ]);
  await record([recorded(6, start + 700_000, { header: { seq: 3 } })]);

  expect(keyOf(1)).toEqual({ ...recordingKey('p1', sessionId(1)), erased: true, ttl: expect.any(Number) });
  expect(blocks().map(({ pk }) => pk)).toEqual([`R#p1#${sessionId(2)}`]);
  expect(snapshotOf('/')).toBeUndefined();
  expect(snapshotOf('/b')?.session).toBe(sessionId(2));
});

it('keeps a record that no try can mend, and records the rest', async () => {
  const failed = await record([brokenRecord(1), recorded(2, start)]);

  expect(failed).toEqual([]);
  expect([...stores.failures.objects.keys()]).toEqual([`record/${streamEpoch}-1`]);
  expect(blocks()).toHaveLength(1);
});

it('seals what was scrubbed', async () => {
  const secret: RrwebEvent = {
    type: 2,
    timestamp: start,
    data: { node: { attributes: { type: 'hidden', value: 'csrf-4711' }, childNodes: [] } },
  };
  await record([recorded(1, start, { rrweb: [...snapshot(start), secret] })]);
  const [block] = blocks();
  const [frame] = block?.frames ?? [];
  const bytes = stores.blocks.objects.get(block?.object ?? '')?.subarray(frame?.first, (frame?.last ?? 0) + 1);
  const content = openFrame(
    keyOf(1)?.key ?? new Uint8Array(0),
    `p1/${sessionId(1)}/${uuid(3)}/0`,
    bytes ?? new Uint8Array(0),
  );

  expect(JSON.stringify(content)).not.toMatch(/csrf-4711|token=x/);
});

describe('a beacon recorded as afterglow-1', () => {
  const opened: RecordingLine = [0, start, 0, 'https://shop.example/?token=x', 1280, 800];
  const nodes = (...tokens: unknown[]): RecordingLine => [1, start, ...tokens];
  const end: RecordingLine = [2, start, 0, 0];
  const changed = (at: number): RecordingLine => [3, at, [], [4, 'new'], []];
  const own = (number: number, seq: number, lines: RecordingLine[], events = [event.click(start)]) =>
    recorded(number, start, { header: { seq }, events, rrweb: [], recorded: lines });

  const contentOf = ({ object, first, last }: { object: string; first: number; last: number }, seq: number) => {
    const bytes = stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array(0);
    return openFrame(keyOf(1)?.key ?? new Uint8Array(0), `p1/${sessionId(1)}/${uuid(3)}/${seq}`, bytes);
  };

  it('is sealed as it is, scrubbed, where playback can start marked', async () => {
    await record([
      own(1, 0, [opened, nodes(['html'], ['input', 'type', 'hidden', 'value', 'csrf-4711'], 1)]),
      own(2, 1, [nodes(['a', 'href', '/next?access_token=4711']), end]),
      own(3, 2, [
        changed(start + 9_000),
        [
          3,
          start + 9_500,
          [],
          [],
          [[7, 'href', 'https://ada:secret@shop.example/']],
          [1, 0, 0, ['a', 'data-x', '?pin=4711']],
        ],
      ]),
    ]);
    const [block] = blocks();
    const frames = block?.frames ?? [];
    const contents = frames.map((frame) => contentOf({ object: block?.object ?? '', ...frame }, frame.seq));

    expect(frames.map(({ keyframe }) => keyframe)).toEqual([true, false, false]);
    expect(frames.map(({ recorded: any }) => any)).toEqual([true, true, true]);
    expect(frames.map(({ from, to }) => [from - start, to - start])).toEqual([
      [0, 0],
      [0, 0],
      [0, 9_500],
    ]);
    expect(contents.map(({ rrweb }) => rrweb)).toEqual([[], [], []]);
    expect(contents[0]?.recorded[0]).toEqual([0, start, 0, 'https://shop.example/?token=*****', 1280, 800]);
    expect(JSON.stringify(contents)).not.toMatch(/4711|token=x|ada:secret/);
    expect(JSON.stringify(contents[2]?.recorded[0])).toBe(JSON.stringify(changed(start + 9_000)));
  });

  it('gives the heatmap its page, however many beacons tell it, and what completed it', async () => {
    const late = changed(start + 2_000);
    await record([
      own(1, 0, [opened, nodes(['html'], ['body'])]),
      ...Array.from({ length: 12 }, (_, index) => own(index + 2, index + 1, [nodes(['p'], `row ${index}`, 1)])),
      own(20, 13, [end, late, changed(start + 9_000)]),
      own(21, 14, [changed(start + 2_500), opened, nodes(['html'])]),
    ]);
    const snapshot = snapshotOf('/');
    const lines = (snapshot?.parts ?? []).flatMap(({ object, first, last, label }) => {
      const bytes = stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array(0);
      return openFrame(snapshot?.key ?? new Uint8Array(0), label, bytes).recorded as RecordingLine[];
    });

    expect(snapshot).toMatchObject({ path: '/', device: 'desktop', width: 1280 });
    expect(lines.map(([op]) => op)).toEqual([0, 1, ...Array(12).fill(1), 2, 3]);
    expect(lines.at(-1)).toEqual(late);
  });
});
