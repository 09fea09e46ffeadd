/** The real handler: visitors without a name, what a project leaves out, and programs. */
import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings, type ProjectSettings } from '#contracts/project-settings.ts';
import { originHeader } from '#contracts/resources.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { readBeacon } from '../shared/body.ts';
import { unpackRecord } from '../shared/framing.ts';
import { testProject } from '../shared/http/test-call.ts';
import { createIngest } from './ingest.ts';
import { memoryAnonymousVisits } from './test-anonymous-visits.ts';
import { testIngest } from './test-ingest.ts';
import { memorySessions } from './test-sessions.ts';

type Settings = { [Name in 'privacy' | 'exclude']?: Partial<ProjectSettings[Name]> };

const address = '203.0.113.7';
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36';
const noon = Date.parse('2026-11-25T12:00:00Z');
let now = noon;
let settings: Settings;
let secretOfDay: string;
let records: { envelope: BeaconEnvelope; body: Uint8Array; bytes: Uint8Array }[];
let notes: [string, string][];
let seen: number;
let arrived: string[];
let logged: unknown[];
let visits = memoryAnonymousVisits();
let ingest: ReturnType<typeof createIngest>;

beforeEach(() => {
  now = noon;
  settings = {};
  secretOfDay = 'of the 25th';
  records = [];
  notes = [];
  seen = 0;
  arrived = [];
  logged = [];
  visits = memoryAnonymousVisits();
  ingest = createIngest({
    projects: {
      byWriteKey: async () =>
        testProject({
          settings: {
            ...defaultSettings,
            privacy: { ...defaultSettings.privacy, ...settings.privacy },
            exclude: { ...defaultSettings.exclude, ...settings.exclude },
          },
        }),
    },
    sessions: memorySessions().container(),
    status: {
      seen: async () => {
        seen += 1;
      },
      refused: async (_, reason, detail) => void notes.push([reason, detail]),
    },
    stream: {
      put: async (_, bytes) => {
        const { envelope, body } = unpackRecord(bytes);
        records.push({ envelope: envelope as BeaconEnvelope, body, bytes });
      },
    },
    ...testIngest,
    doctor: { ...testIngest.doctor, arrived: async (_, host) => void arrived.push(host) },
    anonymousVisits: visits.container(),
    dailySecret: async () => secretOfDay,
    log: (line) => void logged.push(line),
    now: () => now,
  });
});

const document = randomUUID();
const anonymous = (seq = 0) => ({ v: 1, format: 'rrweb', anonymous: true, tab: document, document, seq });
const named = () => ({
  v: 1,
  format: 'rrweb',
  visitor: randomUUID(),
  session: `01990000-0000-7000-8000-${randomUUID().slice(24)}`,
  secret: 'abcdefghijklmnopqrstuv',
  tab: document,
  document,
  seq: 0,
});
const event = (path = '/') => ({ at: now, kind: 'event', path, name: 'signup' });
const pageview = (host: string, path = '/') => ({
  at: now,
  kind: 'pageview',
  path,
  host,
  viewport: [1, 1],
  screen: [1, 1],
});
const recorded = { type: 3, timestamp: 1, data: { text: 'what was recorded' } };

async function send(head: object, lines: object[] = [event()], headers: Record<string, string> = {}) {
  const bytes = gzipSync([head, ...lines].map((line) => JSON.stringify(line)).join('\n'));
  const { statusCode, body } = await ingest({
    routeKey: 'POST /i',
    rawQueryString: `k=ag_key&t=${now}`,
    headers: {
      [originHeader]: 'from the cdn',
      'user-agent': chrome,
      'cloudfront-viewer-address': `${address}:4711`,
      ...headers,
    },
    requestContext: { requestId: 'r' },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2);
  return { statusCode, body };
}

describe('a visitor without a name', () => {
  it('has one visitor and one session for as long as the visit goes on, in one bucket', async () => {
    for (let seq = 0; seq < 3; seq += 1) {
      expect(await send(anonymous(seq))).toEqual({ statusCode: 202, body: '{}' });
      now += 10 * 60_000;
    }

    const headers = records.map(({ envelope }) => envelope.header);
    expect(new Set(headers.map(({ visitor }) => visitor)).size).toBe(1);
    expect(new Set(headers.map(({ session }) => session)).size).toBe(1);
    expect(new Set(records.map(({ envelope }) => envelope.bucket)).size).toBe(1);
    expect(headers.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('begins another session after a pause, with the number of its first beacon, and is somebody else the next day', async () => {
    await send(anonymous());
    now += 45 * 60_000;
    await send(anonymous(1));
    await send(anonymous(2));
    now += 86_400_000;
    secretOfDay = 'of the 26th';
    await send(anonymous(3));

    const [first, second, third, nextDay] = records.map(({ envelope }) => envelope.header);
    expect(second?.visitor).toBe(first?.visitor);
    expect(second?.session).not.toBe(first?.session);
    expect(second?.firstSeq).toBe(1);
    expect(third).toMatchObject({ session: second?.session, seq: 2 });
    expect(third).not.toHaveProperty('firstSeq');
    expect(nextDay?.visitor).not.toBe(first?.visitor);
  });

  it('leaves nothing of its address anywhere', async () => {
    await send(anonymous());

    const kept = [
      records.map(({ envelope, bytes }) => [envelope, Buffer.from(bytes).toString('latin1')]),
      notes,
      logged,
    ];
    expect(JSON.stringify([kept, [...visits.items]])).not.toContain(address);
  });

  it('is neither recorded nor identified: such lines are left out, and that is noted', async () => {
    await send(anonymous(), [event(), recorded, { at: now, kind: 'identify', path: '/', id: 'ada@example.com' }]);

    const { body, envelope } = records[0] ?? { body: new Uint8Array() };
    const beacon = readBeacon(body);
    expect([beacon.events.map(({ kind }) => kind), beacon.rrweb]).toEqual([['event'], []]);
    expect(gunzipSync(body).toString()).not.toMatch(/ada@example|what was recorded/);
    expect(envelope?.subjects).toHaveLength(1);
    expect(notes.map(([reason]) => reason)).toEqual(['anonymous', 'anonymous']);
  });

  it('is nobody known where the project wants it so, whatever the page sends', async () => {
    settings = { privacy: { anonymous: true } };
    const head = named();

    await send(head, [event(), recorded]);

    const { body, envelope } = records[0] ?? { body: new Uint8Array() };
    const text = `${JSON.stringify(envelope)}${gunzipSync(body)}`;
    for (const id of [head.visitor, head.session, head.secret, 'what was recorded']) expect(text).not.toContain(id);
    expect(readBeacon(body).header).toMatchObject({ anonymous: true, document });
  });

  it('gets 202 and no record for a beacon of which nothing may go on', async () => {
    expect((await send(anonymous(), [recorded])).statusCode).toBe(202);

    expect(records).toEqual([]);
    expect(seen).toBe(0);
    expect(notes[0]?.[0]).toBe('anonymous');
  });
});

describe('what a project leaves out', () => {
  const exclude = { addresses: ['203.0.113.0/24'], hosts: ['staging.example.com'], paths: ['/admin', '/users/*/edit'] };

  it.each([
    ['address', {}, [event()], { addresses: exclude.addresses }, 'address range 203.0.113.0/24'],
    [
      'origin',
      { origin: 'https://staging.example.com' },
      [event()],
      { hosts: exclude.hosts },
      'host staging.example.com',
    ],
    ['host of a page', {}, [pageview('staging.example.com')], { hosts: exclude.hosts }, 'host staging.example.com'],
    ['path', {}, [event('/admin?x=1'), event('/users/7/edit')], { paths: exclude.paths }, 'path /admin'],
  ])('is answered 202, not counted, and noted, by its %s', async (_, headers, lines, rules, detail) => {
    settings = { exclude: rules };

    const { statusCode } = await send(named(), lines, headers as Record<string, string>);

    expect(statusCode).toBe(202);
    expect(records).toEqual([]);
    expect(seen).toBe(0);
    expect(notes).toEqual([['excluded', detail]]);
    expect(JSON.stringify([notes, logged])).not.toContain(address);
  });

  it('is taken out of a beacon that also tells of other pages', async () => {
    settings = { exclude };

    await send(named(), [event('/shop'), event('/admin'), recorded], { 'cloudfront-viewer-address': '198.51.100.9:1' });

    const { events, rrweb } = readBeacon(records[0]?.body ?? new Uint8Array());
    expect(events.map(({ path }) => path)).toEqual(['/shop']);
    expect(rrweb).toHaveLength(1);
    expect(notes).toEqual([['excluded', 'path /admin']]);
    expect(seen).toBe(1);
  });

  it('lets everything else through as it came', async () => {
    settings = { exclude };

    await send(named(), [event('/shop')], {
      'cloudfront-viewer-address': '198.51.100.9:1',
      origin: 'https://example.com',
    });

    expect(records).toHaveLength(1);
    expect(notes).toEqual([]);
  });
});

describe('a program', () => {
  it('is noted by what tells it, and goes on as a bot that is no sign of events that arrive', async () => {
    await send(named(), [event()], {
      origin: 'https://shop.example',
      'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    });

    expect(records[0]?.envelope.client.bot).toBe(true);
    expect(notes).toEqual([['bot', 'Google']]);
    expect({ seen, arrived }).toEqual({ seen: 0, arrived: [] });
  });
});
