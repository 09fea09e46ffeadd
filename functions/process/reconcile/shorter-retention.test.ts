import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '#contracts/project-settings.ts';
import { testProject } from '../../shared/http/test-call.ts';
import { packSession, unpackSession } from '../../shared/packed-session.ts';
import type { CounterItem, SessionItem } from '../../shared/tally-items.ts';
import { aggregateBatch } from '../aggregate/aggregate-batch.ts';
import { runJobs } from '../jobs/run-jobs.ts';
import { event, sessionId, uuid } from '../simulator/make-beacon.ts';
import { memoryJobStores } from '../simulator/memory-job-stores.ts';
import { beaconRecord } from '../simulator/test-records.ts';
import { aggregateInto, Stores, serverSecret } from '../simulator/world.ts';
import { localDay } from './local-day.ts';
import { mend } from './mend.ts';
import { allDrift, reconcileDay } from './reconcile-day.ts';

const hour = 3_600_000;
const from = Date.UTC(2026, 10, 20, 0, 5);
let stores: Stores;

const look = (now: number, eventDays: number) => {
  const { tally, archive } = stores;
  return reconcileDay('p1', localDay('2026-11-20', 'Europe/Berlin'), { tally, archive, serverSecret, now, eventDays });
};

/** The night's job, of a project that keeps events for so many days by then. */
async function shorten(eventDays: number, now: number): Promise<void> {
  const jobs = memoryJobStores(stores, () => now);
  const settings = { ...defaultSettings, eventDays };
  await jobs.projects.put({ ...testProject({ id: 'p1', settings }) });
  await runJobs(jobs, { until: now + hour, stayUntil: now, log: () => {}, sleep: async () => {} });
}

/** A visit with a click in each hour of a day. */
beforeEach(async () => {
  stores = new Stores();
  stores.archive.clock = () => 0;
  const records = Array.from({ length: 20 }, (_, n) => {
    const at = from + n * hour;
    const header = { session: sessionId(n), visitor: uuid(n), document: uuid(500 + n) };
    return beaconRecord({ number: n + 1, header, events: [event.pageview(at, '/'), event.click(at + 9, '/')] });
  });
  expect(await aggregateBatch(records, aggregateInto(stores))).toEqual([]);
});

describe('a day of a project that keeps events for less than when it was counted', () => {
  it('is mended without lasting longer', async () => {
    const now = from + 3 * 24 * hour;
    await shorten(30, now);
    const before = structuredClone(stores.tally.items);
    for (const [id, item] of stores.tally.items) {
      if (item.pk.includes('#all#')) (item as CounterItem).counts.pageviews = 7;
      if (!item.pk.startsWith('S#')) continue;
      const session = unpackSession<SessionItem>(item);
      session.clicks += 1;
      stores.tally.items.set(id, packSession(session));
    }
    const findings = await look(now, 30);
    await mend(findings, stores.tally);

    expect(allDrift(findings)).toHaveLength(40);
    expect(stores.tally.items).toEqual(before);
  });

  it('has no drift where half of it is gone, and gets nothing back', async () => {
    const now = from + 5 * 24 * hour + 10 * hour;
    await shorten(5, now);
    const before = structuredClone(stores.tally.items);
    const findings = await look(now, 5);
    await mend(findings, stores.tally);

    expect(allDrift(findings)).toEqual([]);
    expect(findings.sessions).toHaveLength(10);
    expect(stores.tally.items).toEqual(before);
  });

  it('has no drift by a session whose beginning is gone', async () => {
    const at = from + 9 * hour;
    const now = from + 5 * 24 * hour + 10 * hour;
    const parts = [at, at + 2 * hour].map((time, seq) =>
      beaconRecord({
        number: 100 + seq,
        header: { seq, session: sessionId(99), visitor: uuid(99), document: uuid(99) },
        events: [event.pageview(time, '/long')],
      }),
    );
    expect(await aggregateBatch(parts, aggregateInto(stores))).toEqual([]);
    await shorten(5, now);
    const before = structuredClone(stores.tally.items);
    const findings = await look(now, 5);
    await mend(findings, stores.tally);

    expect(allDrift(findings)).toEqual([]);
    expect(stores.tally.items).toEqual(before);
  });

  it('has no drift where what is older has not been removed yet', async () => {
    const now = from + 5 * 24 * hour + 10 * hour;

    expect(allDrift(await look(now, 5))).toEqual([]);
  });
});
