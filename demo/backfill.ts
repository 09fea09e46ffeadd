/** Fills the week before now with visits, replayed from the fixture through `POST /i` like any other. */
import { gzipSync } from 'node:zlib';
import { demoHeader } from '#contracts/resources.ts';
import { type RecordedVisit, readFixture } from './fixture-file.ts';
import { sendBeacon } from './send-beacon.ts';
import type { Persona } from './week/personas.ts';
import { replay } from './week/replay.ts';
import { plan } from './week/schedule.ts';

export interface BackfillOptions {
  /** Prefix of the API's addresses. */
  api: string;
  writeKey: string;
  /** End of the week, ms since the epoch. */
  now: number;
  /** Stops it; the promise then rejects. What was sent stays, and sending it again counts nothing twice. */
  signal: AbortSignal;
  onProgress?: (progress: { sessions: number; of: number }) => void;
  /** @default those of the fixture */
  visits?: readonly RecordedVisit[];
}

/** Sessions at once; the beacons of one follow each other. */
const atOnce = 3;

/** Resolves with the number of sessions once every beacon was taken. */
export async function backfill(options: BackfillOptions): Promise<number> {
  const { api, writeKey, now, signal, onProgress, visits = readFixture() } = options;
  const planned = plan(visits, now);
  const waiting = [...planned];
  let sessions = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      for (const { sentAt, text } of replay(next)) {
        await sendBeacon({
          address: `${api}/i?k=${writeKey}&t=${sentAt}`,
          headers: { 'user-agent': next.persona.userAgent, [demoHeader]: demoOf(next.persona, sentAt) },
          body: new Uint8Array(gzipSync(text)),
          signal,
        });
      }
      sessions += 1;
      onProgress?.({ sessions, of: planned.length });
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    // The first failure ends the others.
    waiting.length = 0;
  }
  return sessions;
}

/** The demo header: when it was received, and what CloudFront would say of the place. */
function demoOf({ place }: Persona, sentAt: number): string {
  const demo = {
    receivedAt: sentAt + 60 + (sentAt % 240),
    headers: {
      'cloudfront-viewer-country': place.country,
      'cloudfront-viewer-country-region': place.region,
      // CloudFront sends UTF-8 byte by byte.
      'cloudfront-viewer-city': Buffer.from(place.city).toString('latin1'),
    },
  };
  // A header is ASCII.
  return JSON.stringify(demo).replace(/[\u0080-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
