import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ApiError } from '#contracts/errors.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import { originHeader } from '#contracts/resources.ts';
import { type RouteHandlers, serve } from './serve.ts';
import { callRoute, testDeps, testEvent, testProject } from './test-call.ts';

const project = {
  id: 'prj_1',
  name: 'Shop',
  writeKey: 'ag_key',
  writeKeys: [],
  timeZone: 'UTC',
  origins: [],
  settings: defaultSettings,
  role: 'owner' as const,
  createdAt: '2026-01-01T00:00:00.000Z',
};

function served(change: Partial<RouteHandlers<'auth'>> = {}, deps = testDeps()) {
  const unused = async (): Promise<never> => {
    throw new Error('this test does not call it');
  };
  const handlers: RouteHandlers<'auth'> = {
    authStatus: async () => ({ answer: { signUpOpen: true, stage: 'local' } }),
    signUp: unused,
    confirm: unused,
    resend: unused,
    login: unused,
    refresh: unused,
    logout: async () => ({ cookies: ['a=; Max-Age=0'] }),
    forgot: unused,
    reset: unused,
    me: async ({ user }) => ({ answer: { id: user.id, email: 'a@example.com', name: null } }),
    listProjects: async ({ cursor }) => {
      const position = cursor.read(z.object({ after: z.string() }));
      return { answer: { items: [], nextCursor: cursor.next({ after: `${position?.after ?? ''}x` }) } };
    },
    createProject: async ({ body }) => ({ answer: { ...project, name: body.name } }),
    readProject: async ({ project: { item } }) => ({ answer: { ...project, name: item.name } }),
    patchProject: unused,
    deleteProject: unused,
    createWriteKey: unused,
    deleteWriteKey: async ({ params }) => ({ headers: { 'x-key': params.key } }),
    ...change,
  };
  return serve('auth', handlers, deps);
}

describe('serve', () => {
  it('answers by the table with request id, no-store and one log line without the address', async () => {
    const deps = testDeps();
    const answer = await callRoute(served({}, deps), 'authStatus', { user: null });

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ signUpOpen: true, stage: 'local' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': 'request-1',
    });
    expect(deps.lines).toEqual([
      expect.objectContaining({ route: 'GET /api/auth/status', status: 200, requestId: 'request-1' }),
    ]);
    expect(JSON.stringify(deps.lines)).not.toContain('192.0.2.1');
  });

  it('refuses a call that did not come through CloudFront', async () => {
    const answer = await callRoute(served(), 'authStatus', { headers: { [originHeader]: 'guessed' } });

    expect(answer.status).toBe(403);
    expect(answer.json.error.code).toBe('forbidden');
  });

  it('answers 404 to a route of another function and to one that does not exist', async () => {
    const other = await callRoute(served(), 'overview', { params: { id: 'prj_1' } });
    const missing = await callRoute(served(), 'me', { routeKey: 'GET /api/nothing' });

    expect([other.status, missing.status]).toEqual([404, 404]);
  });

  it('names an unknown query parameter and those that are known', async () => {
    const listed = await callRoute(served(), 'listProjects', { query: { colour: 'red' } });
    const bare = await callRoute(served(), 'me', { query: { colour: 'red' } });

    expect(listed.status).toBe(400);
    expect(listed.json.error.message).toBe('query has unknown name "colour"; known: limit, cursor');
    expect(bare.status).toBe(400);
  });

  it('names a query parameter that is wrong or given twice', async () => {
    const wrong = await callRoute(served(), 'listProjects', { query: { limit: '9999' } });
    const twice = await callRoute(served(), 'listProjects', { query: 'limit=1&limit=2' });

    expect([wrong.status, twice.status]).toEqual([400, 400]);
    expect(wrong.json.error.message).toBe('query "limit": Too big: expected number to be <=200');
    expect(twice.json.error.message).toContain('"limit" is given twice');
  });

  it('reads a JSON body of any content type, plain or base64', async () => {
    const handler = served();
    const plain = await callRoute(handler, 'createProject', { body: { name: ' A ' } });
    const event = testEvent('createProject', { headers: { 'content-type': 'text/plain' } });
    const encoded = await handler(
      { ...event, body: Buffer.from('{"name":"B"}').toString('base64'), isBase64Encoded: true },
      {} as Context,
    );

    expect(plain.status).toBe(201);
    expect(plain.json.name).toBe('A');
    expect(JSON.parse(encoded.body ?? '')).toMatchObject({ name: 'B' });
  });

  it.each([
    ['no body', undefined, 'the body is missing'],
    ['bad JSON', '{"name":', 'not valid JSON'],
    ['an unknown name', { name: 'A', colour: 1 }, 'unknown name "colour"'],
    ['a wrong value', { name: 'A', timeZone: 'Mars' }, '"timeZone": unknown time zone'],
  ])('answers 400 for %s', async (_, body, part) => {
    const answer = await callRoute(served(), 'createProject', { body });

    expect(answer.status).toBe(400);
    expect(answer.json.error.code).toBe('invalid_request');
    expect(answer.json.error.message).toContain(part);
  });

  it('wants an access token of our client on private routes', async () => {
    const handler = served();
    const claims = { sub: 'user-1', token_use: 'access', client_id: 'client-of-tests' };
    const statuses = [];
    for (const call of [
      { user: null },
      { claims: { ...claims, token_use: 'id' } },
      { claims: { ...claims, client_id: 'other' } },
      { claims },
    ]) {
      statuses.push((await callRoute(handler, 'me', call)).status);
    }

    expect(statuses).toEqual([401, 401, 401, 200]);
  });

  it('gives the same 404 for foreign, missing, deleted and impossible projects', async () => {
    const gone = testProject({ id: 'prj_2', deletedAt: '2026-01-02T00:00:00.000Z' });
    const deps = testDeps({
      memberships: {
        read: async (user, id) =>
          user === 'user-1' && id === 'prj_2' ? { role: 'owner', item: gone } : testDeps().memberships.read(user, id),
      },
    });
    const handler = served({}, deps);
    const calls = [
      { params: { id: 'prj_1' }, user: 'stranger' },
      { params: { id: 'prj_9' } },
      { params: { id: 'prj_2' } },
      { params: { id: 'prj_1#x' } },
    ];
    const answers = await Promise.all(calls.map((call) => callRoute(handler, 'readProject', call)));

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect((await callRoute(handler, 'readProject', { params: { id: 'prj_1' } })).json.name).toBe('Shop');
  });

  it('answers 204 with headers and cookies and without a body', async () => {
    const removed = await callRoute(served(), 'deleteWriteKey', { params: { id: 'prj_1', key: 'ag_old' } });
    const out = await callRoute(served(), 'logout');

    expect(removed).toMatchObject({ status: 204, body: '', headers: { 'x-key': 'ag_old' } });
    expect(out.cookies).toEqual(['a=; Max-Age=0']);
  });

  it('shapes errors meant for the caller, with their headers', async () => {
    const answer = await callRoute(
      served({
        me: async () => {
          throw new ApiError('too_many_requests', undefined, { 'retry-after': '5' });
        },
      }),
      'me',
    );

    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json).toEqual({
      error: {
        code: 'too_many_requests',
        message: 'Too many requests; try again later.',
        requestId: 'request-1',
      },
    });
  });

  it('hides the reason of an unexpected failure and logs it', async () => {
    const deps = testDeps();
    const answer = await callRoute(
      served(
        {
          me: async () => {
            throw new Error('table name and other secrets');
          },
        },
        deps,
      ),
      'me',
    );

    expect(answer.status).toBe(500);
    expect(answer.json.error.code).toBe('internal');
    expect(answer.body).not.toContain('secrets');
    expect(deps.lines).toContainEqual(
      expect.objectContaining({ level: 'error', reason: expect.stringContaining('table name and other secrets') }),
    );
  });

  it('sends only the fields of the schema, and at local refuses an answer that breaks it', async () => {
    const me = async () => ({ answer: { id: 'user-1', email: 'a@example.com', name: null, hash: 'secret' } });
    // Breaks the schema on purpose, as a bug would at run time.
    const broken = async () => ({ answer: { id: 1 } as unknown as { id: string; email: string; name: null } });
    const prod = testDeps({ stage: 'prod' });

    expect((await callRoute(served({ me }), 'me')).json).toEqual({ id: 'user-1', email: 'a@example.com', name: null });
    expect((await callRoute(served({ me: broken }), 'me')).status).toBe(500);
    expect((await callRoute(served({ me: broken }, prod), 'me')).status).toBe(200);
    expect(prod.lines).toContainEqual(expect.objectContaining({ message: 'answer breaks its schema' }));
  });

  it('compresses large answers by what the client takes', async () => {
    const handler = served({
      me: async () => ({ answer: { id: 'x'.repeat(5_000), email: 'a@example.com', name: null } }),
    });
    const brotli = await callRoute(handler, 'me', { headers: { 'Accept-Encoding': 'gzip, deflate, br' } });
    const gzip = await callRoute(handler, 'me', { headers: { 'accept-encoding': 'gzip;q=0.5, br;q=0' } });
    const plain = await callRoute(handler, 'me');

    expect(brotli.headers['content-encoding']).toBe('br');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(brotliDecompressSync(Buffer.from(brotli.body, 'base64')).toString()).toBe(plain.body);
    expect(gunzipSync(Buffer.from(gzip.body, 'base64')).toString()).toBe(plain.body);
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  it('binds cursors to route, user and query, but not to the limit', async () => {
    const handler = served();
    const first = await callRoute(handler, 'listProjects', { query: { limit: '1' } });
    const cursor = first.json.nextCursor as string;
    const again = await callRoute(handler, 'listProjects', { query: { cursor, limit: '2' } });
    const foreign = await callRoute(handler, 'listProjects', { query: { cursor }, user: 'user-2' });
    const forged = await callRoute(handler, 'listProjects', { query: { cursor: `${cursor.slice(0, -2)}AA` } });

    expect(again.status).toBe(200);
    expect(again.json.nextCursor).not.toBe(cursor);
    expect([foreign, forged].map(({ status, json }) => [status, json.error.code])).toEqual([
      [400, 'invalid_cursor'],
      [400, 'invalid_cursor'],
    ]);
  });
});
