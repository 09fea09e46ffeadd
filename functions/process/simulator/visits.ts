/** Made-up visits: what trackers send, with what the truth needs to know of each event. */
import { type AnalyticsEvent, type RrwebEvent, recordingFormats } from '#contracts/beacon.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import type { Client, FrameHeader } from '#contracts/stream-record.ts';
import { event } from './make-beacon.ts';
import type { Random } from './random.ts';

/** Zones whose hours the truth can tell by arithmetic: their clocks do not change in November. */
export const projects = [
  { id: 'p-berlin', timeZone: 'Europe/Berlin', offsetMs: 3_600_000 },
  { id: 'p-kolkata', timeZone: 'Asia/Kolkata', offsetMs: 19_800_000 },
] as const;
export type SimulatedProject = (typeof projects)[number];

export interface SentEvent {
  event: AnalyticsEvent;
  /** The pageview it belongs to, by its `at`, and what that was seen on. */
  view: number;
  device: DeviceClass;
}

/** One beacon as its tracker made it; it may be sent several times. */
export interface TrackedBeacon {
  visit: Visit;
  header: FrameHeader;
  /** Paths as the page has them. */
  events: SentEvent[];
  /** What was recorded; the header says in which format it is sent. */
  rrweb: RrwebEvent[];
  /** When it was first sent, by a clock that is right. */
  sentAt: number;
}

export interface Visit {
  project: SimulatedProject;
  session: string;
  client: Client;
  /** Added to the page's clock gives the right time. */
  offset: number;
  beacons: TrackedBeacon[];
}

export const begin = Date.UTC(2026, 10, 20, 8, 40);
/** How long after `begin` the last visit begins. */
export const spreadMs = 5_400_000;
const devices = [
  { device: 'desktop', viewport: [1280, 800] },
  { device: 'tablet', viewport: [800, 1000] },
  { device: 'mobile', viewport: [390, 700] },
] as const;
const paths = ['/', '/offers', '/cart', '/docs/start', '/docs/more', '/search?q=shoes'];
const referrers = [undefined, 'https://www.google.com/', 'https://blog.example.org/post', 'https://chatgpt.com/'];

/** One visitor's session: up to three documents in tabs of their own, at times that overlap. */
export function makeVisit(random: Random, visitor: string, latePictures = false): Visit {
  const visit: Visit = {
    project: random.pick(projects),
    session: random.uuid(7),
    offset: random.pick([0, 0, 1_500, -2_500]),
    client: {
      country: random.pick(['DE', 'IN', '']),
      region: '',
      city: random.pick(['Berlin', '']),
      browser: random.pick(['Chrome', 'Firefox']),
      os: random.pick(['Windows', 'Android']),
      bot: random.chance(0.1),
    },
    beacons: [],
  };
  const recorded = random.chance(0.6);
  const format = random.pick(recordingFormats);
  const started = begin + random.whole(0, spreadMs);
  for (let n = 0, documents = random.whole(1, 3); n < documents; n += 1) {
    const document = random.uuid(4);
    const at = started + n * random.whole(1_000, 400_000);
    // A session that began within a document goes on with the document's numbers.
    const firstSeq = random.chance(0.15) ? random.whole(1, 40) : 0;
    for (const [index, { events, rrweb, until }] of load(random, at, { recorded, latePictures }).entries()) {
      const header: FrameHeader = {
        v: 1,
        format,
        visitor,
        session: visit.session,
        tab: document,
        document,
        seq: firstSeq + index,
        ...(firstSeq > 0 && index === 0 ? { firstSeq } : {}),
      };
      visit.beacons.push({ visit, header, events, rrweb, sentAt: until + visit.offset + 500 });
    }
  }
  return visit;
}

interface Part {
  events: SentEvent[];
  rrweb: RrwebEvent[];
  /** When it was sent, by the page's clock. */
  until: number;
}

/** A document from load to end, cut into beacons. */
function load(
  random: Random,
  started: number,
  { recorded, latePictures }: { recorded: boolean; latePictures: boolean },
): Part[] {
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
      // Not all that is recorded, so that the one is not taken for the other.
      ...(recorded && now % 3 > 0 ? { recorded: true } : {}),
      ...(referrer ? { referrer } : {}),
      ...(random.chance(0.3) ? { utm: { source: 'news', medium: 'email', campaign: 'nov' } } : {}),
    });
  };
  const picture = recorded ? fullSnapshot(now, path, viewport[0]) : [];
  const isLate = recorded && latePictures && now % 2 === 0;
  let current: Part = { events: [seen(pageview())], rrweb: isLate ? [] : picture, until: now };
  if (isLate) {
    beacons.push(current, { events: [], rrweb: picture, until: now + 1 });
    current = { events: [], rrweb: [], until: now + 1 };
  }
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
  return beacons;
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
