/** Beacons and envelopes for tests: valid, small, and the same for the same seed. */
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { BeaconEnvelope, FrameHeader } from '#contracts/stream-record.ts';
import { hourStart } from '../../shared/zone.ts';

export const start = Date.UTC(2026, 10, 20, 9, 50);
const hour = 3_600_000;

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}
export function sessionId(n: number): string {
  return `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function frameHeader(over: Partial<FrameHeader> = {}): FrameHeader {
  return {
    v: 1,
    format: 'rrweb',
    visitor: uuid(1),
    session: sessionId(1),
    tab: uuid(2),
    document: uuid(3),
    seq: 0,
    ...over,
  };
}

/** An envelope as ingest resolves it for these events. */
export function envelopeFor(
  header: FrameHeader,
  events: readonly { at: number }[],
  over: Partial<BeaconEnvelope> = {},
): BeaconEnvelope {
  const timeZone = over.settings?.timeZone ?? 'Europe/Berlin';
  const offset = over.offset ?? 0;
  const hours = new Set(events.map(({ at }) => hourStart(at + offset, timeZone)));
  return {
    kind: 'beacon',
    project: 'p1',
    bucket: 0,
    receivedAt: Math.max(start, ...events.map(({ at }) => at + offset)) + 500,
    offset,
    hours: [...hours].sort((a, b) => a - b),
    paths: {},
    header,
    settings: { timeZone, fold: [], keepParams: [], recordingDays: 30, eventDays: 395 },
    client: { country: 'DE', region: 'BE', city: 'Berlin', browser: 'Chrome', os: 'Windows', bot: false },
    ...over,
  };
}

const target = {
  selector: '#buy',
  label: 'Buy',
  x: 0.5,
  y: 0.25,
  pageX: 100,
  pageY: 700,
  pageWidth: 1265,
  pageHeight: 3000,
};

export const event = {
  pageview: (at: number, path = '/', over: Partial<Extract<AnalyticsEvent, { kind: 'pageview' }>> = {}) => ({
    kind: 'pageview' as const,
    at,
    path,
    host: 'shop.example',
    title: `Title of ${path}`,
    viewport: [1280, 800] as [number, number],
    screen: [1920, 1080] as [number, number],
    language: 'de-DE',
    ...over,
  }),
  click: (at: number, path = '/', selector = '#buy') => ({ kind: 'click' as const, at, path, ...target, selector }),
  rage: (at: number, path = '/') => ({ kind: 'rage' as const, at, path, ...target, clicks: 4 }),
  dead: (at: number, path = '/') => ({ kind: 'dead' as const, at, path, ...target }),
  errorClick: (at: number, path = '/') => ({ kind: 'errorClick' as const, at, path, ...target, message: 'boom' }),
  error: (at: number, path = '/') => ({ kind: 'error' as const, at, path, message: 'boom' }),
  custom: (at: number, name: string, path = '/') => ({ kind: 'event' as const, at, path, name }),
  identify: (at: number, id: string, traits: Record<string, string>, path = '/') => ({
    kind: 'identify' as const,
    at,
    path,
    id,
    traits,
  }),
  time: (at: number, view: number, visible: number, active: number, path = '/') => ({
    kind: 'time' as const,
    at,
    path,
    view,
    visible,
    active,
  }),
  scroll: (at: number, view: number, depth: number, fold: number, path = '/') => ({
    kind: 'scroll' as const,
    at,
    path,
    view,
    depth,
    fold,
  }),
  move: (at: number, cells: [number, number, number][], path = '/') => ({ kind: 'move' as const, at, path, cells }),
  attention: (at: number, rows: [number, number][], path = '/') => ({ kind: 'attention' as const, at, path, rows }),
};

/** The start of the hour of the tests' project. */
export const hourOfTest = (ms: number): number => Math.floor(ms / hour) * hour;
