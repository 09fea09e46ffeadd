/** Three minutes on the demo shop as the tracker sent them (bench/tracker/capture-recording.ts), for any visitor at any time. */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BeaconHeader, RrwebEvent } from '#contracts/beacon.ts';
import type { KeptText } from '#contracts/kept-sheets.ts';
import { createDecoder } from '#contracts/recording-decoder.ts';
import type { Visit } from './bodies.ts';
import type { Sent } from './run-traffic.ts';

type Line = Record<string, unknown> | [op: number, at: number, ...unknown[]];

export interface CapturedBeacon {
  header: BeaconHeader;
  lines: Line[];
  /** ms since the visit began. */
  sentAt: number;
}

export interface CapturedVisit {
  beacons: CapturedBeacon[];
  /** Stylesheets that the beacons name, as the project keeps them once. */
  keptText: KeptText;
}

/** The visit's beacons in the order they came, times in ms since it began. */
export function capturedVisit(): CapturedVisit {
  const packed = gunzipSync(readFileSync(new URL('./recording.ndjson.gz', import.meta.url))).toString('utf8');
  const sheets = new Map<string, string>();
  const bodies: Buffer[] = [];
  for (const text of packed.split('\n')) {
    const line = JSON.parse(text) as string | { hash: string; text: string };
    if (typeof line === 'string') bodies.push(Buffer.from(line, 'base64'));
    else sheets.set(line.hash, line.text);
  }
  const beacons = bodies.map((body) => {
    const plain = body[0] === 0x1f ? gunzipSync(body) : body;
    const [header, ...lines] = plain
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
    return { header: header as unknown as BeaconHeader, lines };
  });
  const begun = Math.min(...beacons.flatMap(({ lines }) => lines.map(timeOf)));
  return {
    beacons: beacons.map(({ header, lines }) => {
      const moved = lines.map((line) => shifted(line, -begun));
      return { header, lines: moved, sentAt: Math.max(...moved.map(timeOf)) };
    }),
    keptText: (hash) => sheets.get(hash),
  };
}

const timeOf = (line: Line): number => Number(Array.isArray(line) ? line[1] : (line.at ?? line.timestamp));

function shifted(line: Line, by: number): Line {
  if (Array.isArray(line)) return [line[0], line[1] + by, ...line.slice(2)];
  const moved = { ...line };
  for (const name of ['at', 'view', 'timestamp']) {
    const time = moved[name];
    if (typeof time === 'number') moved[name] = time + by;
  }
  return moved;
}

/** The visit as somebody else's, begun at `at`; `documents` are its ids by those captured. */
export function recording(visit: Visit, beacons: readonly CapturedBeacon[], at: number, uuid: () => string): Sent[] {
  const documents = new Map<string, string>();
  return beacons.map(({ header, lines, sentAt }) => {
    const document = documents.get(header.document) ?? uuid();
    documents.set(header.document, document);
    const { visitor, session, secret, tab } = visit;
    const own: BeaconHeader = { ...header, visitor, session, secret, tab, document };
    const text = [own, ...lines.map((line) => shifted(line, at))].map((line) => JSON.stringify(line)).join('\n');
    return { header: own, sentAt: at + sentAt, body: gzipSync(text) };
  });
}

/** Bytes that the visit's events take as rrweb's own JSON, sheets in them, one gzip member (level 6) a beacon. */
export function gzippedEvents({ beacons, keptText }: CapturedVisit): number {
  const decoders = new Map<string, ReturnType<typeof createDecoder>>();
  let bytes = 0;
  for (const { header, lines } of beacons) {
    const decoder = decoders.get(header.document) ?? createDecoder(keptText);
    decoders.set(header.document, decoder);
    const events = lines.flatMap((line): (Line | RrwebEvent)[] =>
      Array.isArray(line) ? decoder.decode(line) : [line],
    );
    bytes += gzipSync(events.map((event) => JSON.stringify(event)).join('\n'), { level: 6 }).byteLength;
  }
  return bytes;
}
