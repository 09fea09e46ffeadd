/** A service that is down or throttles for a minute of simulated time: nothing is lost, and the backlog drains. */
import { describe, expect, it, vi } from 'vitest';
import { seedsOf } from '../../shared/test-soak.ts';
import { countingDifferences, recordingDifferences } from './compare.ts';
import type { Outage, Weather } from './faults.ts';
import { Random } from './random.ts';
import { runTraffic } from './run-traffic.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { aggregateOver, recordOver } from './world.ts';

vi.setConfig({ testTimeout: 180_000 });

const minute = 60_000;
const outages: [string, Omit<Outage, 'from' | 'until'>][] = [
  ['tables are down', { service: 'tables', share: 1 }],
  ['tables throttle', { service: 'tables', share: 0.3 }],
  ['buckets are down', { service: 'objects', share: 1 }],
  ['buckets throttle', { service: 'objects', share: 0.7 }],
];
const consumers = [
  ['aggregate', aggregateOver, countingDifferences],
  ['record', recordOver, recordingDifferences],
] as const;
const cases = outages.flatMap(([what, outage]) =>
  consumers.map(([name, invokeOf, differences]) => ({ what, outage, name, invokeOf, differences })),
);

describe.each(cases)('while $what, $name', ({ outage, invokeOf, differences }) => {
  it.each(seedsOf(2, 50))('loses nothing and catches up (seed %i)', async (seed) => {
    // At different moments, and early enough to strike the shortest traffic too.
    const from = 20 * (1 + (seed % 15));
    const weather: Weather = {
      clock: new SimulatedClock(),
      random: new Random(seed),
      outages: [{ ...outage, from, until: from + minute }],
      struck: 0,
    };
    const source = { batchSize: 6, parallelization: 2, trouble: 0, bisect: seed % 2 === 0, weather };
    const { stores, truth } = await runTraffic(seed, invokeOf, { source });

    // It ended, so the backlog drained; down is down for the whole minute.
    expect(differences(stores, truth)).toEqual([]);
    expect(weather.struck).toBeGreaterThan(outage.share === 1 ? 10 : 0);
    if (outage.share === 1) expect(weather.clock.now).toBeGreaterThan(from + minute);
  });
});
