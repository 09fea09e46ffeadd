import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '#contracts/project-settings.ts';
import { testProject } from '../../shared/http/test-call.ts';
import { dueKey, type JobSubject, newJob } from '../../shared/job-items.ts';
import { projectKey } from '../../shared/project-items.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import { aggregateBatch } from '../aggregate/aggregate-batch.ts';
import { envelopeFor, event, frameHeader, sessionId, start } from '../simulator/make-beacon.ts';
import { memoryJobStores } from '../simulator/memory-job-stores.ts';
import { beaconRecord } from '../simulator/test-records.ts';
import { aggregateInto, Stores } from '../simulator/world.ts';
import { type ItemKey, itemId } from '../stores.ts';
import type { JobStores } from './job-run.ts';
import { runJobs } from './run-jobs.ts';

const day = 86_400_000;
const project = 'p1';
let stores: Stores;
let jobStores: JobStores;
let now: number;

beforeEach(async () => {
  stores = new Stores();
  now = start;
  jobStores = memoryJobStores(stores, () => now);
  await jobStores.projects.put({ ...testProject({ id: project }), ...projectKey(project) });
});

const run = () => runJobs(jobStores, { until: now + day, stayUntil: now, log: () => {}, sleep: async () => {} });

const set = (eventDays: number) =>
  jobStores.projects.change(projectKey(project), { settings: { ...defaultSettings, eventDays } });

/** As the route does when a setting got shorter. */
async function ask(): Promise<void> {
  const subject: JobSubject = { kind: 'project', buckets: 1, writeKeys: [] };
  const job = newJob({ kind: 'retention', project, user: 'user-1', subject, now, random: '0'.repeat(16) });
  await jobStores.jobs.put({ ...job });
  await jobStores.jobs.put({ ...dueKey(job.id), user: 'user-1' });
}

/** A visit now, under the project's setting. */
async function visit(n: number, eventDays: number): Promise<void> {
  const header = frameHeader({ session: sessionId(n) });
  const events = [event.pageview(now, '/')];
  const { settings } = envelopeFor(header, events);
  const record = beaconRecord({ number: n, header, events, over: { settings: { ...settings, eventDays } } });
  expect(await aggregateBatch([record], aggregateInto(stores))).toEqual([]);
}

/** Days until a session goes. */
const daysLeft = (n: number) => {
  const { ttl } = stores.tally.items.get(itemId(sessionKey(project, sessionId(n)))) as unknown as { ttl: number };
  return Math.round((ttl * 1_000 - now) / day);
};

describe('a record that failed and is put again when its days are over', () => {
  const old = { settings: { ...envelopeFor(frameHeader(), []).settings, eventDays: 7 } };
  const record = beaconRecord({ number: 1, events: [event.pageview(start, '/')], over: old });

  it('comes into no table and no archive, which is not looked through again', async () => {
    await set(7);
    now += 10 * day;
    await run();
    const failed = await aggregateBatch([record], { ...aggregateInto(stores), now: now / 1_000 });

    expect(failed).toEqual([]);
    expect(stores.archive.objects.size).toBe(0);
    expect(stores.tally.items.size).toBe(0);
  });

  it('takes nothing of the quotas once more, nor makes its session anew', async () => {
    expect(await aggregateBatch([record], aggregateInto(stores))).toEqual([]);
    now += 10 * day;
    // What DynamoDB does by itself.
    for (const [id, { ttl }] of stores.tally.items as Map<string, ItemKey & { ttl: number }>) {
      if (ttl * 1_000 <= now) stores.tally.items.delete(id);
    }
    const before = structuredClone(stores.tally.items);
    const again = { ...record, position: `${record.position}1` };
    const failed = await aggregateBatch([again], { ...aggregateInto(stores), now: now / 1_000 });

    expect(failed).toEqual([]);
    expect([...before.keys()].some((id) => id.includes('#usage#'))).toBe(true);
    expect(stores.tally.items).toEqual(before);
  });
});

describe('a retention that is shortened, lengthened and shortened again', () => {
  beforeEach(async () => {
    await set(30);
    await ask();
    await run();
    await set(395);
    await visit(1, 395);
    expect(daysLeft(1)).toBe(395);
  });

  it('shortens what was kept in between, at the change', async () => {
    await set(30);
    await ask();
    await run();

    expect(daysLeft(1)).toBe(30);
  });

  it('shortens within a day what was on its way at the change', async () => {
    await set(30);
    await ask();
    await run();
    await visit(2, 395);
    now += day;
    await run();

    expect(daysLeft(2)).toBe(29);
  });

  it('shortens it within a day where nobody asked', async () => {
    now += day;
    await run();
    await set(30);
    now += day;
    await run();

    expect(daysLeft(1)).toBe(28);
  });

  it('leaves what is to be kept longer as it is', async () => {
    now += day;
    await run();
    now += day;
    await run();

    expect(daysLeft(1)).toBe(393);
  });
});
