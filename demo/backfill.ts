/** Fills the week before now with visits, replayed from the fixture through `POST /i` like any other. */
import { gzipSync } from 'node:zlib';
import { demoHeader } from '#contracts/resources.ts';
import { readFixture } from './fixture-file.ts';
import { type ReadyBeacon, replay } from './week/replay.ts';
import { type Planned, plan } from './week/schedule.ts';

export interface BackfillOptions {
  /** Prefix of the API's addresses. */
  api: string;
  writeKey: string;
  /** End of the week, ms since the epoch. */
  now: number;
  /** Stops it; the promise then rejects. What was sent stays, and sending it again counts nothing twice. */
  signal: AbortSignal;
  onProgress?: (progress: { sessions: number; of: number }) => void;
}

/** Sessions at once; the beacons of one follow each other. */
const atOnce = 3;
const tries = 10;

/** Resolves with the number of sessions once every beacon was taken. */
export async function backfill({ api, writeKey, now, signal, onProgress }: BackfillOptions): Promise<number> {
  const planned = plan(readFixture(), now);
  const waiting = [...planned];
  let sessions = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      for (const beacon of replay(next)) await send(`${api}/i?k=${writeKey}`, next, beacon, signal);
      sessions += 1;
      onProgress?.({ sessions, of: planned.length });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return sessions;
}

async function send(address: string, { persona }: Planned, { sentAt, text }: ReadyBeacon, signal: AbortSignal) {
  const { country, region, city } = persona.place;
  const latency = 60 + (sentAt % 240);
  const demo = {
    receivedAt: sentAt + latency,
    headers: {
      'cloudfront-viewer-country': country,
      'cloudfront-viewer-country-region': region,
      // Byte by byte, as CloudFront sends it; and JSON in a header must be ASCII.
      'cloudfront-viewer-city': Buffer.from(city).toString('latin1'),
    },
  };
  const request = {
    method: 'POST',
    headers: { 'user-agent': persona.userAgent, [demoHeader]: ascii(JSON.stringify(demo)) },
    body: new Uint8Array(gzipSync(text)),
    signal,
  };
  for (let tried = 1; ; tried += 1) {
    const { status, reason, retryAfter } = await attempt(`${address}&t=${sentAt}`, request);
    if (status === 202) return;
    signal.throwIfAborted();
    const passing = status === 0 || status === 429 || status >= 500;
    if (!passing || tried === tries)
      throw new Error(`A demo beacon was refused after ${tried} tries: ${status} ${reason}`);
    await pause(Math.max(retryAfter, Math.min(8_000, 250 * 2 ** tried)), signal);
  }
}

async function attempt(address: string, request: RequestInit) {
  try {
    const response = await fetch(address, request);
    const reason = await response.text();
    return {
      status: response.status,
      reason,
      retryAfter: 1_000 * Number(response.headers.get('retry-after') ?? 0) || 0,
    };
  } catch (error) {
    return { status: 0, reason: error instanceof Error ? error.message : String(error), retryAfter: 0 };
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

const ascii = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII
  text.replace(/[^\x00-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
