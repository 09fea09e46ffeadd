import { expect, it } from 'vitest';
import { forgottenKey } from '../../shared/forgotten-items.ts';
import { subjectOf } from '../../shared/hidden-id.ts';
import { recordingKey } from '../../shared/recording-items.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import { soak } from '../../shared/test-soak.ts';
import { sessionId, uuid } from '../simulator/make-beacon.ts';
import { serverSecret } from '../simulator/world.ts';
import { itemId } from '../stores.ts';
import { canary, EndedError, endedAt, JobWorld, project } from './test-job-world.ts';

const day = 86_400_000;
const user = 'ada@shop.example';
/** Sessions of the visitor before it signed in; with pages of one item some come before the page that names it. */
const anonymous = [11, 12, 13, 14];
const signedIn = 15;
/** A session of which only the archive knows. */
const archived = 16;

/** A visitor whose early sessions only the tally knows, who signs in today; and another. */
async function worldOfUser(): Promise<{ world: JobWorld; id: string }> {
  const world = await JobWorld.with({ pageSize: 1 });
  for (const n of anonymous) await world.visit({ n, visitor: 1 });
  await world.visit({ n: 21, visitor: 2 });
  for (const n of anonymous) world.stores.keys.items.delete(itemId(recordingKey(project, sessionId(n))));
  world.now += 40 * day;
  await world.visit({ n: signedIn, visitor: 1, user });
  await world.visit({ n: archived, visitor: 1, user });
  world.stores.tally.items.delete(itemId(sessionKey(project, sessionId(archived))));
  world.stores.keys.items.delete(itemId(recordingKey(project, sessionId(archived))));
  return { world, id: await world.ask('erase-user', { kind: 'user', user }) };
}

/** Nothing of the user is left, nothing late comes back, and the other visitor stays. */
async function expectErased(world: JobWorld, id: string, how: string): Promise<void> {
  const job = await world.untilDone(id);
  await world.visit({ n: 31, visitor: 1 });
  const text = world.everything();
  const visitor = subjectOf(serverSecret, project, 'visitor', uuid(1));
  const tombstones = [world.stores.tally, world.stores.keys].flatMap(({ items }) =>
    [0, 1].map((bucket) => items.has(itemId(forgottenKey(project, bucket, visitor)))),
  );

  expect(job, how).toMatchObject({ status: 'done' });
  expect(job.receipt?.removed, how).toContainEqual({ store: 'tally', what: 'sessions', count: 6 });
  expect(tombstones, how).toEqual([true, true, true, true]);
  const words = [...anonymous, signedIn, archived, 31].flatMap((n) => [canary(n), sessionId(n)]);
  expect(
    [...words, uuid(1), user].filter((word) => text.includes(word)),
    how,
  ).toEqual([]);
  for (const n of [...anonymous, signedIn, archived]) {
    const state = world.stores.tally.items.get(itemId(sessionKey(project, sessionId(n))));
    expect(state, `${how}, session ${n}`).toMatchObject({ erased: true });
  }
  expect(text, how).toContain(canary(21));
  expect(await world.jobs.jobs.all('DUE'), how).toEqual([]);
}

it('erases a user with what its visitors did before, wherever the runner is ended', { timeout: 120_000 }, async () => {
  let ends = 0;
  // Ever later, until no runner is ended any more; in the soak at every single call.
  for (let nth = 3, ended = true; ended; nth += soak(9, 1)) {
    const { world, id } = await worldOfUser();
    ended = false;
    for (let calls = 0; calls < 8 && (await world.jobOf(id)).finishedAt === undefined; calls += 1) {
      world.now += 31_000;
      const { mortal, calls: made } = endedAt(nth, world.jobs);
      await world.call(mortal).catch((error: unknown) => {
        if (!(error instanceof EndedError)) throw error;
      });
      if (made() >= nth) [ended, ends] = [true, ends + 1];
    }
    await expectErased(world, id, `ended at ${nth}`);
  }

  expect(ends).toBeGreaterThan(20);
});

it.each([
  ['a visitor of the user', `visitor#${uuid(1)}`],
  ['a session of which only the archive knows', `session#${sessionId(archived)}`],
])('goes on where it was ended right after it had noted %s', async (_, noted) => {
  const { world, id } = await worldOfUser();
  const { jobs } = world.jobs;
  const put: typeof jobs.put = async (...given) => {
    const done = await jobs.put(...given);
    if (given[0].sk === noted) throw new EndedError(noted);
    return done;
  };
  let ends = 0;
  while (ends === 0) {
    world.now += 31_000;
    await world.call({ ...world.jobs, jobs: { ...jobs, put } }).catch((error: unknown) => {
      if (!(error instanceof EndedError)) throw error;
      ends += 1;
    });
  }

  await expectErased(world, id, noted);
});

it('erases it too when every page takes all the time there is', async () => {
  const { world, id } = await worldOfUser();
  const { tally } = world.jobs;
  for (let calls = 0; calls < 100 && (await world.jobOf(id)).finishedAt === undefined; calls += 1) {
    world.now += 31_000;
    const until = world.now + 1;
    let scans = 0;
    const scan: typeof tally.scan = async (cursor, only) => {
      scans += 1;
      return tally.scan(cursor, only);
    };
    const now = () => (scans > 0 ? until : world.now);
    await world.call({ ...world.jobs, tally: { ...tally, scan }, now }, { until });
  }

  await expectErased(world, id, 'out of time at every page');
});
