/**
 * What has to be in the stores, worked out from the beacons alone and all at once: no state, no deltas,
 * none of the code that is tested but the names of items. Past 200 lines, because it counts everything once
 * more, and is read best from top to bottom.
 */
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { channelOf } from '../../shared/channel.ts';
import {
  type CounterBy,
  type Crowd,
  counterPartition,
  counterSort,
  heatPartition,
  heatSort,
  selectorPart,
} from '../../shared/tally-items.ts';
import { clamped, type SentBeacon, type SentErase, type StreamEntry } from './traffic.ts';
import type { SentEvent } from './visits.ts';

export interface ItemTruth {
  numbers: Record<string, number>;
  visitors: Set<string>;
}

export interface SessionTruth {
  key: string;
  erased: boolean;
  beacons: SentBeacon[];
  fields: Record<string, unknown>;
}

export interface Truth {
  items: Map<string, ItemTruth>;
  sessions: SessionTruth[];
  /** By label, every beacon that was accepted under it before its session was erased; the first counts. */
  accepted: Map<string, SentBeacon[]>;
}

interface Seen extends SentEvent {
  beacon: SentBeacon;
  time: number;
  order: [number, string, number, number];
}

/** Whether a value has numbers of its own in the hour or day that begins at `at`, by the caps of the session's first beacon. */
export type Admits = (first: SentBeacon, by: CounterBy, at: number, value: string) => boolean;

/** Of everything in the stream; what comes after a session was erased, or its visitor forgotten, does not count. */
export function truthOf(entries: readonly StreamEntry[], admits: Admits = () => true): Truth {
  const groups = new Map<string, SessionTruth>();
  const accepted = new Map<string, SentBeacon[]>();
  const forgotten = new Set<string>();
  for (const { sent, partitionKey } of entries) {
    if (sent.kind === 'poison') continue;
    if (sent.kind === 'forget') forgotten.add(`${partitionKey}#${sent.envelope.subject}`);
    if (sent.kind === 'forget' || isForgotten(sent, partitionKey, forgotten)) continue;
    const session = sent.kind === 'beacon' ? sent.envelope.header.session : sent.envelope.session;
    const key = `${sent.envelope.project}/${session}`;
    const group = groups.get(key) ?? { key, erased: false, beacons: [], fields: {} };
    groups.set(key, group);
    if (sent.kind === 'erase') group.erased = true;
    if (sent.kind === 'erase' || group.erased) continue;
    const label = labelOf(sent);
    const same = accepted.get(label);
    accepted.set(label, [...(same ?? []), sent]);
    if (!same) group.beacons.push(sent);
  }
  const items = new Map<string, ItemTruth>();
  for (const group of groups.values()) if (group.beacons.length > 0) countSession(items, group, admits);
  return { items, sessions: [...groups.values()], accepted };
}

function isForgotten(sent: SentBeacon | SentErase, partitionKey: string, forgotten: ReadonlySet<string>): boolean {
  if (sent.kind === 'erase') return false;
  return (sent.envelope.subjects ?? []).some((subject) => forgotten.has(`${partitionKey}#${subject}`));
}

export const labelOf = ({ envelope }: SentBeacon): string =>
  frameLabel({ project: envelope.project, ...envelope.header });

function countSession(items: Map<string, ItemTruth>, group: SessionTruth, admits: Admits): void {
  const seen: Seen[] = group.beacons
    .flatMap((beacon) =>
      beacon.events.map((one, index): Seen => {
        const { header, offset, receivedAt } = beacon.envelope;
        const time = clamped(one.event.at + offset, receivedAt);
        return { ...one, beacon, time, order: [time, header.document, header.seq, index] };
      }),
    )
    .sort((one, other) => compare(one.order, other.order));
  for (const one of seen) one.view = viewOf(one, seen);
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last) return;
  const of = (kind: AnalyticsEvent['kind']) => seen.filter(({ event }) => event.kind === kind);
  const { project, envelope } = first.beacon;
  const { client, bucket } = envelope;
  const { visitor } = envelope.header;
  const crowd: Crowd = client.bot ? 'bot' : 'human';

  const views = of('pageview');
  const entry = views[0]?.event as Extract<AnalyticsEvent, { kind: 'pageview' }>;
  const times = of('time').map(({ event }) => event as Extract<AnalyticsEvent, { kind: 'time' }>);
  const visible = sum(times.map((one) => one.visible));
  const recorded = group.beacons.some(({ rrweb }) => rrweb.some(({ type }) => type === 2));
  const chosen = views.some(({ event }) => event.kind === 'pageview' && event.recorded);
  const startHour = hour(first.time, project.offsetMs);
  const fields = {
    host: entry.host,
    referrer: entry.referrer ?? '(none)',
    channel: channelOf(entry),
    utmSource: entry.utm?.source ?? '(none)',
    utmMedium: entry.utm?.medium ?? '(none)',
    utmCampaign: entry.utm?.campaign ?? '(none)',
    country: client.country || '(none)',
    region: '(none)',
    city: client.city || '(none)',
    device: views[0]?.device,
    browser: client.browser,
    os: client.os,
    language: 'de-DE',
    screen: '1920x1080',
  };
  const identified = of('identify').map(({ event }) => event as Extract<AnalyticsEvent, { kind: 'identify' }>);
  const numbers = {
    pageviews: views.length,
    clicks: of('click').length,
    rageClicks: of('rage').length,
    deadClicks: of('dead').length,
    errors: of('error').length,
    events: of('event').length,
    durationMs: Math.min(visible, last.time - first.time),
    hasRecording: recorded,
    ...(chosen ? { chosen } : {}),
    bounce: views.length === 1 && visible < 10_000 && of('click').length === 0,
  };
  group.fields = {
    ...fields,
    ...numbers,
    startedAt: first.time,
    lastAt: last.time,
    hour: startHour,
    activeMs: sum(times.map((one) => one.active)),
    maxScroll: Math.max(0, ...of('scroll').map(({ event }) => (event as { depth: number }).depth)),
    entryPath: entry.path,
    exitPath: views.at(-1)?.event.path,
    visitor,
    userId: identified.at(-1)?.id ?? '',
    traits: Object.assign({}, ...identified.map((one) => one.traits)),
    bot: client.bot,
    pages: views.map((shown) => pageTruth(shown, seen)),
    eventNames: tally(of('event').map(({ event }) => (event as { name: string }).name)),
  };

  const begun = group.beacons[0] as SentBeacon;
  const month = Date.UTC(2026, 10, 1);
  const usage = `${counterPartition(project.id, 'human', 'usage', month)}\n${counterSort(month, '', bucket)}`;
  addTo(items, usage, 'events', seen.length);
  if (recorded) addTo(items, usage, 'recordings', 1);

  const add = (by: CounterBy, at: number, value: string, name?: string, amount = 1, isVisitor = true): void => {
    const pk = counterPartition(project.id, crowd, by, at);
    const counted = admits(begun, by, at, value) ? value : '(other)';
    addTo(items, `${pk}\n${counterSort(at, counted, bucket)}`, name, amount, isVisitor ? visitor : undefined);
  };
  const minute = (time: number) => `${Math.floor(time / 60_000) * 60_000}`;
  const started = (by: CounterBy, value: string, name: string, amount = 1, isVisitor = false): void =>
    add(by, startHour, value, name, amount, isVisitor);

  started('minute', minute(first.time), 'sessions');
  started('all', '', 'sessions');
  started('all', '', 'durationMs', numbers.durationMs);
  if (numbers.bounce) started('all', '', 'bounces');
  if (recorded) started('all', '', 'recordings');
  if (chosen) started('all', '', 'chosen');
  started('entryPath', entry.path, 'sessions', 1, true);
  for (const name of ['rageClicks', 'deadClicks', 'errors'] as const)
    started('entryPath', entry.path, name, numbers[name]);
  started('exitPath', views.at(-1)?.event.path ?? '', 'sessions', 1, true);
  for (const path of new Set(views.map(({ event }) => event.path))) {
    started('path', path, 'sessions');
    if (recorded) started('path', path, 'recordings');
  }
  for (const name of Object.keys(group.fields.eventNames as object)) started('event', name, 'sessions');
  for (const [by, value] of Object.entries(fields)) {
    started(by as CounterBy, value ?? '', 'sessions');
    for (const one of seen) {
      add(
        by as CounterBy,
        hour(one.time, project.offsetMs),
        value ?? '',
        one.event.kind === 'pageview' ? 'pageviews' : undefined,
      );
    }
  }
  const named: Partial<Record<AnalyticsEvent['kind'], string>> = {
    pageview: 'pageviews',
    click: 'clicks',
    rage: 'rageClicks',
    dead: 'deadClicks',
    error: 'errors',
    event: 'events',
  };
  for (const { event, time, device } of seen) {
    const at = hour(time, project.offsetMs);
    const name = named[event.kind];
    add('all', at, '', name);
    add('path', at, event.path, event.kind === 'event' ? undefined : name);
    const input = event.kind === 'time' ? event.active > 0 : !['error', 'attention'].includes(event.kind);
    add('minute', at, minute(time), name, 1, input);
    if (event.kind === 'event') add('event', at, event.name, 'events');

    const day = Math.floor((time + project.offsetMs) / 86_400_000) * 86_400_000 - project.offsetMs;
    const heat = (type: 'click' | 'rage' | 'dead' | 'error' | 'move' | 'attention', selector?: string) => {
      const pk = heatPartition(project.id, crowd, type, device, event.path);
      const id = `${pk}\n${heatSort(day, selector === undefined ? type : selectorPart(selector), bucket)}`;
      const drawn = admits(begun, 'path', day + 43_200_000, event.path);
      return (what: string, amount: number) => drawn && addTo(items, id, what, amount, visitor);
    };
    switch (event.kind) {
      case 'click':
      case 'rage':
      case 'dead':
      case 'errorClick': {
        const put = heat(event.kind === 'errorClick' ? 'error' : event.kind, event.selector);
        put('samples', 1);
        for (const name of ['pageX', 'pageY', 'pageWidth', 'pageHeight'] as const) put(name, event[name]);
        put(`cell ${Math.floor(event.x * 100)},${Math.floor(event.y * 100)}`, 1);
        break;
      }
      case 'move':
        for (const [column, row, samples] of event.cells) {
          heat('move')('samples', samples);
          heat('move')(`cell ${column},${row}`, samples);
        }
        break;
      case 'attention':
        for (const [row, ms] of event.rows) heat('attention')(`cell ${row}`, ms);
        break;
      default:
    }
  }
  for (const shown of views) {
    const day = Math.floor((shown.time + project.offsetMs) / 86_400_000) * 86_400_000 - project.offsetMs;
    if (admits(begun, 'path', day + 43_200_000, shown.event.path)) countPage(items, shown, seen, crowd);
  }
}

/** How far one pageview was scrolled, and whether it had attention. */
function countPage(items: Map<string, ItemTruth>, shown: Seen, seen: readonly Seen[], crowd: Crowd): void {
  const { project, envelope } = shown.beacon;
  const own = seen.filter(
    (one) => one.view === shown.view && one.beacon.envelope.header.document === envelope.header.document,
  );
  const day = Math.floor((shown.time + project.offsetMs) / 86_400_000) * 86_400_000 - project.offsetMs;
  const { viewport, path } = shown.event as Extract<AnalyticsEvent, { kind: 'pageview' }>;
  const put = (type: 'scroll' | 'attention', what: string, amount: number) => {
    const pk = heatPartition(project.id, crowd, type, shown.device, path);
    addTo(items, `${pk}\n${heatSort(day, type, envelope.bucket)}`, what, amount, envelope.header.visitor);
  };
  const depths = own.flatMap(({ event }) => (event.kind === 'scroll' ? [event.depth] : []));
  const attended = own.some(({ event }) => event.kind === 'attention');
  for (const type of [...(attended ? ['attention' as const] : []), ...(depths.length > 0 ? ['scroll' as const] : [])]) {
    put(type, 'samples', 1);
    put(type, 'pageWidth', viewport[0]);
    put(type, 'pageHeight', depths.length > 0 ? viewport[1] * 5 : viewport[1]);
  }
  if (depths.length === 0) return;
  put('scroll', `cell d${Math.floor(Math.max(...depths) * 100)}`, 1);
  put('scroll', 'cell f20', 1);
}

/** What is not told by the page itself: the last pageview of the event's path that had begun, else the last begun. */
function viewOf({ event, view, beacon }: Seen, seen: readonly Seen[]): number {
  if (event.kind === 'pageview' || event.kind === 'time' || event.kind === 'scroll') return view;
  const { document } = beacon.envelope.header;
  const begun = seen
    .filter((one) => one.event.kind === 'pageview' && one.beacon.envelope.header.document === document)
    .filter((one) => one.event.at <= event.at)
    .sort((one, other) => one.event.at - other.event.at);
  return (begun.findLast((one) => one.event.path === event.path) ?? begun.at(-1))?.view ?? view;
}

/** What a session tells of one pageview. */
function pageTruth(shown: Seen, seen: readonly Seen[]): Record<string, unknown> {
  const { document } = shown.beacon.envelope.header;
  const own = seen.filter((one) => one.view === shown.view && one.beacon.envelope.header.document === document);
  const count = (kind: AnalyticsEvent['kind']) => own.filter(({ event }) => event.kind === kind).length;
  const times = own.flatMap(({ event }) => (event.kind === 'time' ? [event] : []));
  return {
    path: shown.event.path,
    at: shown.time,
    document,
    view: shown.view,
    device: shown.device,
    durationMs: sum(times.map(({ visible }) => visible)),
    activeMs: sum(times.map(({ active }) => active)),
    maxScroll: Math.max(0, ...own.map(({ event }) => (event.kind === 'scroll' ? event.depth : 0))),
    clicks: count('click'),
    rageClicks: count('rage'),
    deadClicks: count('dead'),
    errors: count('error'),
  };
}

function addTo(
  items: Map<string, ItemTruth>,
  id: string,
  name: string | undefined,
  amount: number,
  visitor?: string,
): void {
  const item = items.get(id) ?? { numbers: {}, visitors: new Set() };
  items.set(id, item);
  if (name !== undefined && amount !== 0) item.numbers[name] = (item.numbers[name] ?? 0) + amount;
  if (visitor !== undefined) item.visitors.add(visitor);
}

const hour = (time: number, offsetMs: number): number =>
  Math.floor((time + offsetMs) / 3_600_000) * 3_600_000 - offsetMs;
const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);

function compare(one: Seen['order'], other: Seen['order']): number {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? 0;
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
}

function tally(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
