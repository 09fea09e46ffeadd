/** What the events of a beacon add by themselves, each in its own hour. */
import { attentionBand, moveGrid } from '#contracts/beacon.ts';
import { type DeviceClass, deviceClass } from '#contracts/fields.ts';
import type { Counts } from '../../shared/tally-items.ts';
import type { ResolvedBeacon, ResolvedEvent } from '../resolve-beacon.ts';
import { type CountingSettings, crowdOf, expiry, minuteOf, minuteSeconds } from './contribution.ts';
import { add, type CounterTarget, type Delta, type Deltas, deltaOf, type HeatTarget } from './deltas.ts';
import { pageAt } from './pages.ts';
import type { SessionState } from './session-state.ts';

/** Squares per side of the grid inside an element's box. */
export const boxGrid = 100;
/** Pages taller than this have no attention below. */
const maxAttentionRow = 100_000 / attentionBand;

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
const clickTypes = { click: 'click', rage: 'rage', dead: 'dead', errorClick: 'error' } as const;

/** Adds, for every event, to its hour, its minute, its path and its heatmaps. `after`: the session with this beacon. */
export function eventDeltas(beacon: ResolvedBeacon, after: SessionState, settings: CountingSettings): Deltas {
  const deltas: Deltas = new Map();
  const { header, client } = beacon.envelope;
  const crowd = crowdOf(client);
  const hash = settings.hash(header.visitor);
  const pathOf = admitting(beaconItems.paths);
  const nameOf = admitting(beaconItems.names);
  const minuteIn = admitting(beaconItems.minutes);
  let heat = 0;
  for (const resolved of beacon.events) {
    const { event, time, hour } = resolved;
    const path = pathOf(hour, event.path, otherValue);
    const at = (by: CounterTarget['by'], value: string, ttl = expiry(hour, settings.eventDays)): Delta =>
      deltaOf(deltas, { kind: 'counter', crowd, by, hour, value }, ttl);
    const start = Number(minuteIn(hour, `${minuteOf(time)}`, `${hour}`));
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
      const named = at('event', nameOf(hour, event.name, otherValue));
      add(named.counts, 'events', 1);
      named.visitors.set(hash, Number.POSITIVE_INFINITY);
    }
    if (heat < beaconItems.heat && path !== otherValue) {
      const before = deltas.size;
      addHeat(deltas, beacon, resolved, after, hash, settings.eventDays);
      heat += deltas.size - before;
    }
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

function addHeat(
  deltas: Deltas,
  { envelope }: ResolvedBeacon,
  { event, day }: ResolvedEvent,
  after: SessionState,
  hash: bigint,
  eventDays: number,
): void {
  const page = pageAt(after, envelope.header.document, event);
  const at = (type: HeatTarget['type'], device: DeviceClass, selector?: string): Delta => {
    const target: HeatTarget = { kind: 'heat', crowd: crowdOf(envelope.client), type, device, path: event.path, day };
    const delta = deltaOf(deltas, selector === undefined ? target : { ...target, selector }, expiry(day, eventDays));
    delta.visitors.set(hash, Number.POSITIVE_INFINITY);
    return delta;
  };
  switch (event.kind) {
    case 'click':
    case 'rage':
    case 'dead':
    case 'errorClick': {
      // A click that overtook its pageview goes by the width of the document it saw.
      const heat = at(clickTypes[event.kind], page?.device ?? deviceClass(event.pageWidth), event.selector);
      add(heat.counts, 'samples', 1);
      for (const sum of ['pageX', 'pageY', 'pageWidth', 'pageHeight'] as const) {
        add(heat.counts, sum, Math.round(event[sum]));
      }
      add(heat.cells, `${square(event.x)},${square(event.y)}`, 1);
      if (event.label) heat.label = event.label;
      return;
    }
    case 'move': {
      const device = page?.device ?? documentDevice(after, envelope.header.document);
      const heat = at('move', device);
      for (const [column, row, samples] of event.cells) {
        if (column >= moveGrid.columns[device] || row >= moveGrid.maxRows) continue;
        add(heat.counts, 'samples', Math.round(samples));
        add(heat.cells, `${Math.floor(column)},${Math.floor(row)}`, Math.round(samples));
      }
      return;
    }
    case 'attention': {
      const heat = at('attention', page?.device ?? documentDevice(after, envelope.header.document));
      for (const [row, ms] of event.rows) {
        if (row < maxAttentionRow) add(heat.cells, `${Math.floor(row)}`, Math.round(ms));
      }
      return;
    }
    default:
  }
}

/** For what came before the first pageview of its document: that of the document alone, so that tabs do not mix. */
const documentDevice = (state: SessionState, document: string): DeviceClass =>
  state.pages.find((page) => page.document === document)?.device ?? 'desktop';

const square = (share: number): number => Math.min(boxGrid - 1, Math.floor(share * boxGrid));
