import { describe, expect, it } from 'vitest';
import { packRecord, unpackRecord } from '../shared/framing.ts';
import { serve } from '../shared/http/serve.ts';
import { callRoute, testDeps } from '../shared/http/test-call.ts';
import { type QueryDeps, queryRoutes } from './query-routes.ts';
import {
  block,
  counter,
  frame,
  hour,
  key,
  memoryRecordings,
  memoryTally,
  quietQuery,
  session,
  sketch,
  start,
} from './test-readers.ts';

const range = { from: new Date(start).toISOString(), to: new Date(start + hour).toISOString() };
const sid = '0193-session';

function handlerOf(change: Partial<QueryDeps> = {}) {
  const erased: Uint8Array[] = [];
  const deps: QueryDeps = {
    ...quietQuery,
    tally: memoryTally({
      sessions: [session(sid)],
      counters: [counter('all', '', start, { pageviews: 1, sessions: 1 }, sketch(1))],
    }),
    recordings: memoryRecordings({ blocks: [block(sid, '30/a', [frame('d', 0, start)])], keys: [key(sid)] }),
    controls: { put: async (envelope) => void erased.push(packRecord(envelope, new Uint8Array(0))) },
    now: () => start + 2 * hour,
    ...change,
  };
  return { handler: serve('query', queryRoutes(deps), testDeps()), erased };
}

const where = { id: 'prj_1', sid };

describe('the query function', () => {
  it.each([
    ['status', {}],
    ['usage', {}],
    ['overview', range],
    ['timeseries', { ...range, grain: 'hour', metric: 'visitors' }],
    ['breakdown', { ...range, by: 'country' }],
    ['pages', range],
    ['sessions', range],
    ['session', {}],
    ['recording', {}],
    ['heatmap', { ...range, path: '/', type: 'scroll' }],
  ] as const)('answers %s by its schema', async (name, query) => {
    // At stage `local`, which testDeps sets, an answer that breaks its schema is a 500.
    const { status, body } = await callRoute(handlerOf().handler, name, { params: where, query });

    expect([status, body]).toEqual([200, expect.any(String)]);
  });

  it('answers 404 for a session that is erased, and for one that never was', async () => {
    const { handler } = handlerOf({ tally: memoryTally({ sessions: [session('gone', { erased: true })] }) });

    expect((await callRoute(handler, 'session', { params: { ...where, sid: 'gone' } })).status).toBe(404);
    expect((await callRoute(handler, 'session', { params: { ...where, sid: 'never' } })).status).toBe(404);
  });

  it('has no recording of a session that is erased, though its key may still be there', async () => {
    const { handler } = handlerOf({ tally: memoryTally({ sessions: [session(sid, { erased: true })] }) });

    expect((await callRoute(handler, 'recording', { params: where })).status).toBe(404);
    expect((await callRoute(handler, 'sessionEvents', { params: where })).status).toBe(404);
    expect((await callRoute(handler, 'deleteSession', { params: where })).status).toBe(404);
  });

  it('erases by a control record in the session’s own bucket', async () => {
    const { handler, erased } = handlerOf();
    const { status, headers } = await callRoute(handler, 'deleteSession', { params: where });
    const [record] = erased;
    const job = await callRoute(handler, 'job', { params: { job: headers['x-afterglow-job'] ?? '' } });

    expect(status).toBe(204);
    expect(record && unpackRecord(record).envelope).toEqual({
      kind: 'erase',
      project: 'prj_1',
      bucket: 1,
      receivedAt: start + 2 * hour,
      session: sid,
    });
    expect(job.json).toMatchObject({ kind: 'erase-session', status: 'queued', requestedBy: 'user-1', receipt: null });
    expect(job.body).not.toContain(sid);
  });

  it('answers 400 and names the place of a wrong filter', async () => {
    const { json, status } = await callRoute(handlerOf().handler, 'overview', {
      params: where,
      query: { ...range, filter: '["is","colour",["red"]]' },
    });

    expect([status, json.error.code]).toEqual([400, 'invalid_filter']);
    expect(json.error.message).toContain('unknown field "colour"');
  });

  it('describes itself to anybody, also to who is not signed in', async () => {
    const { handler } = handlerOf();
    const document = await callRoute(handler, 'openapi', { user: null });
    const docs = await callRoute(handler, 'docs', { user: null });

    expect(document.json.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.json.paths)).toContain('/api/projects/{id}/heatmap');
    expect([docs.status, docs.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  });

  it('hides why it failed', async () => {
    const { handler } = handlerOf({
      statuses: { ...quietQuery.statuses, seen: () => Promise.reject(new Error('secret table name')) },
    });
    const { status, body } = await callRoute(handler, 'status', { params: where });

    expect(status).toBe(500);
    expect(body).not.toContain('secret');
  });
});
