/** The real handler, asked what helps people who install the tracker. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, expect, it } from 'vitest';
import { originHeader } from '#contracts/resources.ts';
import { testProject } from '../shared/http/test-call.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import { createIngest } from './ingest.ts';
import { testIngest } from './test-ingest.ts';
import { memorySessions } from './test-sessions.ts';

let notes: string[][];
let project: ProjectItem;
let ingest: ReturnType<typeof createIngest>;

beforeEach(() => {
  notes = [];
  project = testProject();
  ingest = createIngest({
    projects: { byWriteKey: async (key) => (key === 'ag_key' ? project : undefined) },
    sessions: memorySessions().container(),
    status: {
      seen: async () => {},
      refused: async (_, ...refusal) => void notes.push(refusal.slice(0, 2).map(String)),
    },
    stream: { put: async () => {} },
    ...testIngest,
    doctor: {
      configured: async (project) => void notes.push(['configured', project]),
      arrived: async (_, host) => void notes.push(['arrived', host]),
      unknownKey: async (...stranger) => void notes.push(['unknown', ...stranger.slice(0, 2).map(String)]),
    },
    log: () => {},
    now: () => Date.parse('2026-11-25T12:00:00Z'),
  });
});

async function ask(routeKey: string, query: string, { headers = {}, body = '' } = {}) {
  const answer = await ingest({
    routeKey,
    rawQueryString: query,
    headers: { [originHeader]: 'from the cdn', origin: 'https://shop.example', ...headers },
    requestContext: { requestId: 'r' },
    body,
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2);
  return { status: answer.statusCode, json: JSON.parse(answer.body || 'null') };
}

it('tells a caller its address, and nobody may keep the answer', async () => {
  const headers = { 'cloudfront-viewer-address': '[2001:db8::1]:443' };

  expect(await ask('GET /i/address', '', { headers })).toEqual({ status: 200, json: { address: '2001:db8::1' } });
  expect(await ask('GET /i/address', '')).toEqual({ status: 200, json: { address: null } });
});

it('notes what a page’s policy stops of the tracker', async () => {
  const report = {
    'csp-report': { 'blocked-uri': 'https://ag.example/i', 'violated-directive': 'connect-src https:' },
  };

  const body = JSON.stringify(report);
  expect(await ask('POST /i/csp', 'k=ag_key&h=ag.example', { body })).toMatchObject({ status: 204 });
  expect(await ask('POST /i/csp', 'k=ag_key&h=other.example', { body })).toMatchObject({ status: 204 });
  expect(await ask('POST /i/csp', 'k=ag_key&h=ag.example', { body: 'x'.repeat(70_000) })).toMatchObject({
    status: 413,
  });
  expect(notes).toEqual([['csp', 'connect-src stops https://ag.example/i']]);
});

it('refuses a report that does not say by `h` where the tracker is, which nothing could be told of', async () => {
  const answer = await ask('POST /i/csp', 'k=ag_key', { body: '{}' });

  expect(answer).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining('"h"') } } });
});

it('notes that settings were asked for, and a key that nobody has with the site that uses it', async () => {
  await ask('GET /i/config', 'k=ag_key');
  const answers = [
    await ask('GET /i/config', 'k=ag_wrong'),
    await ask('POST /i', 'k=ag_wrong&t=1'),
    await ask('POST /i/csp', 'k=ag_wrong&h=ag.example'),
    await ask('GET /i/config', 'k=ag_wrong', { headers: { origin: 'null' } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect(notes).toEqual([
    ['configured', 'prj_1'],
    ...Array.from({ length: 3 }, () => ['unknown', 'shop.example', 'ag_wrong']),
  ]);
});

it('has no settings for a host that the project leaves out, and notes which', async () => {
  project.settings.exclude.hosts = ['*.staging.example'];
  const from = (origin: string) => ask('GET /i/config', 'k=ag_key', { headers: { origin } });

  expect(await from('https://new.staging.example:8080')).toMatchObject({
    status: 403,
    json: { error: { code: 'forbidden' } },
  });
  expect(await from('https://staging.example')).toMatchObject({ status: 200 });
  expect(notes).toEqual([
    ['excluded', 'host *.staging.example'],
    ['configured', 'prj_1'],
  ]);
});
