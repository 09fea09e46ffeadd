import { expect, it, vi } from 'vitest';
import { seedsOf } from '../../shared/test-soak.ts';
import { anyEventSource, type EventSource, readStreams } from '../simulator/event-source.ts';
import { Random } from '../simulator/random.ts';
import { layOutStream } from '../simulator/simulated-stream.ts';
import { makeTraffic } from '../simulator/traffic.ts';
import { projects } from '../simulator/visits.ts';
import { withCaps } from '../simulator/with-caps.ts';
import { aggregateOver, Stores, serverSecret } from '../simulator/world.ts';
import { localDay } from './local-day.ts';
import { mend } from './mend.ts';
import { allDrift, type Findings, reconcileDay } from './reconcile-day.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Traffic under caps of names that change from beacon to beacon. */
async function counted(seed: number, source: Partial<EventSource> = {}): Promise<Stores> {
  const random = new Random(seed);
  const entries = withCaps(
    makeTraffic(random, 8, { poison: 0, erasures: 0, forgotten: 0, arrivals: () => [0] }),
    random,
  );
  const stores = new Stores();
  stores.archive.clock = () => Date.UTC(2026, 10, 20, 12);
  const lives = layOutStream(entries, random, { reshard: 0.7, lives: 1, placed: () => {} });
  await readStreams({ ...anyEventSource(aggregateOver(stores, random), random), ...source }, lives);
  return stores;
}

function look({ tally, archive }: Stores): Promise<Findings[]> {
  const context = { tally, archive, serverSecret, now: Date.UTC(2026, 10, 21, 4, 30), eventDays: 395 };
  return Promise.all(projects.map(({ id, timeZone }) => reconcileDay(id, localDay('2026-11-20', timeZone), context)));
}

it.each(seedsOf(4, 100))('a day whose names were past their caps shows no drift (seed %i)', async (seed) => {
  const stores = await counted(seed);

  expect([...stores.tally.items.keys()].some((id) => id.includes('#(other)#'))).toBe(true);
  expect((await look(stores)).flatMap(allDrift)).toEqual([]);
});

it.each(seedsOf(3, 50))('it is mended where records were lost (seed %i)', async (seed) => {
  const stores = await counted(seed, { retries: 0, bisect: false, throwing: true, trouble: 0.6, batchSize: 6 });
  const lost = await look(stores);
  for (const findings of lost) expect((await mend(findings, stores.tally)).busy).toEqual([]);

  expect(lost.flatMap(allDrift).length).toBeGreaterThan(0);
  expect((await look(stores)).flatMap(allDrift)).toEqual([]);
});
