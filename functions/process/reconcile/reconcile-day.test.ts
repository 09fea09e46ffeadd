import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { packSession, unpackSession } from '../../shared/packed-session.ts';
import type { CounterItem, SessionItem } from '../../shared/tally-items.ts';
import { seedsOf } from '../../shared/test-soak.ts';
import { changeVisitors } from '../../shared/visitor-sketch.ts';
import { type ArchiveLine, archiveTexts, erasedMark } from '../aggregate/archive.ts';
import { countingDifferences } from '../simulator/compare.ts';
import { type Invoke, once } from '../simulator/event-source.ts';
import type { Fault } from '../simulator/faults.ts';
import { Random } from '../simulator/random.ts';
import { type Run, type RunOptions, runTraffic } from '../simulator/run-traffic.ts';
import { onStream } from '../simulator/simulated-stream.ts';
import { makeTraffic } from '../simulator/traffic.ts';
import { truthOf } from '../simulator/truth.ts';
import { aggregateOver, Stores, serverSecret } from '../simulator/world.ts';
import type { ItemKey } from '../stores.ts';
import { localDay } from './local-day.ts';
import { mend } from './mend.ts';
import { allDrift, type Findings, NoArchiveError, type ReconcileContext, reconcileDay } from './reconcile-day.ts';
import { reconcileUsage, utcMonth } from './usage-month.ts';

vi.setConfig({ testTimeout: 120_000 });

const date = '2026-11-20';
const night = Date.UTC(2026, 10, 21, 4, 30);
const project = 'p-berlin';
const day = localDay(date, 'Europe/Berlin');
/** Traffic without what ends in the failure bucket. */
const clean: RunOptions = { traffic: { poison: 0 } };

const contextOf = ({ tally, archive }: Stores, over: Partial<ReconcileContext> = {}): ReconcileContext => ({
  tally,
  archive,
  serverSecret,
  now: night,
  eventDays: 395,
  ...over,
});

async function counted(seed: number, options = clean, invokeOf = aggregateOver): Promise<Run> {
  const archivedIn = (stores: Stores, random: Random): Invoke => {
    stores.archive.clock = () => Date.UTC(2026, 10, 20, 12);
    return invokeOf(stores, random);
  };
  return runTraffic(seed, archivedIn, options);
}

const look = ({ stores }: Run, over?: Partial<ReconcileContext>): Promise<Findings> =>
  reconcileDay(project, day, contextOf(stores, over));

async function fix(run: Run): Promise<void> {
  const { busy } = await mend(await look(run), run.stores.tally);
  expect(busy).toEqual([]);
}

function someCounter({ stores }: Run, by: string): CounterItem {
  const found = [...stores.tally.items.values()].find(({ pk }) => pk.startsWith(`C#${project}#human#${by}#`));
  return found as CounterItem;
}

describe('a day that was counted through trouble', () => {
  it.each(seedsOf(6, 150))('shows no drift in any counter, map or session (seed %i)', async (seed) => {
    const run = await counted(seed, { traffic: { poison: 0.02 } });
    const kolkata = await reconcileDay('p-kolkata', localDay(date, 'Asia/Kolkata'), contextOf(run.stores));
    const findings = await look(run);

    expect(allDrift(findings)).toEqual([]);
    expect(allDrift(kolkata)).toEqual([]);
    expect(findings.items.length + kolkata.items.length).toBeGreaterThan(100);
    expect(findings.sessions.length + kolkata.sessions.length).toBeGreaterThan(3);
  });

  it.each(seedsOf(3, 50))(
    'nor where beacons came several times, out of order and days late (seed %i)',
    async (seed) => {
      const arrivals = (random: Random) => {
        const longest = random.pick([0, 60_000, 100 * 3_600_000]);
        return Array.from({ length: random.whole(1, 4) }, () => random.next() * longest);
      };
      const run = await counted(seed, { traffic: { poison: 0, erasures: 0, forgotten: 0, arrivals } });

      for (const one of ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24']) {
        const now = Date.UTC(2026, 10, 20, 4, 30);
        const findings = await reconcileDay(
          project,
          localDay(one, 'Europe/Berlin'),
          contextOf(run.stores, { now, settleMs: -1e12 }),
        );
        expect([one, allDrift(findings)]).toEqual([one, []]);
      }
    },
  );
});

describe('what was tampered with', () => {
  it('a number too high, one too low, a visitor too many and an item that is gone are told and mended', async () => {
    const run = await counted(1);
    const before = structuredClone(run.stores.tally.items);
    const all = someCounter(run, 'all');
    all.counts.pageviews = (all.counts.pageviews ?? 0) + 7;
    const path = someCounter(run, 'path');
    path.counts.pageviews = (path.counts.pageviews ?? 0) - 1;
    const device = someCounter(run, 'device');
    device.visitors = changeVisitors(device.visitors, [[99n, 1]]);
    const gone = someCounter(run, 'country');
    run.stores.tally.items.delete(`${gone.pk}\n${gone.sk}`);

    const drift = allDrift(await look(run));
    await fix(run);

    expect(drift).toContainEqual(expect.objectContaining({ key: { pk: all.pk, sk: all.sk }, field: 'pageviews' }));
    expect(drift.find(({ key }) => key.sk === all.sk && key.pk === all.pk)).toMatchObject({
      is: Number(all.counts.pageviews),
      should: Number(all.counts.pageviews) - 7,
    });
    expect(new Set(drift.map(({ key }) => key.pk))).toEqual(new Set([all.pk, path.pk, device.pk, gone.pk]));
    expect(allDrift(await look(run))).toEqual([]);
    expect(countingDifferences(run.stores, run.truth)).toEqual([]);
    for (const [id, item] of run.stores.tally.items) expect([id, item]).toEqual([id, before.get(id)]);
  });

  it('an item that nothing was counted for is emptied', async () => {
    const run = await counted(2);
    const all = someCounter(run, 'all');
    const key = { pk: all.pk, sk: all.sk.replace(/#\d+$/, '#9') };
    run.stores.tally.items.set(`${key.pk}\n${key.sk}`, { ...structuredClone(all), ...key } as ItemKey);

    const drift = allDrift(await look(run));
    await fix(run);

    expect(drift.map((one) => one.key)).toContainEqual(key);
    expect(allDrift(await look(run))).toEqual([]);
    expect(countingDifferences(run.stores, run.truth)).toEqual([]);
  });

  it('an item that was to be emptied and has gone meanwhile stays away', async () => {
    const run = await counted(2);
    const all = someCounter(run, 'all');
    const key = { pk: all.pk, sk: all.sk.replace(/#\d+$/, '#9') };
    run.stores.tally.items.set(`${key.pk}\n${key.sk}`, { ...structuredClone(all), ...key } as ItemKey);
    const findings = await look(run);
    run.stores.tally.items.delete(`${key.pk}\n${key.sk}`);

    expect((await mend(findings, run.stores.tally)).busy).toEqual([]);
    expect(run.stores.tally.items.has(`${key.pk}\n${key.sk}`)).toBe(false);
  });

  it('a session that lost a number is put right', async () => {
    const run = await counted(3);
    const [id, stored] = [...run.stores.tally.items].find(
      ([, item]) => item.pk.startsWith(`S#${project}#`) && 'packed' in item,
    ) as [string, ItemKey];
    const session = unpackSession<SessionItem>(stored);
    session.clicks += 3;
    run.stores.tally.items.set(id, packSession(session));

    const drift = allDrift(await look(run));
    await fix(run);

    expect(drift).toEqual([
      { key: { pk: session.pk, sk: 'STATE' }, field: 'clicks', is: session.clicks, should: session.clicks - 3 },
    ]);
    expect(countingDifferences(run.stores, run.truth)).toEqual([]);
  });

  it('what is written while it looks is neither drift nor undone', async () => {
    const run = await counted(1);
    const all = someCounter(run, 'all');
    all.counts.pageviews = (all.counts.pageviews ?? 0) + 7;
    const findings = await look(run);
    const now = run.stores.tally.items.get(`${all.pk}\n${all.sk}`) as CounterItem;
    run.stores.tally.items.set(`${all.pk}\n${all.sk}`, {
      ...now,
      w: `${now.w}9`,
      counts: { ...now.counts, pageviews: (now.counts.pageviews ?? 0) + 100 },
    } as ItemKey);

    const { items } = await mend(findings, run.stores.tally);
    const after = run.stores.tally.items.get(`${all.pk}\n${all.sk}`) as CounterItem;

    expect(items).toBe(1);
    expect(after.counts.pageviews).toBe(Number(all.counts.pageviews) - 7 + 100);
    expect(after.w).toBe(`${all.w}9`);
  });
});

describe('what a lost record left', () => {
  /** The event source gives records up that failed: some of their items have counted them, and their sessions not. */
  const losing: RunOptions = {
    traffic: { poison: 0, erasures: 0, forgotten: 0 },
    source: { retries: 0, bisect: false, throwing: true, trouble: 0.5, batchSize: 6 },
  };

  it.each(seedsOf(4, 100))('is mended from the archive, to what was archived and no more (seed %i)', async (seed) => {
    const run = await counted(seed, losing);
    const lost = countingDifferences(run.stores, run.truth);
    await fix(run);
    const findings = await look(run);
    await mend(
      await reconcileDay('p-kolkata', localDay(date, 'Asia/Kolkata'), contextOf(run.stores)),
      run.stores.tally,
    );
    const archived = new Set(
      [...run.stores.archive.objects.values()].flatMap((bytes) =>
        [...archiveTexts(bytes)].map((text) => (JSON.parse(text) as ArchiveLine).envelope.header.session),
      ),
    );
    // Sessions of which every beacon reached the archive are as if nothing had been lost.
    const missing = new Set(
      countingDifferences(run.stores, run.truth)
        .filter((one) => one.startsWith('the archive'))
        .map((one) => one.split('/')[1]),
    );
    const whole = run.truth.sessions.filter(({ key }) => !missing.has(key.split('/')[1] ?? ''));
    const wrong = countingDifferences(run.stores, {
      ...run.truth,
      items: new Map(),
      sessions: whole,
      accepted: new Map(),
    });

    expect(lost.length).toBeGreaterThan(0);
    expect(archived.size).toBeGreaterThan(0);
    expect(allDrift(findings)).toEqual([]);
    expect(wrong.filter((one) => one.startsWith('session'))).toEqual([]);
  });

  it.each([0, 1, 5, 20, 40])(
    'is all mended when a batch died after %i of its writes and never came again',
    async (n) => {
      const random = new Random(11);
      const entries = makeTraffic(random, 8, { poison: 0, erasures: 0, forgotten: 0 });
      const records = onStream(entries);
      const run = { stores: new Stores(), truth: truthOf(entries) };
      run.stores.archive.clock = () => Date.UTC(2026, 10, 20, 12);
      const invoke = aggregateOver(run.stores, random);
      const lost = Math.floor(records.length / 2);
      // The archive is written first: of what died before that, nothing is anywhere.
      const fault: Fault = { write: n + 1, when: 'before', what: 'crash' };
      for (let at = 0; at < records.length; at += 8) {
        const isLost = lost >= at && lost < at + 8;
        await once(invoke, records.slice(at, at + 8), isLost ? fault : undefined, false);
      }
      const before = countingDifferences(run.stores, run.truth);
      for (const [id, zone] of Object.entries({ [project]: 'Europe/Berlin', 'p-kolkata': 'Asia/Kolkata' })) {
        await mend(await reconcileDay(id, localDay(date, zone), contextOf(run.stores)), run.stores.tally);
        const usage = await reconcileUsage(id, utcMonth('2026-11'), contextOf(run.stores));
        await mend(usage, run.stores.tally);
      }
      const after = countingDifferences(run.stores, run.truth);

      expect(before.length).toBeGreaterThan(0);
      expect(after).toEqual([]);
    },
  );

  it('is not taken for lost while it may still come', async () => {
    const run = await counted(4, losing);
    const pending = allDrift(await look(run, { settleMs: 48 * 3_600_000 }));
    const settled = allDrift(await look(run));

    expect(settled.length).toBeGreaterThan(pending.length);
  });
});

describe('days of the erased', () => {
  it('numbers may be greater than what can be recounted, and not smaller', async () => {
    const run = await counted(5, { traffic: { poison: 0, erasures: 0, forgotten: 0 } });
    const session = run.truth.sessions.find(({ key, fields }) => key.startsWith(project) && fields.bot === false);
    for (const [name, bytes] of run.stores.archive.objects) {
      const lines = [...archiveTexts(bytes)].map((text) => JSON.parse(text) as ArchiveLine);
      const kept = lines.map((line) => (session?.key.endsWith(line.envelope.header.session) ? erasedMark(line) : line));
      run.stores.archive.objects.set(name, gzipSync(`${kept.map((line) => JSON.stringify(line)).join('\n')}\n`));
    }
    const erased = await look(run);
    const other = erased.items.find(
      ({ stored, expected }) =>
        stored && expected && 'counts' in stored && 'counts' in expected && (expected.counts.pageviews ?? 0) > 0,
    )?.key as ItemKey;
    (run.stores.tally.items.get(`${other.pk}\n${other.sk}`) as CounterItem).counts.pageviews = 0;
    const low = allDrift(await look(run));

    expect(allDrift(erased)).toEqual([]);
    expect(erased.erased).toBeGreaterThan(0);
    expect(low.map(({ key, field }) => [key, field])).toEqual([[other, 'pageviews']]);
  });

  it('a day of which nothing is archived is refused, not emptied', async () => {
    const run = await counted(6);
    run.stores.archive.objects.clear();

    await expect(look(run)).rejects.toThrow(NoArchiveError);
  });
});
