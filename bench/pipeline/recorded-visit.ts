/** Three minutes on a shop as a recording: real events of the demo's fixture, in the tracker's rhythm of beacons. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { AnalyticsEvent, RrwebEvent } from '#contracts/beacon.ts';
import type { Random } from '../../functions/process/simulator/random.ts';
import { beacon, type MadeBeacon, type Visit } from './bodies.ts';

interface FixtureVisit {
  beacons: { tab: number; document: number; events: (AnalyticsEvent | RrwebEvent)[] }[];
}

/** One document's events, times in ms since it began. */
interface Page {
  snapshot: RrwebEvent[];
  rrweb: RrwebEvent[];
  events: AnalyticsEvent[];
  length: number;
}

const isRrweb = (event: AnalyticsEvent | RrwebEvent): event is RrwebEvent => 'timestamp' in event;

/** Documents of the fixture in which something happened. */
export function fixturePages(): Page[] {
  const file = new URL('../../demo/fixture/visits.ndjson.gz', import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    const { beacons } = JSON.parse(line) as FixtureVisit;
    const documents = new Set(beacons.map(({ document }) => document));
    return [...documents].flatMap((document) => {
      const all = beacons.filter((one) => one.document === document).flatMap(({ events }) => events);
      const rrweb = all.filter(isRrweb);
      const begun = rrweb[0]?.timestamp ?? 0;
      const moved = rrweb.map((event) => ({ ...event, timestamp: event.timestamp - begun }));
      const first = moved.findIndex(({ type }) => type === 2);
      const rest = moved.slice(first + 1).filter(({ type }) => type === 3);
      const length = rest.at(-1)?.timestamp ?? 0;
      if (first < 0 || length < 3_000) return [];
      const events = all.filter((event) => !isRrweb(event)) as AnalyticsEvent[];
      return [{ snapshot: moved.slice(0, first + 1), rrweb: rest, events: atBegin(events, begun), length }];
    });
  });
}

const atBegin = (events: AnalyticsEvent[], begun: number): AnalyticsEvent[] =>
  events.map((event) => ({ ...event, at: Math.max(0, event.at - begun), ...('view' in event ? { view: 0 } : {}) }));

/** ms from a page's load to its beacons, with input all the time: 5 s apart, 15 s once the page is 30 s old. */
export const recordedBeacons = [500, 5_500, 10_500, 15_500, 20_500, 25_500, 30_500, 45_500, 60_000] as const;

/** Three pages of a minute each. What a page of the fixture did is done again until its minute is over. */
export function recording(random: Random, visit: Visit, pages: readonly Page[], at: number): MadeBeacon[] {
  return [0, 1, 2].flatMap((n) => minute(random.pick(pages), random.uuid(4), visit, at + n * 60_000));
}

function minute(page: Page, document: string, visit: Visit, at: number): MadeBeacon[] {
  const again = (ms: number, times: number) => ms + times * page.length;
  const rounds = Array.from({ length: Math.ceil(60_000 / page.length) }, (_, times) => times);
  const rrweb = [
    ...page.snapshot,
    ...rounds.flatMap((times) => page.rrweb.map((event) => ({ ...event, timestamp: again(event.timestamp, times) }))),
  ];
  const views = page.events.filter(({ kind }) => kind === 'pageview').slice(0, 1);
  const others = page.events.filter(({ kind }) => kind !== 'pageview');
  const events = [
    ...views,
    ...rounds.flatMap((times) => others.map((event) => ({ ...event, at: again(event.at, times) }))),
  ];
  let from = Number.NEGATIVE_INFINITY;
  return recordedBeacons.map((to, seq) => {
    const within = (ms: number) => ms > from && ms <= to;
    const own = beacon(
      visit,
      document,
      seq,
      at + to,
      events
        .filter((event) => within(event.at))
        .map((event) => ({ ...event, at: at + event.at, ...('view' in event ? { view: at } : {}) })),
      rrweb
        .filter(({ timestamp }) => within(timestamp))
        .map((event) => ({ ...event, timestamp: at + event.timestamp })),
    );
    from = to;
    return own;
  });
}
