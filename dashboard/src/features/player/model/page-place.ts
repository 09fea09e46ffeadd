import { EventType, type eventWithTime, IncrementalSource } from '@rrweb/types';
import type { TimelineEvent } from './timeline-event.ts';

/** Where the visitor was and how large the window was, from `t` on. */
export interface PagePlace {
  t: number;
  address: string;
  width: number;
  height: number;
}

/** Address and viewport over time of one tab, from its rrweb events and its pageviews. */
export function pagePlaces(
  events: readonly eventWithTime[],
  pageviews: readonly TimelineEvent[],
  startedAt: number,
): PagePlace[] {
  type Change = { t: number } & ({ href: string; width: number; height: number } | { path: string } | Size);
  type Size = { width: number; height: number };
  const changes: Change[] = pageviews.map(({ t, event }) => ({ t, path: event.path }));
  for (const event of events) {
    const t = event.timestamp - startedAt;
    if (event.type === EventType.Meta) {
      const { href, width, height } = event.data;
      // What it says was checked by nobody yet.
      changes.push({ t, href: typeof href === 'string' ? href : '', width, height });
    } else if (event.type === EventType.IncrementalSnapshot && event.data.source === IncrementalSource.ViewportResize) {
      changes.push({ t, width: event.data.width, height: event.data.height });
    }
  }
  const places: PagePlace[] = [];
  // A pageview comes a moment before the first picture, which alone says host and size.
  const first = changes.find((change) => 'href' in change);
  let place: PagePlace = { t: 0, address: first?.href ?? '', width: first?.width ?? 0, height: first?.height ?? 0 };
  for (const change of changes.sort((a, b) => a.t - b.t)) {
    place = { ...place, t: change.t };
    if ('href' in change) place.address = change.href;
    if ('path' in change) place.address = withPath(place.address, change.path);
    if ('width' in change) Object.assign(place, { width: change.width, height: change.height });
    places.push(place);
  }
  return places;
}

function withPath(address: string, path: string): string {
  return URL.canParse(path, address || undefined) ? new URL(path, address || undefined).href : path;
}
