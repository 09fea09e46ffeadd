/** What the events of a beacon add by themselves, each in its own hour. */
import { type Counts, otherValue } from '../../shared/tally-items.ts';
import type { ResolvedBeacon, ResolvedEvent } from '../resolve-beacon.ts';
import { type CountingSettings, crowdOf, expiry, minuteOf, minuteSeconds } from './counting.ts';
import { add, type Delta, type Deltas } from './deltas.ts';
import { addHeat, heatDevice } from './heat-deltas.ts';
import type { SessionState } from './session-state.ts';
import type { PlacedEvent } from './unsettled-events.ts';

/**
 * Items that the events of one beacon may touch, so that no sender makes one request cost thousands of
 * writes. A path or a name is an item in each of its hours: those past the limit count under `(other)` of
 * their hour, minutes past it under the first minute of theirs, and heat past it is not drawn. A real page
 * stays far below.
 */
export const beaconItems = { paths: 100, names: 100, minutes: 60, heat: 500 } as const;

const counted: Partial<Record<ResolvedEvent['event']['kind'], keyof Counts>> = {
  pageview: 'pageviews',
  event: 'events',
  click: 'clicks',
  rage: 'rageClicks',
  dead: 'deadClicks',
  error: 'errors',
};

/** The values under which an event counts. */
export interface AdmittedValues {
  path: string;
  /** Of a custom event, else ''. */
  name: string;
  /** ms of the minute's start. */
  minute: number;
}

/** What each event of a beacon counts under; follows from the beacon alone. */
export function admittedValues(beacon: ResolvedBeacon): AdmittedValues[] {
  const pathOf = admitting<string>(beaconItems.paths);
  const nameOf = admitting<string>(beaconItems.names);
  const minuteIn = admitting<number>(beaconItems.minutes);
  return beacon.events.map(({ event, time, hour }) => ({
    path: pathOf(hour, event.path, otherValue),
    name: event.kind === 'event' ? nameOf(hour, event.name, otherValue) : '',
    minute: minuteIn(hour, minuteOf(time), hour),
  }));
}

/**
 * Adds every event of a beacon to its hour, its minute, its path and its name, and to their heatmaps the events
 * that are settled with it. `after`: the session with this beacon.
 */
export function addEvents(
  deltas: Deltas,
  beacon: ResolvedBeacon,
  values: readonly AdmittedValues[],
  settled: readonly PlacedEvent[],
  after: SessionState,
  settings: CountingSettings,
): void {
  const { header, client } = beacon.envelope;
  const crowd = crowdOf(client);
  const visitor = settings.hash(header.visitor);
  for (const [index, { event, hour }] of beacon.events.entries()) {
    const { path, name, minute } = values[index] as AdmittedValues;
    const ttl = expiry(hour, settings.eventDays);
    const count = (delta: Delta, counts: boolean): void => {
      delta.visitors.set(visitor, Number.POSITIVE_INFINITY);
      if (counts && counter) add(delta.counts, counter, 1);
    };
    const counter = counted[event.kind];
    count(deltas.ofCounter(crowd, 'all', hour, '', ttl), true);
    count(deltas.ofCounter(crowd, 'path', hour, path, ttl), event.kind !== 'event');
    if (event.kind === 'event') count(deltas.ofCounter(crowd, 'event', hour, name, ttl), true);
    const input = isInput(event);
    if (!counter && !input) continue;
    const ofMinute = deltas.ofCounter(crowd, 'minute', hour, `${minute}`, Math.ceil(minute / 1_000) + minuteSeconds);
    if (counter) add(ofMinute.counts, counter, 1);
    if (input) ofMinute.visitors.set(visitor, Number.POSITIVE_INFINITY);
  }
  const touched = new Set<Delta>();
  for (const placed of settled) {
    if (!placed.drawn || touched.size >= beaconItems.heat) continue;
    const drawing = { sign: 1, references: Number.POSITIVE_INFINITY, touched } as const;
    addHeat(deltas, placed, heatDevice(placed, after), settings, drawing);
  }
}

/** The value itself while it is, in its hour, one of the first `limit` different ones, else `rest`. */
function admitting<Value>(limit: number): (hour: number, value: Value, rest: Value) => Value {
  const hours = new Map<number, Set<Value>>();
  let size = 0;
  return (hour, value, rest) => {
    const known = hours.get(hour) ?? new Set<Value>();
    if (known.has(value)) return value;
    if (size >= limit) return rest;
    hours.set(hour, known.add(value));
    size += 1;
    return value;
  };
}

const inputs: ReadonlySet<ResolvedEvent['event']['kind']> = new Set([
  'pageview',
  'event',
  'identify',
  'click',
  'rage',
  'dead',
  'errorClick',
  'move',
  'scroll',
]);

/** What shows that somebody is there: visitors of a minute, and so visitors now, are those with input. */
const isInput = (event: ResolvedEvent['event']): boolean =>
  event.kind === 'time' ? event.active > 0 : inputs.has(event.kind);
