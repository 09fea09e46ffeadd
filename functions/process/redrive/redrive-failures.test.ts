import { describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '#contracts/project-settings.ts';
import { unpackRecord } from '../../shared/framing.ts';
import { seedsOf } from '../../shared/test-soak.ts';
import { countingDifferences, recordingDifferences } from '../simulator/compare.ts';
import type { Invoke } from '../simulator/event-source.ts';
import { event, sessionId, start } from '../simulator/make-beacon.ts';
import { MemoryObjectStore } from '../simulator/memory-stores.ts';
import { Random } from '../simulator/random.ts';
import { runTraffic } from '../simulator/run-traffic.ts';
import { beaconRecord } from '../simulator/test-records.ts';
import { aggregateOver, recordOver, type Stores, streamEpoch } from '../simulator/world.ts';
import { keepPoison, type StreamRecord } from '../stream-batch.ts';
import { redriveFailures } from './redrive-failures.ts';
import { clean, contextOf, LaterStream } from './test-redrive.ts';

vi.setConfig({ testTimeout: 120_000 });

/** A version of a consumer that takes every fifth good record for broken. */
const refusing =
  (consumer: 'aggregate' | 'record', invokeOf: (stores: Stores, random: Random) => Invoke) =>
  (stores: Stores, random: Random): Invoke => {
    const invoke = invokeOf(stores, random);
    return async (batch, way) => {
      const refused = ({ sequenceNumber }: StreamRecord) => BigInt(sequenceNumber) % 5n === 0n;
      for (const record of batch.filter(refused)) {
        const epoch = Number(record.position.slice(0, 13));
        await keepPoison(way.objects(stores.failures), consumer, epoch, { record, reason: 'a check was too strict' });
      }
      return invoke(
        batch.filter((record) => !refused(record)),
        way,
      );
    };
  };

describe('what handlers had put away, after the fix', () => {
  it.each(seedsOf(4, 100))('counts once, however often it is put (seed %i)', async (seed) => {
    const { stores, truth } = await runTraffic(seed, refusing('aggregate', aggregateOver), clean);
    const kept = new Map(stores.failures.objects);
    const before = countingDifferences(stores, truth);
    for (let times = 0; times < 3; times += 1) {
      stores.failures.objects.clear();
      for (const [name, bytes] of kept) stores.failures.objects.set(name, bytes);
      const stream = new LaterStream();
      const { context } = contextOf(stores.failures, stream);
      const { put, left } = await redriveFailures(context);
      for (const record of stream.records) record.position = record.position.replace('0000', `000${times}`);
      await stream.readBy(aggregateOver(stores, new Random(seed)));

      expect([put, left]).toEqual([kept.size, 0]);
      expect(stores.failures.objects.size).toBe(0);
      expect(countingDifferences(stores, truth)).toEqual([]);
    }

    expect(kept.size).toBeGreaterThan(0);
    expect(before.length).toBeGreaterThan(0);
  });

  it.each(seedsOf(2, 50))('is recorded once (seed %i)', async (seed) => {
    const { stores, truth } = await runTraffic(seed, refusing('record', recordOver), clean);
    const before = recordingDifferences(stores, truth);
    const stream = new LaterStream();
    await redriveFailures(contextOf(stores.failures, stream).context);
    await stream.readBy(recordOver(stores, new Random(seed)));

    expect(before.length).toBeGreaterThan(0);
    expect(recordingDifferences(stores, truth).filter((one) => !one.startsWith('snapshot'))).toEqual([]);
  });

  it('leaves what is still broken where it is, and says why', async () => {
    const run = await runTraffic(2, aggregateOver, { traffic: { poison: 0.2, erasures: 0, forgotten: 0 } });
    const stream = new LaterStream();
    const { context, said } = contextOf(run.stores.failures, stream);
    const names = [...run.stores.failures.objects.keys()];
    const foreign = run.entries.filter(({ partitionKey }) => partitionKey === 'p-nobody#0').length;
    const { put, left } = await redriveFailures(context);

    expect(names.length).toBeGreaterThan(4);
    // What came under a foreign key is whole, and goes under its own.
    expect(put).toBe(foreign);
    expect(stream.records.every(({ partitionKey }) => partitionKey !== 'p-nobody#0')).toBe(true);
    expect(left).toBe(names.length - foreign);
    expect(run.stores.failures.objects.size).toBe(left);
    expect(said.filter((line) => /^left .*still broken: \S/.test(line))).toHaveLength(left);
  });

  it('puts what both consumers refused once, and nothing at all when it only looks', async () => {
    const failures = new MemoryObjectStore();
    const run = await runTraffic(3, aggregateOver, clean);
    const [[, record] = []] = run.records;
    for (const consumer of ['aggregate', 'record'] as const) {
      await keepPoison(failures, consumer, streamEpoch, { record: record as StreamRecord, reason: 'a bug' });
    }
    const stream = new LaterStream();
    const looked = contextOf(failures, stream, { dryRun: true });
    const look = await redriveFailures(looked.context);
    const before = failures.objects.size;
    const { put } = await redriveFailures(contextOf(failures, stream).context);

    expect(look).toEqual({ put: 1, left: 0, unreadable: 0 });
    expect(looked.said).toHaveLength(2);
    expect([before, put, stream.records.length, failures.objects.size]).toEqual([2, 1, 1, 0]);
  });

  it('puts records of two streams that had the same number', async () => {
    const failures = new MemoryObjectStore();
    const stream = new LaterStream();
    for (const n of [1, 2]) {
      const record = beaconRecord({ number: 21, header: { session: sessionId(n) }, events: [event.pageview(start)] });
      await keepPoison(failures, 'aggregate', streamEpoch + n, { record, reason: 'a bug' });
    }
    const { put } = await redriveFailures(contextOf(failures, stream).context);

    expect([put, stream.records.length, failures.objects.size]).toEqual([2, 2, 0]);
  });

  it('puts a record to be kept no longer than its project keeps things by now', async () => {
    const failures = new MemoryObjectStore();
    const record = beaconRecord({ number: 21, events: [event.pageview(start)] });
    const stream = new LaterStream();
    const settingsOf = ({ data }: Pick<StreamRecord, 'data'>) => {
      const { envelope } = unpackRecord(data);
      return envelope.kind === 'beacon' ? envelope.settings : undefined;
    };
    for (const [eventDays, retentionDays] of [
      [7, 90],
      [395, 7],
      [395, 90],
    ] as const) {
      const now = { ...defaultSettings, eventDays, recording: { ...defaultSettings.recording, retentionDays } };
      await keepPoison(failures, 'aggregate', streamEpoch, { record, reason: 'a bug' });
      await redriveFailures(contextOf(failures, stream, { retentionOf: async () => now }).context);
    }
    const before = settingsOf(record);

    expect(before).toMatchObject({ eventDays: 395, recordingDays: 30 });
    expect(stream.records.map(settingsOf)).toEqual([
      { ...before, eventDays: 7 },
      { ...before, recordingDays: 7 },
      before,
    ]);
  });

  it('leaves an object that holds no record, and goes on', async () => {
    const failures = new MemoryObjectStore();
    await failures.put('aggregate/x', Buffer.from('not json'));
    await failures.put('aws/lambda/a/b/c', Buffer.from(JSON.stringify({ requestContext: {}, version: '1.0' })));
    await failures.put('aws/lambda/a/b/d', Buffer.from(JSON.stringify({ requestContext: {}, payload: '{}' })));
    const { context, said } = contextOf(failures, new LaterStream());
    const done = await redriveFailures(context);

    expect(done).toEqual({ put: 0, left: 0, unreadable: 3 });
    expect(failures.objects.size).toBe(3);
    expect(said.join('\n')).toMatch(/it is no JSON[\s\S]*Lambda kept no payload[\s\S]*has no records/);
  });
});
