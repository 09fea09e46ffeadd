import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BeaconHeader } from '#contracts/beacon.ts';
import { demoHeader } from '#contracts/resources.ts';
import { type Beacon, readBeacon } from '../functions/shared/body.ts';
import { backfill } from './backfill.ts';
import { devices, type RecordedVisit } from './fixture-file.ts';
import { sendBeacon } from './send-beacon.ts';

interface Call {
  url: URL;
  headers: IncomingMessage['headers'];
  beacon: Beacon;
}

const now = Date.parse('2026-11-25T17:30:00Z');
const visits: RecordedVisit[] = devices.map((device) => ({
  name: device,
  device,
  weight: 1,
  durationMs: 1_000,
  beacons: [0, 1].map((seq) => ({
    tab: 0,
    document: 0,
    seq,
    sentAt: seq * 1_000,
    events: [{ kind: 'event', name: 'a', at: seq, path: '/' }],
  })),
}));

let server: Server;
let api: string;
let calls: Call[];
let statuses: number[];
let abort: AbortController;

beforeEach(async () => {
  calls = [];
  statuses = [];
  abort = new AbortController();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = statuses.shift() ?? 202;
    const url = new URL(request.url ?? '', 'http://api');
    if (status === 202) calls.push({ url, headers: request.headers, beacon: readBeacon(Buffer.concat(chunks)) });
    response.writeHead(status).end(status === 202 ? '{}' : 'the reason');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const fill = () => backfill({ api, writeKey: 'ag_key', now, signal: abort.signal, visits });

it('sends every beacon of every session once, those of one session in order, each from its own place', async () => {
  const sessions = await fill();

  expect(calls).toHaveLength(2 * sessions);
  const seqs = new Map<string, number[]>();
  for (const { url, headers, beacon } of calls) {
    const demo = JSON.parse(String(headers[demoHeader])) as { receivedAt: number; headers: Record<string, string> };
    const { session, seq } = beacon.header as BeaconHeader;
    seqs.set(session, [...(seqs.get(session) ?? []), seq]);
    expect(url.pathname + url.searchParams.get('k')).toBe('/iag_key');
    expect(demo.receivedAt).toBeGreaterThan(Number(url.searchParams.get('t')));
    expect(demo.headers['cloudfront-viewer-country']).toMatch(/^[A-Z]{2}$/);
    expect(headers['content-type']).toBeUndefined();
    expect(headers['user-agent']).toMatch(/^Mozilla/);
  }
  expect([...seqs.values()].every((list) => list.join() === '0,1')).toBe(true);
  expect(seqs.size).toBe(sessions);
});

it('sends the same beacons when it runs again', async () => {
  await fill();
  const first = new Set(calls.map((call) => JSON.stringify([call.url.search, call.beacon])));
  calls.length = 0;
  await fill();

  expect(new Set(calls.map((call) => JSON.stringify([call.url.search, call.beacon])))).toEqual(first);
});

it('rejects when it is stopped', async () => {
  setTimeout(() => abort.abort(new Error('stopped')), 20);

  await expect(fill()).rejects.toThrow('stopped');
});

it('rejects when a beacon is refused', async () => {
  statuses = [404];

  await expect(fill()).rejects.toThrow('404 the reason');
});

it('tries a beacon again after what passes, and not after what does not', async () => {
  const sending = () =>
    sendBeacon({
      address: `${api}/i?k=k&t=1`,
      headers: {},
      body: Buffer.from(
        '{"v":1,"format":"rrweb","visitor":"0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d","session":"01990000-0000-7000-8000-000000000000","secret":"abcdefghijklmnopqrstuv","tab":"0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d","document":"0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d","seq":0}\n{"kind":"event","name":"a","at":1,"path":"/"}',
      ),
      signal: abort.signal,
      pauseMs: 1,
    });
  statuses = [503, 429, 500];
  await sending();
  const taken = calls.length;
  statuses = [400, 202];

  await expect(sending()).rejects.toThrow('refused after 1 try: 400');
  expect(taken).toBe(1);
  expect(statuses).toEqual([202]);
});
