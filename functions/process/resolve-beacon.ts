import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { scrubAnalytics, scrubWhole } from '../shared/scrub.ts';
import { dayStart } from '../shared/zone.ts';

const day = 86_400_000;

/** An analytics event with what the envelope says of it: its path folded, its time corrected (ms), and its hour. */
export interface ResolvedEvent {
  event: AnalyticsEvent;
  time: number;
  /** ms of the start of the project-zone hour. */
  hour: number;
  /** ms of the start of the project-local day. */
  day: number;
}

/** A beacon as both consumers see it: folded, corrected, scrubbed. Nothing in it depends on when it is read. */
export interface ResolvedBeacon {
  envelope: BeaconEnvelope;
  events: ResolvedEvent[];
}

/** Page time to corrected time, within 24 h of receipt. */
export function correctedTime(envelope: Pick<BeaconEnvelope, 'receivedAt' | 'offset'>, at: number): number {
  const { receivedAt, offset } = envelope;
  return Math.round(Math.min(receivedAt + day, Math.max(receivedAt - day, at + offset)));
}

/** A page's time by its own clock (ms), moved to where its corrected time is within 24 h of receipt. */
export const believedTime = (
  { receivedAt, offset }: Pick<BeaconEnvelope, 'receivedAt' | 'offset'>,
  at: number,
): number => Math.min(receivedAt + day - offset, Math.max(receivedAt - day - offset, at));

/** Whether a page's time was further from receipt than is believed. */
export const isClamped = ({ receivedAt, offset }: Pick<BeaconEnvelope, 'receivedAt' | 'offset'>, at: number): boolean =>
  Math.abs(at + offset - receivedAt) > day;

/** Start of the hour of a corrected time: the greatest listed start that is not after it. */
export function hourOf(envelope: Pick<BeaconEnvelope, 'receivedAt' | 'hours'>, time: number): number {
  const { hours, receivedAt } = envelope;
  const start = hours.findLast((hour) => hour <= time) ?? hours[0];
  return start ?? Math.floor(receivedAt / 3_600_000) * 3_600_000;
}

export function resolveBeacon(envelope: BeaconEnvelope, events: readonly AnalyticsEvent[]): ResolvedBeacon {
  const clean = new Map<string, string>();
  const pathOf = (path: string): string => {
    const known = clean.get(path);
    if (known !== undefined) return known;
    const folded = Object.hasOwn(envelope.paths, path) ? envelope.paths[path] : undefined;
    const own = scrubWhole(folded ?? path);
    clean.set(path, own);
    return own;
  };
  const own = events.map((event) => scrubAnalytics(event, pathOf(event.path)));
  return placeEvents(envelope, own);
}

/** The beacon of events that are folded and scrubbed already, as the archive has them. */
export function placeEvents(envelope: BeaconEnvelope, events: readonly AnalyticsEvent[]): ResolvedBeacon {
  const days = new Map<number, number>();
  const dayOf = (hour: number): number => {
    const start = days.get(hour) ?? dayStart(hour, envelope.settings.timeZone);
    days.set(hour, start);
    return start;
  };
  return {
    envelope,
    events: events.map((event) => {
      const time = correctedTime(envelope, event.at);
      const hour = hourOf(envelope, time);
      return { event, time, hour, day: dayOf(hour) };
    }),
  };
}
