/** A crash and a failure before and after every single write of one batch. */
import { describe, expect, it, vi } from 'vitest';
import { countingDifferences, recordingDifferences } from './compare.ts';
import { type Invoke, once } from './event-source.ts';
import { type Fault, FaultyWay } from './faults.ts';
import { Random } from './random.ts';
import { onStream } from './simulated-stream.ts';
import { makeTraffic } from './traffic.ts';
import { truthOf } from './truth.ts';
import { aggregateOver, recordOver, Stores } from './world.ts';

vi.setConfig({ testTimeout: 180_000 });

describe('a crash and a failure before and after every single write', () => {
  const entries = makeTraffic(new Random(7), 4);
  const records = onStream(entries);
  const truth = truthOf(entries);

  /** The first batch meets the fault, the second try is cut shorter, the rest goes well. */
  async function afterFault(invoke: Invoke, fault: Fault): Promise<void> {
    let { done: at } = await once(invoke, records.slice(0, 12), fault, false);
    at += (await once(invoke, records.slice(at, at + 3), undefined, false)).done;
    while (at < records.length) at += (await once(invoke, records.slice(at, at + 8), undefined, false)).done;
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
