/** Unique visitors, counted by the real consumer through trouble, against how many there were. */
import { expect, it, vi } from 'vitest';
import type { CounterItem } from '../../shared/tally-items.ts';
import { soak } from '../../shared/test-soak.ts';
import { countVisitors } from '../../shared/visitor-sketch.ts';
import { anyEventSource, readStreams } from './event-source.ts';
import { event, start } from './make-beacon.ts';
import { Random } from './random.ts';
import { layOutStream } from './simulated-stream.ts';
import { beaconRecord } from './test-records.ts';
import { aggregateOver, Stores } from './world.ts';

vi.setConfig({ testTimeout: 300_000 });

const runs = soak(10, 200);
/** 1.04 / √4096. */
const standardError = 1.04 / 64;

async function estimateOf(seed: number, visitors: number): Promise<number> {
  const random = new Random(seed);
  const entries = Array.from({ length: visitors }, (_, n) => {
    const header = { visitor: random.uuid(4), session: random.uuid(7), document: random.uuid(4) };
    const bucket = n % 4;
    const { partitionKey, data } = beaconRecord({
      number: n,
      header,
      events: [event.pageview(start + n)],
      over: { bucket },
    });
    return { partitionKey, data, sent: { kind: 'poison' as const, reason: /never/ } };
  });
  const stores = new Stores();
  const source = anyEventSource(aggregateOver(stores, random), random);
  await readStreams(
    { ...source, batchSize: 60, trouble: 0.2 },
    layOutStream(entries, random, { reshard: 0.5, lives: 1 }),
  );
  const all = [...stores.tally.items.values()].filter(({ pk }) => pk.startsWith('C#p1#human#all#')) as CounterItem[];
  return countVisitors(all.map((item) => item.visitors));
}

it('are within four standard errors in every run, and within half a percent on average', async () => {
  const errors: number[] = [];
  for (let seed = 1; seed <= runs; seed += 1) {
    const visitors = 300 + 40 * (seed % 12);
    errors.push((await estimateOf(seed, visitors)) / visitors - 1);
  }
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;

  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4 * standardError);
  expect(Math.abs(mean)).toBeLessThan(0.005);
  expect(errors.some((error) => error !== 0)).toBe(true);
});
