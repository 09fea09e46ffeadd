/** The fixture: real visits to the demo shop, with nothing in them that expires or belongs to one machine. */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AnalyticsEvent, RrwebEvent } from '#contracts/beacon.ts';

export const devices = ['desktop', 'tablet', 'mobile'] as const;
export type Device = (typeof devices)[number];

/** An event of either kind; `at`, `view` and `timestamp` are ms since the visit began. */
export type RecordedEvent = AnalyticsEvent | RrwebEvent;

export interface RecordedBeacon {
  /** Ordinal of the tab and of the document within the visit. */
  tab: number;
  document: number;
  seq: number;
  /** ms since the visit began. */
  sentAt: number;
  events: RecordedEvent[];
}

export interface RecordedVisit {
  name: string;
  device: Device;
  /** How often it happens, beside the others. */
  weight: number;
  durationMs: number;
  beacons: RecordedBeacon[];
}

/** Where the recorded shop is said to be. */
export const shopHost = 'juniper-and-clay.example';

const file = new URL('./fixture/visits.ndjson.gz', import.meta.url);

export function readFixture(bytes: Uint8Array = readFileSync(file)): RecordedVisit[] {
  const lines = gunzipSync(bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RecordedVisit);
}

export function packFixture(visits: readonly RecordedVisit[]): Uint8Array {
  return gzipSync(visits.map((visit) => JSON.stringify(visit)).join('\n'), { level: 9 });
}

export const fixturePath = file;

/** The event with its times moved: `move` gets and gives ms. */
export function withTimes<E extends RecordedEvent>(event: E, move: (ms: number) => number): E {
  const moved: Record<string, unknown> = { ...event };
  for (const name of 'kind' in event ? ['at', 'view'] : ['timestamp']) {
    const time = moved[name];
    if (typeof time === 'number') moved[name] = move(time);
  }
  return moved as E;
}
