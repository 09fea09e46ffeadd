/** What a beacon takes of the project's quotas, and the names of properties it brings. */
import { monthStart, otherValue } from '../../shared/tally-items.ts';
import type { ResolvedBeacon } from '../resolve-beacon.ts';
import { crowdOf, expiry } from './counting.ts';
import { add, type Deltas } from './deltas.ts';

/** Usage is looked back on for a year. */
const usageDays = 400;
/** Names that one beacon may bring in an hour, as of paths and events. */
const propertyNames = 100;

/** Adds the analytics events that were taken, and the recording if the session's begins with this beacon. */
export function addUsage(deltas: Deltas, { envelope, events }: ResolvedBeacon, beginsRecording: boolean): void {
  if (events.length === 0 && !beginsRecording) return;
  const hour = monthStart(envelope.receivedAt);
  const { counts } = deltas.ofCounter('human', 'usage', hour, '', expiry(hour, usageDays));
  if (events.length > 0) add(counts, 'events', events.length);
  if (beginsRecording) add(counts, 'recordings', 1);
}

/** Adds the properties of custom events, by name. */
export function addProperties(deltas: Deltas, { envelope, events }: ResolvedBeacon): void {
  const crowd = crowdOf(envelope.client);
  const known = new Set<string>();
  for (const { event, hour } of events) {
    if (event.kind !== 'event') continue;
    for (const name of Object.keys(event.properties ?? {})) {
      if (known.size < propertyNames) known.add(`${hour}\n${name}`);
      const value = known.has(`${hour}\n${name}`) ? name : otherValue;
      const ttl = expiry(hour, envelope.settings.eventDays);
      add(deltas.ofCounter(crowd, 'property', hour, value, ttl).counts, 'events', 1);
    }
  }
}
