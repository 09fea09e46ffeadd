/** Visitors who were erased and come back, against the real handler and the real stores of sessions and tombstones. */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, expect, it } from 'vitest';
import { originHeader } from '#contracts/resources.ts';
import { type TestDocumentClient, testDocumentClient } from '../shared/aws/test-document-client.ts';
import { forgottenKey } from '../shared/forgotten-items.ts';
import { subjectOf } from '../shared/hidden-id.ts';
import { testProject } from '../shared/http/test-call.ts';
import { createForgottenStore } from './forgotten-store.ts';
import { createIngest } from './ingest.ts';
import { createSessionStore } from './session-store.ts';
import { testIngest } from './test-ingest.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const erased = randomUUID();
const tombstone = (ttl: number) => ({ w: '1', entries: [{ w: '1' }], ttl });
let gate: TestDocumentClient;
let tally: TestDocumentClient;
let failures: unknown[];
let put: string[];
let refused: string[];

beforeEach(() => {
  [failures, put, refused] = [[], [], []];
  [gate, tally] = [testDocumentClient(), testDocumentClient()];
  const wanted = forgottenKey('prj_1', 0, subjectOf('server secret', 'prj_1', 'visitor', erased));
  tally.answer = ({ input }) =>
    input.Key.pk === wanted.pk && input.Key.sk === wanted.sk ? { Item: tombstone(now / 1_000 + 1) } : {};
});

/** Sends the first beacon of a new session to a container that knows nobody. */
async function begin(visitor: string, secret = 'A'.repeat(22)) {
  const id = randomUUID();
  const session = `01990000-0000-7000-8000-${id.slice(24)}`;
  const head = { v: 1, format: 'rrweb', visitor, session, secret, tab: id, document: id, seq: 0 };
  const event = { at: now, kind: 'event', path: '/', name: 'back' };
  const handler = createIngest({
    projects: { byWriteKey: async () => testProject() },
    sessions: createSessionStore('gate', gate),
    status: { seen: async () => {}, refused: async (_, reason, detail) => void refused.push(`${reason}: ${detail}`) },
    stream: { put: async (_, record) => void put.push(Buffer.from(record).toString()) },
    ...testIngest,
    forgotten: createForgottenStore('tally', tally, (error) => failures.push(error)),
    log: () => {},
    now: () => now,
  });
  const answer = await handler({
    routeKey: 'POST /i',
    rawQueryString: `k=ag_key&t=${now}`,
    headers: { [originHeader]: 'from the cdn' },
    requestContext: { requestId: 'r1' },
    body: [head, event].map((line) => JSON.stringify(line)).join('\n'),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2);
  return { status: answer.statusCode, code: JSON.parse(answer.body ?? '').error?.code, session };
}

it('are told to begin anew, and of the old id nothing is stored or sent on', async () => {
  const answer = await begin(erased);

  expect(answer).toMatchObject({ status: 403, code: 'session_refused' });
  expect(put).toEqual([]);
  expect(gate.inputs('PutItem')).toEqual([]);
  expect(refused).toEqual(['session_refused: The visitor was erased; begin again with new ids.']);
  expect(JSON.stringify([tally.sent, gate.sent])).not.toContain(erased);
});

it('count as somebody new under another id', async () => {
  const visitor = randomUUID();

  expect(await begin(visitor)).toMatchObject({ status: 202 });
  expect(put).toHaveLength(1);
  expect(put[0]).toContain(visitor);
});

it('cost one read where a session begins', async () => {
  await begin(randomUUID());

  expect(tally.inputs('GetItem')).toHaveLength(1);
});

it('are let in again by a tombstone that has run out', async () => {
  tally.answer = () => ({ Item: tombstone(now / 1_000) });

  expect(await begin(erased)).toMatchObject({ status: 202 });
});

it('keep nobody out while tombstones cannot be read, and that is told', async () => {
  tally.answer = () => {
    throw new Error('the table is gone');
  };

  expect(await begin(randomUUID())).toMatchObject({ status: 202 });
  expect(failures).toEqual([new Error('the table is gone')]);
});
