/** A crash and a failure before and after every single write of one batch. */
import { describe, expect, it, vi } from 'vitest';
import type { StreamRecord } from '../stream-batch.ts';
import { countingDifferences, recordingDifferences } from './compare.ts';
import { type Invoke, once } from './event-source.ts';
import { type Fault, FaultyWay } from './faults.ts';
import { Random } from './random.ts';
import { onStream } from './simulated-stream.ts';
import { makeTraffic } from './traffic.ts';
import { truthOf } from './truth.ts';
import { aggregateOver, recordOver, Stores } from './world.ts';

vi.setConfig({ testTimeout: 180_000 });

/** The first batch meets the fault, the second try is cut shorter, the rest goes well. */
async function afterFault(
  invoke: Invoke,
  records: readonly StreamRecord[],
  first: number,
  fault: Fault,
): Promise<void> {
  let { done: at } = await once(invoke, records.slice(0, first), fault, false);
  at += (await once(invoke, records.slice(at, at + 3), undefined, false)).done;
  while (at < records.length) at += (await once(invoke, records.slice(at, at + 8), undefined, false)).done;
}

describe('a crash and a failure before and after every single write', () => {
  // Counting a beacon is dozens of writes, recording a batch a few.
  it.each([
    { name: 'aggregate', invokeOf: aggregateOver, differences: countingDifferences, sessions: 2, first: 5 },
    { name: 'record', invokeOf: recordOver, differences: recordingDifferences, sessions: 5, first: 20 },
  ])('leaves no trace in what $name writes', async ({ invokeOf, differences, sessions, first }) => {
    const entries = makeTraffic(new Random(7), sessions, { erasures: 0.4 });
    const records = onStream(entries);
    const truth = truthOf(entries);
    const way = new FaultyWay();
    await invokeOf(new Stores(), new Random(1))(records.slice(0, first), way);
    const wrong: string[] = [];
    for (let write = 0; write < way.writes; write += 1) {
      for (const when of ['before', 'after'] as const) {
        for (const what of ['crash', 'fail'] as const) {
          const stores = new Stores();
          await afterFault(invokeOf(stores, new Random(1)), records, first, { write, when, what });
          wrong.push(...differences(stores, truth).map((one) => `${what} ${when} write ${write}: ${one}`));
        }
      }
    }

    expect(way.writes).toBeGreaterThan(8);
    expect(wrong).toEqual([]);
  });
});
