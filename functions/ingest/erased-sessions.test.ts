/** Sessions that a container knows when they or their visitor are erased, against the real handler and stores. */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, expect, it } from 'vitest';
import { originHeader } from '#contracts/resources.ts';
import { inTheWay, type TestDocumentClient, testDocumentClient } from '../shared/aws/test-document-client.ts';
import { forgottenKey } from '../shared/forgotten-items.ts';
import { subjectOf } from '../shared/hidden-id.ts';
import { testProject } from '../shared/http/test-call.ts';
import { sessionSecretKey, writeKeyKey } from '../shared/project-items.ts';
import { createWriteKeyStore } from '../shared/write-key-store.ts';
import { createForgottenStore } from './forgotten-store.ts';
import { createIngest } from './ingest.ts';
import { createSessionStore } from './session-store.ts';
import { testIngest } from './test-ingest.ts';

const start = Date.parse('2026-11-25T12:00:00Z');
const half = 30_000;
const [visitor, other] = [randomUUID(), randomUUID()];
const sessionOf = () => `01990000-0000-7000-8000-${randomUUID().slice(24)}`;

let now: number;
let project: ReturnType<typeof testProject>;
let claims: Map<string, { hash: string }>;
let erased: Set<string>;
let [projects, gate, tally]: TestDocumentClient[] = [];
let put: number;
let handler: ReturnType<typeof createIngest>;

beforeEach(() => {
  now = start;
  put = 0;
  project = testProject();
  claims = new Map();
  erased = new Set();
  [projects, gate, tally] = [testDocumentClient(), testDocumentClient(), testDocumentClient()];
  projects.answer = ({ input }) =>
    input.Key.pk === writeKeyKey('ag_key').pk ? { Item: { project: 'prj_1', expiresAt: null } } : { Item: project };
  gate.answer = ({ operation, input }) => {
    if (operation === 'GetItem') return { Item: claims.get(input.Key.pk) };
    if (claims.has(input.Item.pk)) throw inTheWay();
    claims.set(input.Item.pk, input.Item);
    return {};
  };
  tally.answer = ({ input }) => (erased.has(input.Key.sk) ? { Item: { ttl: start / 1_000 + 86_400 } } : {});
  handler = createIngest({
    projects: createWriteKeyStore('projects', projects),
    sessions: createSessionStore('gate', gate),
    status: { seen: async () => {}, refused: async () => {} },
    stream: {
      put: async () => {
        put += 1;
      },
    },
    ...testIngest,
    forgotten: createForgottenStore('tally', tally, (error) => {
      throw error;
    }),
    log: () => {},
    now: () => now,
  });
});

async function send(session: string, of = visitor, secret = 'A'.repeat(22)) {
  const id = randomUUID();
  const head = { v: 1, format: 'rrweb', visitor: of, session, secret, tab: id, document: id, seq: 0 };
  const answer = await handler({
    routeKey: 'POST /i',
    rawQueryString: `k=ag_key&t=${now}`,
    headers: { [originHeader]: 'from the cdn' },
    requestContext: { requestId: 'r1' },
    body: [head, { at: now, kind: 'event', path: '/', name: 'on' }].map((line) => JSON.stringify(line)).join('\n'),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2);
  return [answer.statusCode, JSON.parse(answer.body ?? '').error?.code];
}

const taken = [202, undefined];
const refused = [403, 'session_refused'];
/** What the erasing job does last, by `close`. */
const tell = (job: string) => {
  project = { ...project, lastErasure: job };
};
const closeSession = (session: string) => {
  const { pk } = sessionSecretKey('prj_1', session);
  const claim = claims.get(pk);
  if (!claim) throw new Error('the session never began');
  claims.set(pk, { ...claim, hash: '' });
};
const forget = () => {
  erased.add(forgottenKey('prj_1', 0, subjectOf('server secret', 'prj_1', 'visitor', visitor)).sk);
};

it.each([
  ['that is erased', (session: string) => closeSession(session)],
  ['whose visitor is erased', () => forget()],
])('begin anew half a minute after it is told of one %s', async (_, erase) => {
  const session = sessionOf();
  const before = await send(session);
  erase(session);
  tell('job_1');
  now = start + half;
  const after = [await send(session), await send(session)];

  expect(before).toEqual(taken);
  expect(after).toEqual([refused, refused]);
  expect(put).toBe(1);
  expect(await send(sessionOf(), other)).toEqual(taken);
});

it('go on where somebody else was erased, looked up once', async () => {
  const session = sessionOf();
  await send(session, other);
  forget();
  tell('job_1');
  now = start + half;
  const reads = () => gate?.inputs('GetItem').length;
  const answers = [await send(session, other), await send(session, other), await send(session, other)];
  const once = reads();
  now = start + 3 * half;
  answers.push(await send(session, other));

  expect(answers).toEqual([taken, taken, taken, taken]);
  expect([once, reads()]).toEqual([1, 1]);
});

it('cost no look-up while nobody is erased', async () => {
  const session = sessionOf();
  await send(session);
  const reads = [gate?.sent.length, tally?.sent.length];
  for (let n = 1; n < 200; n += 1) {
    now = start + n * 1_000;
    await send(session);
  }

  expect([gate?.sent.length, tally?.sent.length]).toEqual(reads);
});

it('are closed by nobody who only knows their id and that of an erased visitor', async () => {
  const session = sessionOf();
  await send(session, other);
  forget();
  tell('job_1');
  now = start + half;

  expect(await send(session, visitor, 'B'.repeat(22))).toEqual(refused);
  expect(await send(session, other)).toEqual(taken);
});
