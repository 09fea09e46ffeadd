import { describe, expect, it } from 'vitest';
import { newJob } from '../../shared/job-items.ts';
import { uuid } from '../simulator/make-beacon.ts';
import { nextJob, oldestAge } from './due-jobs.ts';
import { EndedError, endedAt, JobWorld } from './test-job-world.ts';

describe('a process that is killed', () => {
  /** Calls until the job's pages cannot be read, at which the process ends. */
  async function killed(world: JobWorld): Promise<void> {
    let scans = 0;
    const { mortal } = endedAt(Infinity, world.jobs, () => scans > 0);
    const scan: typeof mortal.tally.scan = async (...given) => {
      scans += 1;
      return mortal.tally.scan(...given);
    };
    await expect(world.call({ ...mortal, tally: { ...mortal.tally, scan } })).rejects.toThrow(EndedError);
  }

  it('has counted its try, and the next comes after a longer while each time', async () => {
    const world = await JobWorld.with();
    const id = await world.ask('export-visitor', { kind: 'visitor', visitor: uuid(1) });
    const waits: number[] = [];
    for (let calls = 0; calls < 4; calls += 1) {
      world.now += 300_000;
      await killed(world);
      waits.push((await world.jobOf(id)).notBefore - world.now);
    }
    const { failures } = await world.jobOf(id);
    const { status, failures: left } = await world.untilDone(id);

    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(failures).toBe(4);
    expect([status, left]).toEqual(['done', 0]);
  });

  it('lets others have their turn before it is tried again', async () => {
    const world = await JobWorld.with();
    const first = await world.ask('export-visitor', { kind: 'visitor', visitor: uuid(1) });
    world.now += 300_000;
    await killed(world);
    const second = await world.ask('export-visitor', { kind: 'visitor', visitor: uuid(2) });
    // The lock of the killed process is believed for so long.
    world.now += 30_000;
    const begun: string[] = [];
    const { put } = world.jobs.jobs;
    world.jobs.jobs.put = (item, expected) => {
      if (item.pk.startsWith('W#')) begun.push(item.pk);
      return put(item, expected);
    };
    await killed(world);

    expect([first, second].map((id) => begun.includes(`W#${id}`))).toEqual([false, true]);
  });
});

describe('whose turn it is', () => {
  const now = 1_000;
  const ask = (kind: Parameters<typeof newJob>[0]['kind'], random: string, notBefore = 0) =>
    newJob({ kind, project: 'p1', user: 'u', subject: { kind: 'visitor', visitor: 'v' }, now: 500, random, notBefore });
  const noTurns = new Map<string, number>();

  it('is an erasure’s, then retention’s, then an export’s, in order of asking', () => {
    const [exported, old, first, second] = [
      ask('export-user', 'a'),
      ask('retention', 'b'),
      ask('erase-user', 'c'),
      ask('erase-project', 'd'),
    ];
    const order: string[] = [];
    for (let jobs = [exported, old, first, second]; jobs.length > 0; ) {
      const next = nextJob(jobs, noTurns, now);
      order.push(next?.kind ?? '');
      jobs = jobs.filter((job) => job !== next);
    }

    expect(order).toEqual(['erase-user', 'erase-project', 'retention', 'export-user']);
  });

  it('is nobody’s who waits, and that of who had fewer turns', () => {
    const [waits, first, second] = [ask('erase-user', 'a', 1_001), ask('retention', 'b'), ask('retention', 'c')];

    expect(nextJob([waits, first, second], new Map([[first.id, 1]]), now)).toBe(second);
    expect(nextJob([waits, first, second], noTurns, 1_001)).toBe(waits);
    expect(nextJob([waits], noTurns, now)).toBeUndefined();
  });
});

it('tells how long the oldest job has not been done', () => {
  expect(oldestAge([{ requestedAt: 900 }, { requestedAt: 400 }], 1_000)).toBe(600);
  expect(oldestAge([], 1_000)).toBe(0);
});
