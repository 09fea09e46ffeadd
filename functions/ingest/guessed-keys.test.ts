/** Floods of write keys that no project has, against the real handler and the real store of keys. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestDocumentClient, testDocumentClient } from '../shared/aws/test-document-client.ts';
import { testProject } from '../shared/http/test-call.ts';
import { projectKey, writeKeyKey } from '../shared/project-items.ts';
import { createWriteKeyStore } from '../shared/write-key-store.ts';
import { sessionId, start, World } from './test-flood-world.ts';

const works = 'ag_works';
const guesser = '203.0.113.9';
const session = sessionId();
let table: TestDocumentClient;
let world: World;
let guessed: number;

beforeEach(() => {
  guessed = 0;
  table = testDocumentClient();
  table.answer = ({ input }) => {
    if (input.Key.pk === projectKey('prj_1').pk) return { Item: testProject() };
    return input.Key.pk === writeKeyKey(works).pk ? { Item: { ...writeKeyKey(works), project: 'prj_1' } } : {};
  };
  world = new World({ containers: 4, projects: () => createWriteKeyStore('projects', table) });
});

const guess = (address: string) => {
  guessed += 1;
  return world.send({ key: `guess_${guessed}`, address });
};
/** Looked up so far, of keys that no project has. */
const lookUps = () => table.inputs('GetItem').filter(({ Key }) => Key.pk.startsWith('KEY#guess')).length;

describe('from one address', () => {
  it('are answered 1.25 times as often as the limit says at most, and the rest is told when to come back', async () => {
    const answers: Awaited<ReturnType<World['send']>>[] = [];
    for (let ms = 0; ms < 60_000; ms += 10) {
      world.now = start + ms;
      answers.push(await guess(guesser));
    }

    // A burst of 20, one a second, and in each container one a second that finds the limit still holds.
    expect(lookUps()).toBeLessThanOrEqual(1.25 * (20 + 60) + 4 * 60);
    expect(lookUps()).toBeGreaterThanOrEqual(60);
    expect(answers.filter(({ status }) => status === 404).length).toBeLessThanOrEqual(1.25 * (20 + 60));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
    expect(answers[0]?.body.error.code).toBe('unknown_key');
    const last = answers.findLast(({ status }) => status === 429);
    expect(last?.body.error.code).toBe('too_many_requests');
    expect(Number(last?.headers?.['retry-after'])).toBeGreaterThanOrEqual(1);
  });

  it('take nothing from who sends a key that works, from the same address and from another', async () => {
    const statuses: (number | undefined)[] = [];
    for (let ms = 0; ms < 30_000; ms += 10) {
      world.now = start + ms;
      if (ms % 1_000 === 0) {
        for (const address of [guesser, '203.0.113.8']) {
          statuses.push((await world.send({ key: works, address, session, events: 1 })).status);
        }
      }
      await guess(guesser);
    }

    expect(new Set(statuses)).toEqual(new Set([202]));
  });
});

describe('from many addresses', () => {
  const many = async (perSecond: number, seconds: number, each?: () => Promise<void>) => {
    for (let n = 0; n < perSecond * seconds; n += 1) {
      world.now = start + Math.floor((n * 1_000) / perSecond);
      await guess(`198.51.${Math.floor(n / 250) % 100}.${n % 250}`);
      if (n % perSecond === 0) await each?.();
    }
  };

  it('are looked up as often as all may together, and once for an address that has guessed nothing yet', async () => {
    // 400 a second by 2,500 addresses, each of which stays far below its own limit.
    for (let n = 0; n < 400 * 30; n += 1) {
      world.now = start + Math.floor(n * 2.5);
      await guess(`198.51.${Math.floor(n / 250) % 10}.${n % 250}`);
    }

    expect(lookUps()).toBeLessThanOrEqual(1.25 * (200 + 20 * 30) + 2_500);
    expect(guessed).toBe(12_000);
  });

  it('keep no visitor out whose key works, also of a container that does not know it yet', async () => {
    const statuses: (number | undefined)[] = [];
    await many(200, 20, async () => {
      statuses.push((await world.send({ key: works, address: '203.0.113.8', session, events: 1 })).status);
    });

    expect(new Set(statuses)).toEqual(new Set([202]));
  });
});

it('asks neither table nor limiter for a wrong key that many pages share', async () => {
  for (let n = 0; n < 1_000; n += 1) {
    world.now = start + n;
    expect((await world.send({ key: 'guess_shared', address: `198.51.100.${n % 250}` })).status).toBe(404);
  }

  expect(lookUps()).toBe(4);
  expect([...world.store.calls.values()].reduce((sum, calls) => sum + calls, 0)).toBeLessThanOrEqual(4 * 4);
});

it('keeps a working key in mind beside any number of guesses', async () => {
  const store = createWriteKeyStore('projects', table);
  await store.byWriteKey(works, start);
  for (let n = 0; n < 3_000; n += 1) await store.byWriteKey(`guess_${n}`, start);
  table.sent.length = 0;

  await store.byWriteKey(works, start + 1_000);

  expect(table.sent).toEqual([]);
});
