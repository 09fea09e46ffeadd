/**
 * The real `record` and `aggregate` over stores that fail, read by an event source that does what Lambda's
 * does at its worst: every number has to equal the truth.
 */
import { describe, expect, it, vi } from 'vitest';
import { seedsOf } from '../../shared/test-soak.ts';
import { countingDifferences, poisonDifferences, recordingDifferences } from './compare.ts';
import { type Run, runTraffic } from './run-traffic.ts';
import { aggregateOver, recordOver } from './world.ts';

/** Thousands of invocations: longer where other tests want the machine too. */
vi.setConfig({ testTimeout: 180_000 });

const counted = ({ stores, truth, entries, records }: Run): string[] => [
  ...countingDifferences(stores, truth),
  ...poisonDifferences(stores, entries, records, 'aggregate'),
];
const recorded = ({ stores, truth, entries, records }: Run): string[] => [
  ...recordingDifferences(stores, truth),
  ...poisonDifferences(stores, entries, records, 'record'),
];

describe('without trouble', () => {
  it('counts and records what was sent', async () => {
    const calm = { source: { trouble: 0, throwing: false } };
    const counts = await runTraffic(100, aggregateOver, calm);
    const recordings = await runTraffic(100, recordOver, calm);

    expect(counted(counts)).toEqual([]);
    expect(recorded(recordings)).toEqual([]);
    expect(counts.truth.items.size).toBeGreaterThan(200);
    expect(counts.truth.accepted.size).toBeGreaterThan(50);
  });
});

describe('through crashes, failing stores, timeouts, cuts, bisects, resharding and new streams', () => {
  it.each(seedsOf(50, 1_000))('aggregate equals the truth (seed %i)', async (seed) => {
    expect(counted(await runTraffic(seed, aggregateOver))).toEqual([]);
  });

  it.each(seedsOf(50, 1_000))('record equals the truth (seed %i)', async (seed) => {
    expect(recorded(await runTraffic(seed, recordOver))).toEqual([]);
  });
});
