/**
 * The real `record` and `aggregate` over stores that fail, under batches that are cut anew at every try:
 * every number has to equal the truth. Variants that break one rule each show that this would notice.
 */
import { describe, expect, it, vi } from 'vitest';
import type { ItemKey } from '../stores.ts';
import { countingDifferences, recordingDifferences } from './compare.ts';
import type { Fault } from './faults.ts';
import { FaultyWay } from './faults.ts';
import { Random } from './random.ts';
import { makeTraffic, type StreamEntry } from './traffic.ts';
import { type Truth, truthOf } from './truth.ts';
import {
  aggregateOver,
  type Bend,
  drain,
  generations,
  type Invoke,
  once,
  onStream,
  recordOver,
  Stores,
} from './world.ts';

/** Thousands of invocations: half a minute where other tests want the machine too. */
vi.setConfig({ testTimeout: 180_000 });

const seeds = Array.from({ length: 20 }, (_, n) => n + 1);

interface Run {
  stores: Stores;
  truth: Truth;
  entries: StreamEntry[];
  invocations: number;
}

async function run(
  seed: number,
  invokeOf: (stores: Stores, random: Random) => Invoke,
  trouble = { share: 0.4, throwing: seed % 4 === 0 },
): Promise<Run> {
  const random = new Random(seed);
  const entries = makeTraffic(random, 14);
  const stores = new Stores();
  const invoke = invokeOf(stores, random);
  let invocations = 0;
  for (const shards of generations(onStream(entries), random)) {
    invocations += await drain(invoke, shards, { random, ...trouble });
  }
  return { stores, truth: truthOf(entries), entries, invocations };
}

/** Every spoilt record is kept once, with its reason; of an erased session nothing is looked at any more. */
function poisonDifferences({ stores, entries }: Run, consumer: string): string[] {
  const kept = [...stores.failures.objects.keys()].filter((name) => name.startsWith(`${consumer}/`));
  const erased = new Set<string>();
  let spoilt = 0;
  for (const { sent } of entries) {
    if (sent.kind === 'erase') erased.add(sent.envelope.session);
    if (sent.kind === 'poison' && !(sent.session && erased.has(sent.session))) spoilt += 1;
  }
  return kept.length === spoilt ? [] : [`${kept.length} of ${spoilt} spoilt records are in the failure bucket`];
}

describe('without trouble', () => {
  it('counts and records what was sent', async () => {
    const calm = { share: 0, throwing: false };
    const counted = await run(100, aggregateOver, calm);
    const recorded = await run(100, recordOver, calm);

    expect([...countingDifferences(counted.stores, counted.truth), ...poisonDifferences(counted, 'aggregate')]).toEqual(
      [],
    );
    expect([
      ...recordingDifferences(recorded.stores, recorded.truth),
      ...poisonDifferences(recorded, 'record'),
    ]).toEqual([]);
    expect(counted.truth.items.size).toBeGreaterThan(200);
    expect(counted.truth.labels.size).toBeGreaterThan(50);
  });
});

describe('through crashes, failing stores, overlapping tries, cuts and resharding', () => {
  it.each(seeds)('aggregate equals the truth (seed %i)', async (seed) => {
    const ran = await run(seed, aggregateOver);

    expect([...countingDifferences(ran.stores, ran.truth), ...poisonDifferences(ran, 'aggregate')]).toEqual([]);
  });

  it.each(seeds)('record equals the truth (seed %i)', async (seed) => {
    const ran = await run(seed, recordOver);

    expect([...recordingDifferences(ran.stores, ran.truth), ...poisonDifferences(ran, 'record')]).toEqual([]);
  });
});

describe('a crash and a failure before and after every single write', () => {
  const entries = makeTraffic(new Random(7), 4);
  const records = onStream(entries);
  const truth = truthOf(entries);

  /** The first batch meets the fault, the second try is cut shorter, the rest goes well. */
  async function afterFault(invoke: Invoke, fault: Fault): Promise<void> {
    let at = await once(invoke, records.slice(0, 12), fault, false);
    at += await once(invoke, records.slice(at, at + 3), undefined, false);
    while (at < records.length) at += await once(invoke, records.slice(at, at + 8), undefined, false);
  }

  async function writesOf(invoke: Invoke): Promise<number> {
    const way = new FaultyWay();
    await invoke(records.slice(0, 12), way);
    return way.writes;
  }

  it.each([
    ['aggregate', aggregateOver, countingDifferences],
    ['record', recordOver, recordingDifferences],
  ] as const)('leaves no trace in what %s writes', async (_, invokeOf, differences) => {
    const writes = await writesOf(invokeOf(new Stores(), new Random(1)));
    const wrong: string[] = [];
    for (let write = 0; write < writes; write += 1) {
      for (const when of ['before', 'after'] as const) {
        for (const what of ['crash', 'fail'] as const) {
          const stores = new Stores();
          await afterFault(invokeOf(stores, new Random(1)), { write, when, what });
          wrong.push(...differences(stores, truth).map((one) => `${what} ${when} write ${write}: ${one}`));
        }
      }
    }

    expect(writes).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });
});

describe('the simulator notices', () => {
  /** How many of the seeds come out wrong. */
  async function wrongSeeds(invokeOf: (stores: Stores, random: Random) => Invoke): Promise<number> {
    let wrong = 0;
    for (const seed of seeds.slice(0, 8)) {
      const { stores, truth } = await run(seed, invokeOf, { share: 0.4, throwing: false });
      if (countingDifferences(stores, truth).length > 0) wrong += 1;
    }
    return wrong;
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

  it('plain adding, which does not ask what an item has counted', async () => {
    const plain = seeing(() => '');

    expect(await wrongSeeds((stores, random) => aggregateOver(stores, random, plain))).toBe(8);
  });

  it('the condition `w` below the batch’s greatest position, which counts the beginning of a re-cut batch twice', async () => {
    const below = seeing((w, batchMax) => (w < batchMax ? '' : w));

    expect(await wrongSeeds((stores, random) => aggregateOver(stores, random, below))).toBeGreaterThanOrEqual(6);
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

    expect(await wrongSeeds(goingOn)).toBeGreaterThanOrEqual(6);
  });
});
