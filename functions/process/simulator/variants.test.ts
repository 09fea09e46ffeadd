/** The simulator can fail: each of these breaks one rule of the pipeline, and is caught. They exist in tests alone. */
import { describe, expect, it, vi } from 'vitest';
import { packRecord, unpackRecord } from '../../shared/framing.ts';
import { seedsOf } from '../../shared/test-soak.ts';
import type { ItemKey } from '../stores.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { countingDifferences } from './compare.ts';
import type { Invoke } from './event-source.ts';
import type { Random } from './random.ts';
import { runTraffic } from './run-traffic.ts';
import { aggregateOver, type Bend, type Stores } from './world.ts';

vi.setConfig({ testTimeout: 180_000 });

const seeds = seedsOf(4, 50);

/** Share of the seeds that come out wrong. */
async function wrongShare(invokeOf: (stores: Stores, random: Random) => Invoke): Promise<number> {
  let wrong = 0;
  for (const seed of seeds) {
    const source = { throwing: false, parallelization: 4 };
    const { stores, truth } = await runTraffic(seed, invokeOf, { source });
    if (countingDifferences(stores, truth).length > 0) wrong += 1;
  }
  return wrong / seeds.length;
}

const isCounter = ({ pk }: ItemKey) => !pk.startsWith('S#');

/** Lets the reader see another `w` on counters, and puts whatever it makes of that. */
const seeing =
  (shown: (w: string, batchMax: string) => string): Bend =>
  (tally, batch) => {
    const batchMax = batch.reduce((max, { position }) => (position > max ? position : max), '');
    return {
      ...tally,
      async read(keys) {
        const found = await tally.read(keys);
        for (const item of found.values()) {
          if (isCounter(item) && 'w' in item) item.w = shown(String(item.w), batchMax);
        }
        return found;
      },
      put: (item, condition) => tally.put(item, isCounter(item) ? {} : condition),
    };
  };

describe('the simulator notices', () => {
  it('nothing, when nothing is broken', async () => {
    expect(await wrongShare(aggregateOver)).toBe(0);
  });

  it('plain adding, which does not ask what an item has counted', async () => {
    const plain = seeing(() => '');

    expect(await wrongShare((stores, random) => aggregateOver(stores, random, plain))).toBeGreaterThan(0.9);
  });

  it('the condition `w` below the batch’s greatest position, which counts the beginning of a re-cut batch twice', async () => {
    const below = seeing((w, batchMax) => (w < batchMax ? '' : w));

    expect(await wrongShare((stores, random) => aggregateOver(stores, random, below))).toBeGreaterThan(0.8);
  });

  it('one `w` for a shard, which loses what is still to come under other partition keys', async () => {
    const perShard = (stores: Stores, random: Random): Invoke => {
      const one = aggregateOver(stores, random);
      let w = '';
      return async (batch, way) => {
        const failures = await one(
          batch.filter(({ position }) => position > w),
          way,
        );
        if (failures.length === 0) for (const { position } of batch) w = position > w ? position : w;
        return failures;
      };
    };

    expect(await wrongShare(perShard)).toBeGreaterThan(0.8);
  });

  it('going on within a bucket after a record of it failed', async () => {
    const goingOn = (stores: Stores, random: Random): Invoke => {
      const one = aggregateOver(stores, random);
      return async (batch, way) => {
        const failures = [];
        for (const record of batch) failures.push(...(await one([record], way)));
        return failures;
      };
    };

    expect(await wrongShare(goingOn)).toBeGreaterThan(0.5);
  });

  it('settings read at processing time, which may be others at the next try', async () => {
    /** The owner changes what is folded while a batch is tried. */
    const withSettingsOf = (record: StreamRecord, folds: boolean): StreamRecord => {
      try {
        const { envelope, body } = unpackRecord(record.data);
        if (envelope.kind !== 'beacon') return record;
        const paths: Record<string, string> = folds
          ? { '/docs/start': '/docs/*', '/docs/more': '/docs/*', '/offers': '/*' }
          : {};
        return { ...record, data: packRecord({ ...envelope, paths }, body) };
      } catch {
        return record;
      }
    };
    const atProcessing = (stores: Stores, random: Random): Invoke => {
      const one = aggregateOver(stores, random);
      let tries = 0;
      return (batch, way) => {
        tries += 1;
        return one(
          batch.map((record) => withSettingsOf(record, tries % 2 === 0)),
          way,
        );
      };
    };

    expect(await wrongShare(atProcessing)).toBe(1);
  });
});
