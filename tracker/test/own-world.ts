/** For a file of tests: a world of its own, and one visit at a time. Vitest gives each file this module anew. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Opening, startWorld, until, type Visit, type World } from './world.ts';

export let world: World;
/** The last that was opened. */
export let visit: Visit;

/** Begins each test with the collector as new, and ends it with no visit and nothing sent that does not fit. */
export function useWorld({ sampling = 0, isSilent = false }: { sampling?: number; isSilent?: boolean } = {}): void {
  let earlier: Visit | undefined;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.site.pages = {};
    world.collector.reset();
    world.collector.config.sampling = sampling;
    earlier = visit;
  });
  afterEach(async () => {
    if (visit === earlier) return;
    await visit.context.close();
    expect(world.collector.invalid).toEqual([]);
    if (isSilent) expect(visit.errors).toEqual([]);
  });
}

/** Opens a page with the tracker in it. */
export async function open(options?: Opening): Promise<Visit> {
  visit = await world.open(options);
  return visit;
}

/** What the beacons that arrived say to a player. */
export const recorded = () => world.collector.received.flatMap((beacon) => beacon.recorded);
export const snapshots = () => recorded().filter(({ type }) => type === 2);

/** Waits for so many full snapshots, which would leave with what is due later. */
export async function pictured(count: number): Promise<void> {
  await until(async () => {
    await visit.page.evaluate(() => window.afterglow('flush'));
    return snapshots().length === count;
  }, 20_000);
}
