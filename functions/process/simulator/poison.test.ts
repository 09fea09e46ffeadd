/** One record in a hundred is broken: every good one counts once, every bad one is kept, and no bucket waits for it. */
import { expect, it, vi } from 'vitest';
import { seedsOf } from '../../shared/test-soak.ts';
import { countingDifferences, poisonDifferences, recordingDifferences } from './compare.ts';
import { runTraffic } from './run-traffic.ts';
import { aggregateOver, recordOver } from './world.ts';

vi.setConfig({ testTimeout: 180_000 });

const traffic = { poison: 0.01, large: true, erasures: 0, forgotten: 0 };

let poisoned = 0;

it.each(seedsOf(3, 40))('through trouble, every record ends in one place (seed %i)', async (seed) => {
  const counted = await runTraffic(seed, aggregateOver, { traffic, sessions: 40 });
  const recorded = await runTraffic(seed, recordOver, { traffic, sessions: 40 });
  const poison = counted.entries.filter(({ sent }) => sent.kind === 'poison');

  expect(countingDifferences(counted.stores, counted.truth)).toEqual([]);
  expect(poisonDifferences(counted.stores, counted.entries, counted.records, 'aggregate')).toEqual([]);
  expect(recordingDifferences(recorded.stores, recorded.truth)).toEqual([]);
  expect(poisonDifferences(recorded.stores, recorded.entries, recorded.records, 'record')).toEqual([]);
  poisoned += poison.length;
});

it('had records that are broken, though not with every seed', () => {
  expect(poisoned).toBeGreaterThan(0);
});

it('takes no more tries than without it', async () => {
  const calm = { trouble: 0, throwing: false, batchSize: 20, batchBytes: 1_000_000, parallelization: 1 };
  const { invocations, entries, stores } = await runTraffic(5, aggregateOver, {
    traffic: { ...traffic, poison: 0.3 },
    sessions: 20,
    source: calm,
  });
  const failed = [...stores.failures.objects.keys()];

  expect(failed.length).toBeGreaterThan(20);
  // Batches hold 10 records on average, and none came twice.
  expect(invocations).toBeLessThan(entries.length / 4);
});
