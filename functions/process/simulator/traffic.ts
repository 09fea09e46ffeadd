/**
 * Made-up visits as ingest would put them on the stream, with what the truth needs to know of each event. Past
 * 200 lines, because all kinds of visits are made in one place.
 */
import { gzipSync } from 'node:zlib';
import type { AnalyticsEvent, RrwebEvent } from '#contracts/beacon.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import type { BeaconEnvelope, EraseEnvelope } from '#contracts/stream-record.ts';
import { packRecord } from '../../shared/framing.ts';
import { envelopeFor, event } from './make-beacon.ts';
import type { Random } from './random.ts';

/** Zones whose hours the truth can tell by arithmetic: their clocks do not change in November. */
export const projects = [
  { id: 'p-berlin', timeZone: 'Europe/Berlin', offsetMs: 3_600_000, buckets: 2 },
  { id: 'p-kolkata', timeZone: 'Asia/Kolkata', offsetMs: 19_800_000, buckets: 2 },
] as const;
export type SimulatedProject = (typeof projects)[number];

export interface SentEvent {
  event: AnalyticsEvent;
  /** The pageview it belongs to, by its `at`, and what that was seen on. */
  view: number;
  device: DeviceClass;
}

export interface SentBeacon {
  kind: 'beacon';
  project: SimulatedProject;
  envelope: BeaconEnvelope;
  events: SentEvent[];
  rrweb: RrwebEvent[];
}

export interface SentErase {
  kind: 'erase';
  envelope: EraseEnvelope;
}

/** Bytes that no try can mend. */
export interface SentPoison {
  kind: 'poison';
  /** Session that its envelope, still whole, names. */
  session?: string;
}

export interface StreamEntry {
  partitionKey: string;
  data: Uint8Array;
  sent: SentBeacon | SentErase | SentPoison;
}

const begin = Date.UTC(2026, 10, 20, 8, 40);
const devices = [
  { device: 'desktop', viewport: [1280, 800] },
  { device: 'tablet', viewport: [800, 1000] },
  { device: 'mobile', viewport: [390, 700] },
] as const;
const paths = ['/', '/offers', '/cart', '/docs/start', '/search?q=shoes'];
const referrers = [undefined, 'https://www.google.com/', 'https://blog.example.org/post', 'https://chatgpt.com/'];

/** A stream of `sessions` visits, interleaved, with the duplicates, poison and erasures that happen. */
export function makeTraffic(random: Random, sessions: number): StreamEntry[] {
  const visitors = Array.from({ length: Math.ceil(sessions * 0.7) }, () => random.uuid(4));
  const timed: { at: number; entry: StreamEntry }[] = [];
  for (let n = 0; n < sessions; n += 1) {
    const beacons = visit(random, random.pick(visitors));
    for (const sent of beacons) timed.push({ at: sent.envelope.receivedAt, entry: beaconEntry(random, sent) });
    const { envelope, project } = beacons[0] as SentBeacon;
    const last = Math.max(...beacons.map((sent) => sent.envelope.receivedAt));
    if (random.chance(0.12)) {
      // Sometimes in the middle, so that beacons come after it.
      const at = envelope.receivedAt + random.next() * (last - envelope.receivedAt + 60_000);
      const erase: EraseEnvelope = {
        kind: 'erase',
        project: project.id,
        bucket: envelope.bucket,
        receivedAt: at,
        session: envelope.header.session,
      };
      timed.push({
        at,
        entry: {
          partitionKey: `${project.id}#${envelope.bucket}`,
          data: packRecord(erase, new Uint8Array(0)),
          sent: { kind: 'erase', envelope: erase },
        },
      });
    }
  }
  const poison = timed.filter(() => random.chance(0.04)).map(({ at, entry }) => ({ at, entry: spoilt(random, entry) }));
  const twice = timed
    .filter(({ entry }) => entry.sent.kind === 'beacon' && random.chance(0.12))
    .map(({ at, entry }) => ({ at: at + random.next() * 20_000, entry }));
  return [...timed, ...poison, ...twice].sort((one, other) => one.at - other.at).map(({ entry }) => entry);
}

function beaconEntry(random: Random, sent: SentBeacon): StreamEntry {
  const { envelope, events, rrweb } = sent;
  const header = { ...envelope.header, secret: 'A'.repeat(22) };
  const text = [header, ...events.map((one) => one.event), ...rrweb].map((line) => JSON.stringify(line)).join('\n');
  const body = random.chance(0.5) ? gzipSync(text) : Buffer.from(text);
  return { partitionKey: `${envelope.project}#${envelope.bucket}`, data: packRecord(envelope, body), sent };
}

/** A record under a key that other buckets' records share, whose bytes are broken in one of several ways. */
function spoilt(random: Random, { partitionKey, data, sent }: StreamEntry): StreamEntry {
  const broken = Uint8Array.from(data);
  const way = random.whole(0, 2);
  if (way === 0) broken[0] = 9;
  if (way === 1) broken.fill(0x21, Math.max(5, broken.byteLength - 40));
  const foreign = way === 2 ? 'p-nobody#0' : partitionKey;
  const named = way === 1 && sent.kind === 'beacon' ? { session: sent.envelope.header.session } : {};
  return { partitionKey: foreign, data: broken, sent: { kind: 'poison', ...named } };
}

/** One visitor's session: up to three documents in tabs of their own, at times that overlap. */
function visit(random: Random, visitor: string): SentBeacon[] {
  const project = random.pick(projects);
  const session = random.uuid(7);
  const bucket = random.whole(0, project.buckets - 1);
  const recorded = random.chance(0.6);
  const recordingDays = random.pick([30, 30, 7] as const);
  const started = begin + random.whole(0, 5_400_000);
  const offset = random.pick([0, 0, 1_500, -2_500]);
  const client = {
    country: random.pick(['DE', 'IN', '']),
    region: '',
    city: random.pick(['Berlin', '']),
    browser: random.pick(['Chrome', 'Firefox']),
    os: random.pick(['Windows', 'Android']),
    bot: random.chance(0.1),
  };
  const documents = Array.from({ length: random.whole(1, 3) }, () => random.uuid(4));
  return documents.flatMap((document, n) => {
    const at = started + n * random.whole(1_000, 400_000);
    const { beacons } = load(random, at, recorded);
    return beacons.map(({ events, rrweb, until }, seq): SentBeacon => {
      const header = { v: 1, format: 'rrweb', visitor, session, tab: document, document, seq } as const;
      const settings = { timeZone: project.timeZone, fold: [], keepParams: ['q'], recordingDays, eventDays: 395 };
      const envelope = envelopeFor(
        header,
        events.map((one) => one.event),
        { project: project.id, bucket, offset, client, settings, receivedAt: until + offset + 500 },
      );
      return { kind: 'beacon', project, envelope, events, rrweb };
    });
  });
}

interface Part {
  events: SentEvent[];
  rrweb: RrwebEvent[];
  /** When it was sent, by the page's clock. */
  until: number;
}

/** A document from load to end, cut into beacons. */
function load(random: Random, started: number, recorded: boolean): { beacons: Part[] } {
  const { device, viewport } = random.pick(devices);
  const beacons: Part[] = [];
  let now = started;
  let path = random.pick(paths);
  let view = now;
  let depth = 0;
  const seen = (one: AnalyticsEvent): SentEvent => ({ event: one, view, device });
  const pageview = (): AnalyticsEvent => {
    view = now;
    depth = 0.2;
    const referrer = random.pick(referrers);
    return event.pageview(now, path, {
      viewport: [...viewport],
      ...(referrer ? { referrer } : {}),
      ...(random.chance(0.3) ? { utm: { source: 'news', medium: 'email', campaign: 'nov' } } : {}),
    });
  };
  let current: Part = {
    events: [seen(pageview())],
    rrweb: recorded ? fullSnapshot(now, path, viewport[0]) : [],
    until: now,
  };
  for (let steps = random.whole(0, 14); steps > 0; steps -= 1) {
    now += random.whole(50, 90_000);
    const width = { pageWidth: viewport[0] };
    const ways: (() => AnalyticsEvent)[] = [
      () => ({ ...event.click(now, path, random.pick(['#buy', '#more'])), ...width, x: random.next() }),
      () => ({ ...event.rage(now, path), ...width }),
      () => ({ ...event.dead(now, path), ...width }),
      () => ({ ...event.errorClick(now, path), ...width }),
      () => event.error(now, path),
      () => event.custom(now, random.pick(['signup', 'buy']), path),
      () => event.identify(now, random.pick(['u1', 'u2']), { plan: random.pick(['free', 'pro']) }, path),
      () => event.time(now, view, random.whole(0, 9_000), random.whole(0, 2_000), path),
      () => {
        depth = Math.min(1, depth + random.next() / 3);
        return event.scroll(now, view, depth, 0.2, path);
      },
      () => event.move(now, [[random.whole(0, 20), random.whole(0, 9), random.whole(1, 5)]], path),
      () => event.attention(now, [[random.whole(0, 9), random.whole(1, 900)]], path),
      () => {
        path = random.pick(paths);
        return pageview();
      },
    ];
    const made = random.pick(ways)();
    current.events.push(seen(made));
    if (recorded && random.chance(0.5)) current.rrweb.push(incremental(now));
    current.until = now;
    if (random.chance(0.35)) {
      beacons.push(current);
      current = { events: [], rrweb: recorded && random.chance(0.4) ? [incremental(now + 1)] : [], until: now + 1 };
    }
  }
  if (current.events.length + current.rrweb.length > 0) beacons.push(current);
  return { beacons };
}

function fullSnapshot(at: number, path: string, width: number): RrwebEvent[] {
  return [
    { type: 4, timestamp: at, data: { href: `https://shop.example${path}`, width, height: 800 } },
    {
      type: 2,
      timestamp: at + 1,
      data: { node: { type: 0, id: 1, childNodes: [] }, initialOffset: { left: 0, top: 0 } },
    },
    incremental(at + 400),
  ];
}

const incremental = (at: number): RrwebEvent => ({ type: 3, timestamp: at, data: { source: 1, positions: [] } });
