import { gunzipSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BeaconHeader, beaconLimits } from '#contracts/beacon.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import { demoHeader, originHeader } from '#contracts/resources.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { TrackerConfig } from '#contracts/tracker-config.ts';
import { unpackRecord } from '../shared/framing.ts';
import { type ProjectItem, projectKey } from '../shared/project-items.ts';
import { createIngest, type IngestDeps } from './ingest.ts';
import { testIngest } from './test-ingest.ts';

const now = Date.parse('2026-11-25T12:34:56.789Z');
const id = '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d';
const header: BeaconHeader = {
  v: 1,
  format: 'rrweb',
  visitor: id,
  session: '01990000-0000-7000-8000-000000000000',
  secret: 'abcdefghijklmnopqrstuv',
  tab: id,
  document: id,
  seq: 0,
};
const event = { at: now - 60_000, kind: 'event', path: '/users/7?token=x', name: 'signup' };
const body = (head: unknown = header, ...events: unknown[]) =>
  Buffer.from([head, ...(events.length > 0 ? events : [event])].map((line) => JSON.stringify(line)).join('\n'));

const project: ProjectItem = {
  ...projectKey('p_1'),
  id: 'p_1',
  name: 'Shop',
  timeZone: 'Asia/Kolkata',
  origins: [],
  settings: { ...defaultSettings, paths: { fold: ['/users/*'], keepParams: [] } },
  bucketCount: 4,
  keys: [],
  createdAt: '2026-01-01T00:00:00.000Z',
};

let deps: IngestDeps & { records: [string, Uint8Array][]; refusals: string[][]; seen: string[] };
const lines: Record<string, unknown>[] = [];

beforeEach(() => {
  const owners = new Map<string, string>();
  const records: [string, Uint8Array][] = [];
  const refusals: string[][] = [];
  const seen: string[] = [];
  lines.length = 0;
  deps = {
    records,
    refusals,
    seen,
    projects: { byWriteKey: async (key) => (key === 'ag_key' ? project : undefined) },
    sessions: {
      claim: async ({ session, secret, bucket }) => {
        const owner = owners.get(session) ?? secret;
        owners.set(session, owner);
        return owner === secret ? bucket() : undefined;
      },
    },
    status: {
      seen: async (name) => void seen.push(name),
      refused: async (...refusal) => void refusals.push(refusal.slice(0, 3).map(String)),
    },
    stream: { put: async (...record) => void records.push(record) },
    ...testIngest,
    log: (line) => void lines.push(line),
    now: () => now,
  };
});

interface Sent {
  query?: string;
  headers?: Record<string, string>;
  routeKey?: string;
  text?: string;
}

async function send(bytes: Uint8Array, { query = `k=ag_key&t=${now - 5_000}`, headers, routeKey, text }: Sent = {}) {
  const request = {
    routeKey: routeKey ?? 'POST /i',
    rawQueryString: query,
    headers: { [originHeader]: 'from the cdn', 'User-Agent': 'Mozilla/5.0 Chrome/141.0.0.0', ...headers },
    requestContext: { requestId: 'r1' },
    body: text ?? Buffer.from(bytes).toString('base64'),
    isBase64Encoded: text === undefined,
  } as unknown as APIGatewayProxyEventV2;
  const answer = await createIngest(deps)(request, {} as Context);
  return { ...answer, json: JSON.parse(answer.body ?? 'null') };
}

const envelopeOf = (record: [string, Uint8Array] | undefined) =>
  unpackRecord(record?.[1] ?? new Uint8Array()).envelope as BeaconEnvelope;

describe('POST /i', () => {
  it('puts the body as it came on the stream, with all that could change resolved', async () => {
    const packed = gzipSync(body());

    const answer = await send(packed);

    expect(answer).toMatchObject({ statusCode: 202, json: {} });
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', 'x-request-id': 'r1' });
    expect(deps.records).toHaveLength(1);
    const [key, record] = deps.records[0] ?? ['', new Uint8Array()];
    const { secret: _, ...kept } = header;
    expect(envelopeOf(deps.records[0])).toMatchObject({
      kind: 'beacon',
      project: 'p_1',
      receivedAt: now,
      offset: 5_000,
      hours: [Date.parse('2026-11-25T12:30:00Z')],
      paths: { '/users/7?token=x': '/users/*' },
      header: kept,
      settings: { timeZone: 'Asia/Kolkata', recordingDays: 30, eventDays: 395 },
      client: { browser: 'Chrome', bot: false },
    });
    expect(key).toBe(`p_1#${envelopeOf(deps.records[0]).bucket}`);
    expect(gunzipSync(unpackRecord(record).body)).toEqual(body());
    expect(deps.seen).toEqual(['p_1']);
  });

  it('keeps the secret of the session out of the envelope', async () => {
    await send(gzipSync(body()));

    expect(Buffer.from(deps.records[0]?.[1] ?? []).toString('latin1')).not.toContain(header.secret);
  });

  it('takes a plain body that the gateway handed over as text', async () => {
    const answer = await send(Buffer.alloc(0), { text: body(header, { ...event, name: 'Grüße' }).toString() });

    expect(answer.statusCode).toBe(202);
    expect(Buffer.from(unpackRecord(deps.records[0]?.[1] ?? new Uint8Array()).body).toString()).toContain('Grüße');
  });

  it('clamps corrected times to 24 hours around receipt and names all their hours', async () => {
    const events = [0, now - 7_200_000, now * 2].map((at) => ({ ...event, at }));

    await send(body(header, ...events, { type: 3, timestamp: now - 3_600_000, data: {} }));

    expect(envelopeOf(deps.records[0]).hours.map((hour) => new Date(hour).toISOString())).toEqual([
      '2026-11-24T12:30:00.000Z',
      '2026-11-25T10:30:00.000Z',
      '2026-11-25T11:30:00.000Z',
      '2026-11-25T12:30:00.000Z',
      '2026-11-26T12:30:00.000Z',
    ]);
  });

  it('refuses a session that belongs to whoever has another secret', async () => {
    await send(body());

    const answer = await send(body({ ...header, secret: 'vutsrqponmlkjihgfedcba' }));

    expect(answer).toMatchObject({ statusCode: 403, json: { error: { code: 'session_refused', requestId: 'r1' } } });
    expect(deps.records).toHaveLength(1);
    expect(deps.refusals).toEqual([['p_1', 'session_refused', expect.any(String)]]);
  });

  it('refuses an origin that is not on the list and says which it was', async () => {
    deps.projects = { byWriteKey: async () => ({ ...project, origins: ['https://shop.example'] }) };

    const refused = await send(body(), { headers: { origin: 'https://evil.example' } });
    const taken = await send(body(), { headers: { origin: 'https://shop.example' } });

    expect(refused).toMatchObject({ statusCode: 403, json: { error: { code: 'origin_refused' } } });
    expect(deps.refusals).toEqual([['p_1', 'origin_refused', 'https://evil.example']]);
    expect(taken.statusCode).toBe(202);
  });

  it.each<[string, number, string, Uint8Array, Sent]>([
    ['an unknown key', 404, 'unknown_key', body(), { query: `k=other&t=${now}` }],
    ['no key', 404, 'unknown_key', body(), { query: `t=${now}` }],
    ['no time of sending', 400, 'invalid_beacon', body(), { query: 'k=ag_key' }],
    ['an empty time of sending', 400, 'invalid_beacon', body(), { query: 'k=ag_key&t=' }],
    ['an unknown parameter', 400, 'invalid_beacon', body(), { query: `k=ag_key&t=${now}&x=1` }],
    ['a body that is too long', 413, 'too_large', Buffer.alloc(beaconLimits.sentBytes + 1, 0x20), {}],
    ['a bomb', 413, 'too_large', gzipSync(Buffer.alloc(11_000_000)), {}],
    ['an event of no kind', 400, 'invalid_beacon', body(header, { at: 1, path: '/' }), {}],
    ['a request past the CDN', 403, 'forbidden', body(), { headers: { [originHeader]: 'guess' } }],
    ['a route that is not in the table', 404, 'not_found', body(), { routeKey: 'GET /i' }],
  ])('answers %s with %i %s, readable by any page, and queues nothing', async (_, status, code, bytes, sent) => {
    const answer = await send(bytes, sent);

    expect(answer).toMatchObject({ statusCode: status, json: { error: { code } } });
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(deps.records).toEqual([]);
    expect(deps.seen).toEqual([]);
  });

  it('answers 503 with Retry-After when the stream takes no record', async () => {
    deps.stream = { put: () => Promise.reject(new Error('shard on fire')) };

    const answer = await send(body());

    expect(answer).toMatchObject({ statusCode: 503, json: { error: { code: 'unavailable' } } });
    expect(answer.headers).toMatchObject({
      'retry-after': '2',
      'access-control-expose-headers': expect.stringContaining('Retry-After'),
    });
    expect(answer.body).not.toContain('fire');
    expect(deps.seen).toEqual([]);
  });

  it('hides the reason of an unexpected failure and logs it', async () => {
    deps.sessions = { claim: () => Promise.reject(new Error('table is gone')) };

    const answer = await send(body());

    expect(answer).toMatchObject({ statusCode: 500, json: { error: { code: 'internal' } } });
    expect(answer.body).not.toContain('table');
    expect(JSON.stringify(lines)).toContain('table is gone');
  });

  it('takes a beacon although its status cannot be noted', async () => {
    deps.status.seen = () => Promise.reject(new Error('throttled'));

    expect((await send(body())).statusCode).toBe(202);
    expect(JSON.stringify(lines)).toContain('throttled');
  });

  it('takes a beacon whose folding rules fill the envelope, and refuses one whose folded paths do', async () => {
    const fold = Array.from({ length: 50 }, (_, n) => `/${'x'.repeat(295)}${n}`);
    deps.projects = {
      byWriteKey: async () => ({ ...project, settings: { ...project.settings, paths: { fold, keepParams: fold } } }),
    };
    const long = Array.from({ length: 20 }, (_, n) => ({ ...event, path: `/${'y'.repeat(1_000)}${n}?z` }));

    const taken = await send(body());
    const refused = await send(body(header, ...long));

    expect(taken.statusCode).toBe(202);
    expect(envelopeOf(deps.records[0])).toMatchObject({
      settings: { fold: [] },
      paths: { '/users/7?token=x': '/users/7' },
    });
    expect(refused).toMatchObject({ statusCode: 400, json: { error: { code: 'invalid_beacon' } } });
  });

  it('never logs an address', async () => {
    await send(body(), {
      headers: { 'cloudfront-viewer-address': '203.0.113.9:4711', 'x-forwarded-for': '203.0.113.9' },
    });

    expect(JSON.stringify([lines, Buffer.from(deps.records[0]?.[1] ?? []).toString('latin1')])).not.toContain(
      '203.0.113',
    );
  });

  describe('with the demo header', () => {
    const demo = { receivedAt: now - 86_400_000, headers: { 'cloudfront-viewer-country': 'DE' } };
    const headers = { [demoHeader]: JSON.stringify(demo) };

    it('takes its time of receipt and place at stage local', async () => {
      deps.demoAllowed = true;

      await send(body(), { headers });

      expect(envelopeOf(deps.records[0])).toMatchObject({ receivedAt: demo.receivedAt, client: { country: 'DE' } });
    });

    it('looks at it nowhere else', async () => {
      await send(body(), { headers });

      expect(envelopeOf(deps.records[0])).toMatchObject({ receivedAt: now, client: { country: '' } });
    });

    it.each(['{', '7', '{"receivedAt":"now"}', '{"headers":{"origin":"https://a.example"}}'])(
      'refuses %s',
      async (text) => {
        deps.demoAllowed = true;

        expect((await send(body(), { headers: { [demoHeader]: text } })).statusCode).toBe(400);
      },
    );
  });
});

describe('GET /i/config', () => {
  const ask = (query: string) => send(Buffer.alloc(0), { routeKey: 'GET /i/config', query });

  it('answers what the settings ask of the tracker, to be kept for a minute', async () => {
    const answer = await ask('k=ag_key');

    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=60, s-maxage=15',
      'access-control-allow-origin': '*',
    });
    expect(TrackerConfig.parse(answer.json)).toMatchObject({
      sampling: 1,
      fold: ['/users/*'],
      recorder: testIngest.recorder,
      files: testIngest.files,
    });
  });

  it('answers 404 for an unknown key and 400 without one', async () => {
    expect(await ask('k=other')).toMatchObject({ statusCode: 404, json: { error: { code: 'unknown_key' } } });
    expect(await ask('')).toMatchObject({ statusCode: 400, json: { error: { code: 'invalid_request' } } });
  });
});
