/** Beacons as the tracker sends them: what a pageview of eight events and a recording of three minutes come to. */
import { gzipSync } from 'node:zlib';
import type { AnalyticsEvent, BeaconHeader, RrwebEvent } from '#contracts/beacon.ts';
import type { Random } from '../../functions/process/simulator/random.ts';

/** One beacon before it is sent. Times in ms. */
export interface MadeBeacon {
  header: BeaconHeader;
  sentAt: number;
  events: AnalyticsEvent[];
  rrweb: RrwebEvent[];
  /** gzip, as the tracker's members are. */
  body: Uint8Array;
}

const paths = ['/', '/products/blue-running-shoes', '/products/rain-jacket', '/category/outdoor?page=2', '/cart'];
const selectors = [
  '#add-to-cart',
  'main > section:nth-of-type(2) > div > button',
  'header > nav > ul > li:nth-of-type(3) > a',
];
const screens: [viewport: [number, number], screen: [number, number]][] = [
  [
    [1_440, 789],
    [1_440, 900],
  ],
  [
    [390, 664],
    [390, 844],
  ],
  [
    [1_920, 969],
    [1_920, 1_080],
  ],
];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const newSecret = (random: Random) => Array.from({ length: 22 }, () => letters[random.whole(0, 63)]).join('');

/** A visitor's session: ids, and the screen it is on. */
export function newVisit(random: Random) {
  const [viewport, screen] = random.pick(screens);
  return {
    visitor: random.uuid(4),
    session: random.uuid(7),
    secret: newSecret(random),
    tab: random.uuid(4),
    viewport,
    screen,
  };
}
export type Visit = ReturnType<typeof newVisit>;

/** ms from a pageview of 20 s to its two beacons: half a second, so that the visit counts soon, and when the page is left. */
const pageviewBeacons = [500, 20_000] as const;

/**
 * A visit of some pages of 20 s each, as the tracker tells it: the first pageview at once, every other with what was
 * done on its page, when that is left.
 */
export const visitOf = (random: Random, visit: Visit, at: number, pages: number): MadeBeacon[] =>
  Array.from({ length: pages }, (_, page) =>
    page === 0 ? firstPageview(random, visit, at) : [wholePageview(random, visit, at + page * 20_000)],
  ).flat();

/**
 * A visit's first pageview, of eight events in two beacons, which is what the tracker makes of 20 s on a page with two
 * clicks: each beacon closes with what was measured since the last.
 */
export function firstPageview(random: Random, visit: Visit, at: number): MadeBeacon[] {
  const path = random.pick(paths);
  const [viewport, screen] = [visit.viewport, visit.screen];
  const height = random.whole(1_800, 6_000);
  const common = { path, view: at };
  const time = (when: number, visible: number, active: number): AnalyticsEvent => ({
    kind: 'time',
    ...common,
    at: when,
    visible,
    active,
  });
  const [first, last] = pageviewBeacons;
  const document = random.uuid(4);
  const shown: AnalyticsEvent = {
    kind: 'pageview',
    path,
    at,
    host: 'shop.example',
    title: `Afterglow shop – ${path}`,
    referrer: random.chance(0.4) ? 'https://www.google.com/' : '',
    viewport,
    screen,
    language: random.pick(['en-US', 'de-DE', 'fr-FR']),
    timeZone: 'Europe/Berlin',
  };
  const click = (from: number): AnalyticsEvent => ({
    kind: 'click',
    path,
    at: at + random.whole(from, from + 3_000),
    selector: random.pick(selectors),
    label: 'Add to cart',
    x: Math.round(random.next() * 1e4) / 1e4,
    y: Math.round(random.next() * 1e4) / 1e4,
    pageX: random.whole(0, viewport[0]),
    pageY: random.whole(0, height),
    pageWidth: viewport[0],
    pageHeight: height,
  });
  const measured: AnalyticsEvent[] = [
    time(at + last, last - first, 4_000),
    { kind: 'scroll', ...common, at: at + last, depth: random.next(), fold: Math.min(1, viewport[1] / height) },
    {
      kind: 'move',
      path,
      at: at + last,
      cells: Array.from({ length: 25 }, () => [random.whole(0, 23), random.whole(0, 90), random.whole(1, 4)]),
    },
    {
      kind: 'attention',
      path,
      at: at + last,
      rows: Array.from({ length: 12 }, (_, row) => [row, random.whole(1, 5) * 1_000]),
    },
  ];
  return [
    [time(at + first, first, 0), shown],
    [click(2_000), click(8_000), ...measured],
  ].map((events, seq) => beacon(visit, document, seq, at + (pageviewBeacons[seq] ?? last), events, []));
}

/** All eight events in one beacon: a later page of a visit, and what speeds are measured with. */
export function wholePageview(random: Random, visit: Visit, at: number): MadeBeacon {
  const parts = firstPageview(random, visit, at);
  const [{ header }] = parts as [MadeBeacon];
  return beacon(
    visit,
    header.document,
    0,
    at + 20_000,
    parts.flatMap(({ events }) => events),
    [],
  );
}

/** A beacon as it is sent. */
export function beacon(
  { visitor, session, secret, tab }: Visit,
  document: string,
  seq: number,
  sentAt: number,
  events: AnalyticsEvent[],
  rrweb: RrwebEvent[],
): MadeBeacon {
  const header: BeaconHeader = { v: 1, format: 'rrweb', visitor, session, secret, tab, document, seq };
  const text = [header, ...events, ...rrweb].map((line) => JSON.stringify(line)).join('\n');
  return { header, sentAt, events, rrweb, body: gzipSync(text) };
}
