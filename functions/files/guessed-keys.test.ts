/** Write keys that no project has, against the real handler and the real store of keys; ingest has the same limit. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { beforeEach, expect, it } from 'vitest';
import { originHeader } from '#contracts/resources.ts';
import { type TestDocumentClient, testDocumentClient } from '../shared/aws/test-document-client.ts';
import { testProject } from '../shared/http/test-call.ts';
import { createGuessLimit } from '../shared/limits/guess-limit.ts';
import { type MemoryLeaseStore, memoryLeaseStore } from '../shared/limits/memory-lease-store.ts';
import { projectKey, writeKeyKey } from '../shared/project-items.ts';
import { createWriteKeyStore } from '../shared/write-key-store.ts';
import { serveFiles } from './serve-files.ts';

const works = 'ag_works';
const guesser = '203.0.113.9';
const start = Date.parse('2026-11-25T12:00:00Z');
let table: TestDocumentClient;
let store: MemoryLeaseStore;
let failures: unknown[];
let now: number;
let handler: ReturnType<typeof serveFiles>;

beforeEach(() => {
  now = start;
  failures = [];
  table = testDocumentClient();
  table.answer = ({ input }) => {
    if (input.Key.pk === projectKey('prj_1').pk) return { Item: testProject() };
    return input.Key.pk === writeKeyKey(works).pk ? { Item: { ...writeKeyKey(works), project: 'prj_1' } } : {};
  };
  store = memoryLeaseStore();
  handler = container();
});

/** A container with a memory of its own. */
function container(over = store) {
  return serveFiles({
    projects: createWriteKeyStore('projects', table),
    guesses: createGuessLimit({ store: over, onFailure: (error) => failures.push(error) }),
    dailySecret: async () => 'secret of the day',
    limitsAddresses: true,
    known: { find: async () => [], reserve: async () => true, note: async () => true },
    files: { put: async () => {} },
    originSecret: 'from the cdn',
    log: () => {},
    now: () => now,
  });
}

const routes = ['GET /i/files', 'POST /i/files', 'POST /i/file'];

async function ask(key: string, address = guesser, route = routes[0]) {
  const answer = await handler(
    {
      routeKey: route,
      rawQueryString: `k=${key}&f=${'a'.repeat(64)}`,
      headers: { [originHeader]: 'from the cdn', 'cloudfront-viewer-address': `${address}:4711` },
      requestContext: { requestId: 'r1' },
      body: '{"files":[]}',
      isBase64Encoded: false,
    } as unknown as APIGatewayProxyEventV2,
    {} as Context,
  );
  return { status: answer.statusCode, headers: answer.headers, code: JSON.parse(answer.body ?? '').error?.code };
}

const lookUps = () => table.inputs('GetItem').filter(({ Key }) => Key.pk.startsWith('KEY#guess')).length;

it('are looked up 1.25 times as often as one address may at most, on any route, and the rest is told when to come back', async () => {
  const statuses = new Map<number | undefined, number>();
  let last: Awaited<ReturnType<typeof ask>> | undefined;
  for (let n = 0; n < 6_000; n += 1) {
    now = start + n * 10;
    last = await ask(`guess_${n}`, guesser, routes[n % routes.length]);
    statuses.set(last.status, (statuses.get(last.status) ?? 0) + 1);
  }

  expect([...statuses.keys()].toSorted()).toEqual([404, 429]);
  expect(statuses.get(404)).toBeLessThanOrEqual(1.25 * (20 + 60));
  expect(lookUps()).toBeLessThanOrEqual(1.25 * (20 + 60) + 60);
  expect(lookUps()).toBeGreaterThanOrEqual(60);
  expect(last?.code).toBe('too_many_requests');
  expect(Number(last?.headers?.['retry-after'])).toBeGreaterThanOrEqual(1);
});

it('take nothing from who sends a key that works, from the same address and from another', async () => {
  const statuses: (number | undefined)[] = [];
  for (let n = 0; n < 3_000; n += 1) {
    now = start + n * 10;
    await ask(`guess_${n}`);
    if (n % 100 === 0)
      for (const address of [guesser, '203.0.113.8']) statuses.push((await ask(works, address)).status);
  }

  expect(new Set(statuses)).toEqual(new Set([200]));
});

it('count as guesses of the address whichever container, and whichever function, was tried before', async () => {
  const other = createGuessLimit({ store, onFailure: (error) => failures.push(error) });
  for (let n = 0; n < 40; n += 1) await ask(`guess_${n}`);
  const marks = [...store.items].filter(([pk]) => pk.startsWith('ADDRESS#'));
  const [hash = ''] = marks.map(([pk]) => pk.slice('ADDRESS#'.length));

  expect(marks).toHaveLength(1);
  await expect(other.take(hash, now)).rejects.toMatchObject({ code: 'too_many_requests' });
});

it('are answered all while the limiter has no store, and that is told', async () => {
  const down = async () => Promise.reject(new Error('the table is gone'));
  handler = container({ ...store, move: down, marks: down });

  for (let n = 0; n < 40; n += 1) expect(await ask(`guess_${n}`)).toMatchObject({ status: 404 });
  expect(failures[0]).toEqual(new Error('the table is gone'));
});
