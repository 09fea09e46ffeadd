import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { MediaEvent } from './media-events.ts';

/** What timelines and lists show. */
export type ShownEvent = AnalyticsEvent | MediaEvent;

/** An event at its place in the recording, ms since the start. */
export interface TimelineEvent<Event extends ShownEvent = ShownEvent> {
  id: string;
  t: number;
  tab: string;
  event: Event;
}

/** What a mark means; each has one colour on timelines, lists, chips and maps. */
export type MarkKind = 'navigation' | 'click' | 'frustration' | 'error' | 'custom';

const marks: Partial<Record<ShownEvent['kind'], MarkKind>> = {
  pageview: 'navigation',
  click: 'click',
  rage: 'frustration',
  dead: 'frustration',
  errorClick: 'error',
  error: 'error',
  event: 'custom',
  identify: 'custom',
  media: 'custom',
};

/** The mark of an event; undefined for those that stand on no timeline (time, scroll, movement …). */
export const markOf = (event: ShownEvent): MarkKind | undefined => marks[event.kind];

/** One line for an event: what it is, and on what. */
export function describeEvent(event: ShownEvent): { title: string; detail: string } {
  switch (event.kind) {
    case 'pageview':
      return { title: 'Opened page', detail: event.title ? `${event.path} · ${event.title}` : event.path };
    case 'click':
      return { title: 'Clicked', detail: event.label || event.selector };
    case 'rage':
      return { title: `Rage click, ${event.clicks} clicks`, detail: event.label || event.selector };
    case 'dead':
      return { title: 'Dead click', detail: event.label || event.selector };
    case 'errorClick':
      return { title: 'Click that led to an error', detail: event.message || event.label || event.selector };
    case 'error':
      return { title: event.rejection ? 'Unhandled rejection' : 'JavaScript error', detail: event.message };
    case 'event':
      return { title: event.name, detail: describeProperties(event.properties) };
    case 'identify':
      return { title: 'Identified', detail: [event.id, describeProperties(event.traits)].filter(Boolean).join(' · ') };
    case 'console':
      return { title: event.level, detail: event.text };
    case 'request':
      return { title: `${event.method} ${event.status || 'failed'}`, detail: event.url };
    case 'media':
      return { title: event.title, detail: event.detail };
    default:
      return { title: event.kind, detail: event.path };
  }
}

const describeProperties = (properties: Record<string, unknown> = {}) =>
  Object.entries(properties)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');

/** True when every word of the query stands somewhere in the event. */
export function matchesQuery(event: ShownEvent, query: string): boolean {
  const { title, detail } = describeEvent(event);
  const text = `${title} ${detail} ${event.path}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Index of the last event that has happened at a time, −1 before the first; events in ascending order. */
export function lastIndexAt(events: readonly { t: number }[], time: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.t ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
