import { describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '#contracts/project-settings.ts';
import type { CounterItem } from '../../shared/tally-items.ts';
import { seedsOf } from '../../shared/test-soak.ts';
import { countingDifferences } from '../simulator/compare.ts';
import { type Invoke, once } from '../simulator/event-source.ts';
import { event, start } from '../simulator/make-beacon.ts';
import { MemoryObjectStore } from '../simulator/memory-stores.ts';
import { Random } from '../simulator/random.ts';
import { type Run, runTraffic } from '../simulator/run-traffic.ts';
import { beaconRecord } from '../simulator/test-records.ts';
import { projects } from '../simulator/visits.ts';
import { aggregateOver, Stores, serverSecret } from '../simulator/world.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { mendFirst } from './mend-first.ts';
import { type RedriveContext, redriveFailures } from './redrive-failures.ts';
import { clean, contextOf, LaterStream } from './test-redrive.ts';

vi.setConfig({ testTimeout: 120_000 });

const archivedAt = Date.UTC(2026, 10, 20, 12);

const withOldArchive = (stores: Stores, random: Random): Invoke => {
  stores.archive.clock = () => archivedAt;
  return aggregateOver(stores, random);
};

const mendOf = (
  { tally, archive }: Pick<Stores, 'tally' | 'archive'>,
  say: (line: string) => void = () => {},
): RedriveContext['mend'] =>
  mendFirst({
    tally,
    archive,
    serverSecret: async () => serverSecret,
    projectOf: async (id) => {
      const timeZone = projects.find((project) => project.id === id)?.timeZone ?? 'Europe/Berlin';
      return { id, timeZone, settings: defaultSettings };
    },
    now: () => Date.UTC(2026, 10, 21, 4, 30),
    say,
  });

describe('what Lambda gave up on', () => {
  it.each(seedsOf(4, 100))(
    'is counted whole and once, though tries had counted parts of it (seed %i)',
    async (seed) => {
      const onFailure = new MemoryObjectStore();
      const losing = { retries: 0, bisect: false, trouble: 0.5, batchSize: 6, onFailure };
      const run: Run = await runTraffic(seed, withOldArchive, {
        traffic: { ...clean.traffic, latePictures: seed % 2 === 0 },
        source: losing,
      });
      const { stores, truth } = run;
      const before = countingDifferences(stores, truth);
      const kept = new Map(onFailure.objects);
      for (let times = 0; times < 2; times += 1) {
        for (const [name, bytes] of kept) await onFailure.put(name, bytes);
        const stream = new LaterStream();
        await redriveFailures(contextOf(onFailure, stream, { mend: mendOf(stores) }).context);
        for (const record of stream.records) record.position = record.position.replace('0000', `000${times}`);
        await stream.readBy(aggregateOver(stores, new Random(seed)));

        expect(onFailure.objects.size).toBe(0);
        expect(countingDifferences(stores, truth)).toEqual([]);
      }

      expect(before.length).toBeGreaterThan(0);
      expect(kept.size).toBeGreaterThan(0);
    },
  );
});

/** Object that Lambda leaves of a batch. */
const lambdaObject = (records: readonly StreamRecord[]): Uint8Array => {
  const kinesis = records.map(({ sequenceNumber, partitionKey, data }) => ({
    kinesis: { partitionKey, sequenceNumber, data: Buffer.from(data).toString('base64') },
  }));
  const payload = JSON.stringify({ Records: kinesis });
  return Buffer.from(JSON.stringify({ requestContext: { condition: 'RecordAgeExceeded' }, version: '1.0', payload }));
};

const begun = beaconRecord({
  number: 1,
  events: [event.pageview(start, '/a', { recorded: true }), event.click(start + 10, '/a')],
});
/** Begins the recording of the same session, without an event. */
const picture = beaconRecord({
  number: 2,
  header: { seq: 1 },
  events: [],
  rrweb: [
    { type: 4, timestamp: start + 2_000, data: { href: 'https://shop.example/a', width: 1280, height: 800 } },
    { type: 2, timestamp: start + 2_001, data: { node: { type: 0, id: 1, childNodes: [] } } },
  ],
  over: { receivedAt: start + 3_000 },
});

const countsOf = ({ tally }: Stores) =>
  [...tally.items.values()]
    .filter(({ pk }) => pk.startsWith('C#'))
    .map(({ pk, sk, ...item }) => [`${pk} ${sk}`, (item as CounterItem).counts] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

describe.each([
  ['a beacon', [], begun],
  ['one that begins a recording without an event', [begun], picture],
] as const)('%s', (_, earlier, lost) => {
  it.each([0, 1, 2, 3, 5, 9, 14])(
    'counts once, of which Lambda gave up a try that died before write %i',
    async (write) => {
      const whole = new Stores();
      await once(withOldArchive(whole, new Random(1)), [...earlier, lost], undefined, false);
      const stores = new Stores();
      const invoke = withOldArchive(stores, new Random(1));
      await once(invoke, earlier, undefined, false);
      await once(invoke, [lost], { write, when: 'before', what: 'crash' }, false);
      const onFailure = new MemoryObjectStore();
      await onFailure.put('aws/lambda/x', lambdaObject([lost]));
      const stream = new LaterStream();
      await redriveFailures(contextOf(onFailure, stream, { mend: mendOf(stores) }).context);
      await stream.readBy(invoke);

      expect(stream.records).toHaveLength(1);
      expect(countsOf(stores)).toEqual(countsOf(whole));
    },
  );
});

it('says what its mend left because somebody else was writing it', async () => {
  const stores = new Stores();
  const invoke = withOldArchive(stores, new Random(1));
  await once(invoke, [begun], { write: 3, when: 'before', what: 'crash' }, false);
  const tally: Stores['tally'] = Object.create(stores.tally, { put: { value: async () => false } });
  const said: string[] = [];
  await mendOf({ tally, archive: stores.archive }, (line) => said.push(line))('p1', {
    hours: [start],
    receivedAt: start,
  });

  expect(said.filter((line) => /: 0 items and 0 sessions,.*; \d+ changed meanwhile and were left/.test(line))).toEqual([
    expect.stringContaining('p1 on 2026-11-20'),
    expect.stringContaining('p1 quotas of 2026-11'),
  ]);
});
