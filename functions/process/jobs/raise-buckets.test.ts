import { expect, it } from 'vitest';
import { type ForgottenItem, forgottenKey } from '../../shared/forgotten-items.ts';
import { subjectOf } from '../../shared/hidden-id.ts';
import { projectKey } from '../../shared/project-items.ts';
import { uuid } from '../simulator/make-beacon.ts';
import { serverSecret } from '../simulator/world.ts';
import { canary, JobWorld, project } from './test-job-world.ts';

const day = 86_400_000;
const user = 'ada@shop.example';

const bucketsOf = async (world: JobWorld) => (await world.jobs.projects.get(projectKey(project)))?.bucketCount;

/** A project of two buckets whose visitor 1 and user were erased, and that gets four within a day. */
async function raisedWorld(): Promise<JobWorld> {
  const world = await JobWorld.with();
  await world.visit({ n: 1, visitor: 1 });
  await world.visit({ n: 2, visitor: 2, user });
  await world.untilDone(await world.ask('erase-visitor', { kind: 'visitor', visitor: uuid(1) }));
  await world.untilDone(await world.ask('erase-user', { kind: 'user', user }));
  world.jobs.buckets = 4;
  world.now += day;
  await world.call();
  return world;
}

it('forgets in new buckets whom the others have forgotten, before anybody gets into them', async () => {
  const world = await raisedWorld();
  for (const bucket of [0, 1, 2, 3]) await world.visit({ n: 10 + bucket, visitor: 1, bucket });
  await world.visit({ n: 20, visitor: 3, bucket: 3 });
  const text = world.everything();

  expect(await bucketsOf(world)).toBe(4);
  expect([10, 11, 12, 13].filter((n) => text.includes(canary(n)))).toEqual([]);
  expect(text).toContain(canary(20));
});

it('forgets of a user what had begun before it was erased, as the others do', async () => {
  const world = await raisedWorld();
  const subject = subjectOf(serverSecret, project, 'user', user);
  const [known, fresh] = await Promise.all(
    [0, 3].map((bucket) => world.jobs.tally.get<ForgottenItem>(forgottenKey(project, bucket, subject))),
  );

  const befores = known?.entries.map(({ before }) => before) ?? [];

  expect([...new Set(befores)]).toEqual([expect.any(Number)]);
  expect(fresh?.entries.map(({ before }) => before)).toEqual([befores[0]]);
});

it('raises them at another call where the stream does not answer', async () => {
  const world = await JobWorld.with();
  await world.visit({ n: 1, visitor: 1 });
  await world.untilDone(await world.ask('erase-visitor', { kind: 'visitor', visitor: uuid(1) }));
  world.jobs.buckets = 4;
  world.now += day;
  const controls = { put: () => Promise.reject(new Error('the stream is full')) };
  await expect(world.call({ ...world.jobs, controls })).rejects.toThrow('the stream is full');
  const before = await bucketsOf(world);
  await world.call();

  expect([before, await bucketsOf(world)]).toEqual([2, 4]);
});
