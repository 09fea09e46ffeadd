/** Every beacon comes one to five times, out of order, some of them days late, across resharding. */
import { expect, it, vi } from 'vitest';
import { seedsOf } from '../../shared/test-soak.ts';
import { countingDifferences, recordingDifferences } from './compare.ts';
import type { Random } from './random.ts';
import { runTraffic } from './run-traffic.ts';
import { aggregateOver, recordOver } from './world.ts';

vi.setConfig({ testTimeout: 180_000 });

const hour = 3_600_000;

/** The first delivery may be the latest of all beacons of the visit, and a copy may be older than what came before. */
function arrivals(random: Random): number[] {
  const longest = random.pick([0, 2_000, 60_000, 6 * hour, 120 * hour]);
  return Array.from({ length: random.whole(1, 5) }, () => random.next() * longest);
}

const traffic = { arrivals, poison: 0, erasures: 0, forgotten: 0 };

it.each(seedsOf(12, 200))('nothing drifts in what aggregate counts (seed %i)', async (seed) => {
  const { stores, truth } = await runTraffic(seed, aggregateOver, { traffic, sessions: 8 });

  expect(countingDifferences(stores, truth)).toEqual([]);
});

it.each(seedsOf(12, 200))('record keeps every frame (seed %i)', async (seed) => {
  const { stores, truth } = await runTraffic(seed, recordOver, { traffic, sessions: 8 });
  const frames = recordingDifferences(stores, truth).filter((one) => !one.startsWith('snapshot'));

  expect(frames).toEqual([]);
});
