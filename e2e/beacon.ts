/** Beacons as a server would send them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AnalyticsEvent, BeaconHeader } from '#contracts/beacon.ts';

/** UUIDv7 of a time in ms. */
export function uuidV7(ms = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function header(over: Partial<BeaconHeader> = {}): BeaconHeader {
  return {
    v: 1,
    format: 'rrweb',
    visitor: randomUUID(),
    session: uuidV7(),
    secret: randomBytes(16).toString('base64url'),
    tab: randomUUID(),
    document: randomUUID(),
    seq: 0,
    ...over,
  };
}

export const pageview = (over: Partial<Extract<AnalyticsEvent, { kind: 'pageview' }>> = {}): AnalyticsEvent => ({
  kind: 'pageview',
  at: Date.now(),
  path: '/',
  host: 'shop.example',
  title: 'Shop',
  viewport: [1280, 800],
  screen: [1920, 1080],
  language: 'en',
  ...over,
});

export const beaconText = (head: unknown, events: unknown[]): string =>
  [head, ...events].map((line) => JSON.stringify(line)).join('\n');

export interface SendOptions {
  gzip?: boolean;
  origin?: string;
  headers?: Record<string, string>;
}

export function send(
  api: string,
  key: string,
  body: string | Uint8Array,
  options: SendOptions = {},
): Promise<Response> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return fetch(`${api}/i?k=${key}&t=${Date.now()}`, {
    method: 'POST',
    headers: {
      'user-agent':
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
      ...(options.origin ? { origin: options.origin } : {}),
      ...options.headers,
    },
    body: new Uint8Array(options.gzip === false ? bytes : gzipSync(bytes)),
  });
}
