/** Every route of the table, asked for real: its answers, and its refusals, are what the table says. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { ErrorAnswer, errors } from '#contracts/errors.ts';
import { type Route, type RouteName, routes } from '#contracts/routes.ts';
import { Api } from './api.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const table = Object.entries(routes) as [RouteName, Route][];
const GatewayError = z.object({ message: z.string() });

/** A query string that is right for the route. */
function rightQuery(route: Route): Record<string, string> {
  const known: Record<string, string> = {
    k: ready.writeKey,
    h: new URL(ready.api).host,
    t: String(Date.now()),
    from: new Date(Date.now() - 86_400_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
    grain: 'hour',
    metric: 'visitors,pageviews',
    by: 'path',
    type: 'click',
    path: '/routes',
    f: 'a'.repeat(64),
  };
  const wanted = Object.keys(route.query?.shape ?? {});
  return Object.fromEntries(Object.entries(known).filter(([name]) => wanted.includes(name)));
}

describe('every route', () => {
  let api: Api;
  let token: string;
  let params: { id: string; sid: string; key: string; vid: string; uid: string; job: string; part: string };
  const visitor = { email: `route-${randomUUID()}@example.com`, password: 'a-Long-enough-1 password' };

  const ask = async (
    route: Route,
    change: {
      query?: Record<string, string>;
      params?: Record<string, string>;
      token?: string | null;
      body?: unknown;
    } = {},
  ) => {
    const filled = { ...params, ...change.params } as Record<string, string>;
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => filled[name] ?? '');
    const search = new URLSearchParams({ ...rightQuery(route), ...change.query });
    const bearer = change.token === undefined ? token : change.token;
    const response = await fetch(`${ready.api}${path}${search.size > 0 ? `?${search}` : ''}`, {
      method: route.method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(change.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(change.body === undefined ? {} : { body: JSON.stringify(change.body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : undefined,
      type: response.headers.get('content-type') ?? '',
      requestId: response.headers.get('x-request-id'),
    };
  };

  const right: Partial<Record<RouteName, () => Promise<unknown>>> = {
    signUp: async () => ({ ...visitor, name: 'Route' }),
    confirm: async () => ({ email: visitor.email, code: '123456' }),
    resend: async () => ({ email: visitor.email }),
    login: async () => ({ email: ready.email, password: ready.password }),
    forgot: async () => ({ email: visitor.email }),
    reset: async () => ({ email: visitor.email, code: '654321', password: 'an-Other long-1 password' }),
    missingFilesByBody: async () => ({ files: ['a'.repeat(64)] }),
    createProject: async () => ({ name: 'Routes' }),
    patchProject: async () => ({ name: 'Routes, renamed' }),
  };
  /** Routes whose right answer needs more than one plain call; each has a test of its own, mostly below. */
  const apart: RouteName[] = [
    'collect',
    'refresh',
    'deleteWriteKey',
    'deleteSession',
    'deleteProject',
    'recording',
    'jobPart',
    // Sent by trackers: functions/files/files.emulated.test.ts.
    'keepFile',
  ];

  beforeAll(async () => {
    api = await Api.signIn(ready);
    token = (await api.call('login', { body: { email: ready.email, password: ready.password } })).json.accessToken;
    const project = (await api.call('createProject', { body: { name: 'Routes' } })).json;
    const head = header();
    await send(ready.api, project.writeKey, beaconText(head, [pageview({ path: '/routes' })]));
    await until(
      'the session is there',
      () => api.send('session', { params: { id: project.id, sid: head.session } }),
      ({ status }) => status === 200,
    );
    const vid = randomUUID();
    const job = (await api.call('exportVisitor', { params: { id: project.id, vid } })).json.id;
    params = { id: project.id, sid: head.session, key: project.writeKey, vid, uid: 'user-1', job, part: '0' };
  });

  it.each(table.filter(([name]) => !apart.includes(name)))('%s answers by its schema', async (name, route) => {
    const body = await right[name]?.();
    const answer = await ask(route, body === undefined ? {} : { body });

    expect(answer.status, answer.text).toBe(route.status);
    if (route.answer) expect(z.safeParse(route.answer, answer.json).error).toBeUndefined();
    else if (route.contentType) expect(answer.type).toBe(route.contentType);
    else expect(answer.text).toBe('');
    if (route.fn !== 'ingest') expect(answer.requestId).toBeTruthy();
  });

  it.each(table.filter(([, route]) => route.access !== 'public'))('%s wants a token', async (_, route) => {
    const answer = await ask(route, { token: null });

    expect(answer.status).toBe(401);
    expect(z.safeParse(GatewayError, answer.json).error).toBeUndefined();
  });

  it.each(table.filter(([, { access }]) => access.includes(':')))(
    '%s answers 404 for a project of somebody else',
    async (_, route) => {
      const other = await ask(route, {
        params: { id: 'prj_of_nobody' },
        ...(route.body ? { body: { name: 'x' } } : {}),
      });

      expect(other.status).toBe(404);
      expect(z.parse(ErrorAnswer, other.json).error.code).toBe('not_found');
    },
  );

  it.each(table.filter(([, route]) => route.query && route.fn !== 'ingest' && route.fn !== 'files'))(
    '%s refuses an unknown parameter',
    async (_, route) => {
      const answer = await ask(route, { query: { colour: 'red' } });

      expect(answer.status).toBe(400);
      expect(z.parse(ErrorAnswer, answer.json).error).toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining('colour'),
      });
    },
  );

  it.each(table.filter(([, route]) => route.body))('%s refuses a body that is no JSON', async (_, route) => {
    const filled = params as Record<string, string>;
    const path = route.path.replace(/\{(\w+)\}/g, (_match, name: string) => filled[name] ?? '');
    const response = await fetch(`${ready.api}${path}`, {
      method: route.method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"name":',
    });

    expect(response.status).toBe(400);
    expect(z.parse(ErrorAnswer, await response.json()).error.code).toBe('invalid_request');
  });

  it('refreshes by the cookie, and not without', async () => {
    const login = await fetch(`${ready.api}/api/auth/login`, {
      method: 'POST',
      body: JSON.stringify({ email: ready.email, password: ready.password }),
    });
    const [cookie = ''] = login.headers.getSetCookie();
    const refreshed = await fetch(`${ready.api}/api/auth/refresh`, {
      method: 'POST',
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    const bare = await fetch(`${ready.api}/api/auth/refresh`, { method: 'POST' });

    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    expect(cookie).toMatch(/Path=\/api\/auth/i);
    expect(refreshed.status).toBe(200);
    expect(z.safeParse(routes.refresh.answer, await refreshed.json()).error).toBeUndefined();
    expect(bare.status).toBe(401);
  });

  it('answers a login of a known and of an unknown address alike', async () => {
    const known = await ask(routes.login, { body: { email: ready.email, password: 'wrong-Password-1' } });
    const unknown = await ask(routes.login, { body: { email: 'nobody@example.com', password: 'wrong-Password-1' } });

    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(known.json.error.message).toBe(unknown.json.error.message);
    expect(known.json.error.code).toBe(unknown.json.error.code);
  });

  it('rotates a write key: the old one still works, until it is deleted', async () => {
    const project = (await api.call('createProject', { body: { name: 'Keys' } })).json;
    const rotated = await api.call('createWriteKey', { params: { id: project.id } });
    const early = await send(ready.api, project.writeKey, beaconText(header(), [pageview()]));
    const removed = await api.send('deleteWriteKey', { params: { id: project.id, key: project.writeKey } });
    const current = await api.send('deleteWriteKey', { params: { id: project.id, key: rotated.json.key } });

    expect(early.status).toBe(202);
    expect(removed.status).toBe(204);
    expect(current.status).toBe(400);
  });

  it('erases a session', async () => {
    const project = (await api.call('createProject', { body: { name: 'Erase' } })).json;
    const head = header();
    await send(ready.api, project.writeKey, beaconText(head, [pageview({ path: '/secret' })]));
    const where = { params: { id: project.id, sid: head.session } };
    await until(
      'the session is there',
      () => api.send('session', where),
      ({ status }) => status === 200,
    );

    const erased = await api.send('deleteSession', where);
    await until(
      'it is gone',
      () => api.send('session', where),
      ({ status }) => status === 404,
    );
    await send(ready.api, project.writeKey, beaconText({ ...head, seq: 1 }, [pageview({ path: '/late' })]));
    const control = header();
    await send(ready.api, project.writeKey, beaconText(control, [pageview()]));
    await until(
      'a later session is there',
      () => api.send('session', { params: { id: project.id, sid: control.session } }),
      ({ status }) => status === 200,
    );

    expect(erased.status).toBe(204);
    expect((await api.send('session', where)).status).toBe(404);
    expect((await api.send('recording', where)).status).toBe(404);
  });

  it('deletes a project: its key stops, it is gone', async () => {
    const project = (await api.call('createProject', { body: { name: 'Short-lived' } })).json;
    const removed = await api.send('deleteProject', { params: { id: project.id } });
    const read = await api.send('readProject', { params: { id: project.id } });

    expect(removed.status).toBe(204);
    expect(read.status).toBe(404);
    expect((await send(ready.api, project.writeKey, beaconText(header(), [pageview()]))).status).toBe(404);
  });

  it('answers 404 for a session without a recording', async () => {
    const answer = await ask(routes.recording);

    expect(answer.status).toBe(404);
    expect(z.parse(ErrorAnswer, answer.json).error.code).toBe('not_found');
  });

  it('serves an OpenAPI document with every route and its errors', async () => {
    const document = (await (await fetch(`${ready.api}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };

    expect(document.openapi).toMatch(/^3\.1/);
    for (const [name, route] of table) {
      const operation = document.paths[route.path]?.[route.method.toLowerCase()];
      expect(Object.keys(operation?.responses ?? {}), name).toEqual(
        expect.arrayContaining([route.status, ...route.errors.map((code) => errors[code][0])].map(String)),
      );
    }
    expect(Object.values(document.paths).flatMap((path) => Object.keys(path))).toHaveLength(table.length);
  });
});
