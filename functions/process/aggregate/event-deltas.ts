/** What the events of a beacon add by themselves, each in its own hour. */
import type { Counts } from '../../shared/tally-items.ts';
import type { ResolvedBeacon, ResolvedEvent } from '../resolve-beacon.ts';
import { type CountingSettings, crowdOf, expiry, minuteOf, minuteSeconds } from './counting.ts';
import { add, type CounterTarget, type Delta, type Deltas, deltaOf } from './deltas.ts';
import { addHeat } from './heat-deltas.ts';
import type { SessionState } from './session-state.ts';
import type { PlacedEvent } from './unsettled-events.ts';

/**
 * Items that the events of one beacon may touch, so that no sender makes one request cost thousands of
 * writes. A path or a name is an item in each of its hours: those past the limit count under `(other)` of
 * their hour, minutes past it under the first minute of theirs, and heat past it is not drawn. A real page
 * stays far below.
 */
export const beaconItems = { paths: 100, names: 100, minutes: 60, heat: 500 } as const;
export const otherValue = '(other)';

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
  const pathOf = admitting(beaconItems.paths);
  const nameOf = admitting(beaconItems.names);
  const minuteIn = admitting(beaconItems.minutes);
  return beacon.events.map(({ event, time, hour }) => ({
    path: pathOf(hour, event.path, otherValue),
    name: event.kind === 'event' ? nameOf(hour, event.name, otherValue) : '',
    minute: Number(minuteIn(hour, `${minuteOf(time)}`, `${hour}`)),
  }));
}

/**
 * Adds every event of a beacon to its hour, its minute, its path and its name, and to their heatmaps the events
 * that are settled with it. `after`: the session with this beacon.
 */
export function eventDeltas(
  beacon: ResolvedBeacon,
  values: readonly AdmittedValues[],
  settled: readonly PlacedEvent[],
  after: SessionState,
  settings: CountingSettings,
): Deltas {
  const deltas: Deltas = new Map();
  const { header, client } = beacon.envelope;
  const crowd = crowdOf(client);
  const hash = settings.hash(header.visitor);
  for (const [index, { event, hour }] of beacon.events.entries()) {
    const { path, name: eventName, minute: start } = values[index] as AdmittedValues;
    const at = (by: CounterTarget['by'], value: string, ttl = expiry(hour, settings.eventDays)): Delta =>
      deltaOf(deltas, { kind: 'counter', crowd, by, hour, value }, ttl);
    const minute = () => at('minute', `${start}`, Math.ceil(start / 1_000) + minuteSeconds);
    const name = counted[event.kind];

    for (const delta of [at('all', ''), at('path', path)]) {
      delta.visitors.set(hash, Number.POSITIVE_INFINITY);
      if (name && !(event.kind === 'event' && delta.target.kind === 'counter' && delta.target.by === 'path')) {
        add(delta.counts, name, 1);
      }
    }
    if (name) add(minute().counts, name, 1);
    if (isInput(event)) minute().visitors.set(hash, Number.POSITIVE_INFINITY);
    if (event.kind === 'event') {
      const named = at('event', eventName);
      add(named.counts, 'events', 1);
      named.visitors.set(hash, Number.POSITIVE_INFINITY);
    }
  }
  const counters = deltas.size;
  for (const placed of settled) {
    if (!placed.drawn || deltas.size - counters >= beaconItems.heat) continue;
    addHeat(deltas, placed, after, settings, Number.POSITIVE_INFINITY);
  }
  return deltas;
}

/** The value itself while it is, in its hour, one of the first `limit` different ones, else `rest`. */
function admitting(limit: number): (hour: number, value: string, rest: string) => string {
  const known = new Set<string>();
  return (hour, value, rest) => {
    const item = `${hour}\n${value}`;
    if (known.size < limit) known.add(item);
    return known.has(item) ? value : rest;
  };
}

/** What shows that somebody is there: visitors of a minute, and so visitors now, are those with input. */
function isInput(event: ResolvedEvent['event']): boolean {
  if (event.kind === 'time') return event.active > 0;
  return ['pageview', 'event', 'identify', 'click', 'rage', 'dead', 'errorClick', 'move', 'scroll'].includes(
    event.kind,
  );
}
