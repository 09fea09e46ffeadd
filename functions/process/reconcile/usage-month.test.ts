import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type CounterItem, counterPartition } from '../../shared/tally-items.ts';
import { seedsOf } from '../../shared/test-soak.ts';
import { type ArchiveLine, archiveTexts, erasedMark } from '../aggregate/archive.ts';
import { countingDifferences } from '../simulator/compare.ts';
import type { Random } from '../simulator/random.ts';
import { type Run, type RunOptions, runTraffic } from '../simulator/run-traffic.ts';
import { aggregateOver, type Stores, serverSecret } from '../simulator/world.ts';
import type { ItemKey } from '../stores.ts';
import { localDay } from './local-day.ts';
import { mend } from './mend.ts';
import { allDrift, isOfDay, NoArchiveError, type ReconcileContext } from './reconcile-day.ts';
import { reconcileUsage, utcMonth } from './usage-month.ts';

vi.setConfig({ testTimeout: 120_000 });

const month = utcMonth('2026-11');
const project = 'p-berlin';
const now = Date.UTC(2026, 10, 30, 4, 30);
const clean: RunOptions = { traffic: { poison: 0, erasures: 0, forgotten: 0 } };

function counted(seed: number, options = clean): Promise<Run> {
  const archivedIn = (stores: Stores, random: Random) => {
    stores.archive.clock = () => Date.UTC(2026, 10, 20, 12);
    return aggregateOver(stores, random);
  };
  return runTraffic(seed, archivedIn, options);
}

const look = ({ stores }: Run, over: Partial<ReconcileContext> = {}, of = project) =>
  reconcileUsage(of, month, {
    tally: stores.tally,
    archive: stores.archive,
    serverSecret,
    now,
    eventDays: 395,
    ...over,
  });

type Entry = [id: string, item: CounterItem];

/** The counters of the month, at least two. */
function usageOf({ stores }: Run): [Entry, Entry, ...Entry[]] {
  const wanted = counterPartition(project, 'human', 'usage', month.start);
  const [first, second, ...rest] = [...stores.tally.items].filter(([, { pk }]) => pk === wanted) as Entry[];
  if (!first || !second) throw new Error('The run counted too little to compare.');
  return [first, second, ...rest];
}

const differences = (run: Run) => countingDifferences(run.stores, run.truth).filter((one) => one.includes('#usage#'));

describe('what was taken of the quotas of a month', () => {
  it.each(seedsOf(6, 150))('shows no drift after trouble, copies and late beacons (seed %i)', async (seed) => {
    const run = await counted(seed, {
      traffic: {
        ...clean.traffic,
        arrivals: (random) => Array.from({ length: random.whole(1, 4) }, () => random.next() * 86_400_000),
      },
    });
    const found = [await look(run), await look(run, {}, 'p-kolkata')];

    expect(found.flatMap(allDrift)).toEqual([]);
    expect(found.flatMap(({ items }) => items).length).toBeGreaterThan(1);
    expect(found.reduce((sum, { lines }) => sum + lines, 0)).toBeGreaterThan(10);
  });

  it('is told and mended where it is too high, too low, or gone', async () => {
    const run = await counted(1);
    const before = structuredClone(run.stores.tally.items);
    const [[highId, high], [lowId, low], ...rest] = usageOf(run);
    high.counts.events = (high.counts.events ?? 0) + 1_000;
    low.counts.recordings = (low.counts.recordings ?? 0) - 1;
    for (const [id] of rest) run.stores.tally.items.delete(id);

    const drift = allDrift(await look(run));
    const { busy } = await mend(await look(run), run.stores.tally);

    expect(drift).toContainEqual({
      key: { pk: high.pk, sk: high.sk },
      field: 'events',
      is: high.counts.events,
      should: Number(high.counts.events) - 1_000,
    });
    expect(drift).toContainEqual(expect.objectContaining({ key: { pk: low.pk, sk: low.sk }, field: 'recordings' }));
    expect(busy).toEqual([]);
    expect(differences(run)).toEqual([]);
    for (const id of [highId, lowId, ...rest.map(([one]) => one)]) {
      expect([id, run.stores.tally.items.get(id)]).toEqual([id, before.get(id)]);
    }
  });

  it('is not undone where traffic goes on while it is looked at', async () => {
    const run = await counted(1);
    const [[id, item]] = usageOf(run);
    const right = item.counts.events ?? 0;
    item.counts.events = right + 7;
    const findings = await look(run);
    run.stores.tally.items.set(id, {
      ...structuredClone(item),
      w: `${item.w}9`,
      counts: { ...item.counts, events: right + 7 + 100 },
    } as ItemKey);

    await mend(findings, run.stores.tally);

    expect((run.stores.tally.items.get(id) as CounterItem).counts.events).toBe(right + 100);
  });

  it('is mended from the archive where records were lost', async () => {
    const run = await counted(2, {
      ...clean,
      source: { retries: 0, bisect: false, throwing: true, trouble: 0.5, batchSize: 6 },
    });
    const lost = allDrift(await look(run));
    await mend(await look(run), run.stores.tally);

    expect(lost.length).toBeGreaterThan(0);
    expect(allDrift(await look(run))).toEqual([]);
  });
});

describe('where the archive is not whole any more', () => {
  let run: Run;

  beforeEach(async () => {
    run = await counted(5);
  });

  const rewrite = (change: (line: ArchiveLine) => unknown[]) => {
    for (const [name, bytes] of run.stores.archive.objects) {
      const lines = [...archiveTexts(bytes)];
      const kept = lines.flatMap((text) => change(JSON.parse(text) as ArchiveLine));
      run.stores.archive.objects.set(name, gzipSync(kept.map((line) => `${JSON.stringify(line)}\n`).join('')));
    }
  };

  it('what the erased took stays counted', async () => {
    rewrite((line) => [erasedMark(line)]);

    const findings = await look(run);

    expect(allDrift(findings)).toEqual([]);
    expect(findings.erased).toBeGreaterThan(0);
  });

  it('what is older than events are kept stays counted, and what is too low is still told', async () => {
    const [[, item]] = usageOf(run);
    item.counts.events = 0;
    const low = allDrift(await look(run, { eventDays: 7 }));
    rewrite(() => []);

    expect(low).toMatchObject([{ field: 'events', is: 0 }]);
    expect(allDrift(await look(run, { eventDays: 7 }))).toEqual([]);
  });

  it('a month of which nothing is archived is refused, not emptied', async () => {
    run.stores.archive.objects.clear();

    await expect(look(run)).rejects.toThrow(NoArchiveError);
  });
});

describe('a month', () => {
  it('is one of UTC', () => {
    expect(utcMonth('2026-12')).toEqual({
      date: '2026-12',
      start: Date.UTC(2026, 11, 1),
      end: Date.UTC(2027, 0, 1),
    });
  });

  it.each(['2026-13', '2026', '2026-11-25', 'november'])('is not %s', (text) => {
    expect(() => utcMonth(text)).toThrow(`'${text}' is no month`);
  });

  it('is no part of the day that it begins on', () => {
    const first = localDay('2026-11-01', 'Europe/Berlin');
    const target = { kind: 'counter', crowd: 'human', hour: month.start, value: '' } as const;

    expect([isOfDay({ ...target, by: 'usage' }, first), isOfDay({ ...target, by: 'all' }, first)]).toEqual([
      false,
      true,
    ]);
  });
});
