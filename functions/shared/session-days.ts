import { type SessionItem, utcDay } from './tally-items.ts';

const day = 86_400_000;

/** First and last UTC day on which beacons of a session may have been received. */
export interface Days {
  from: string;
  to: string;
}

/**
 * Days of receipt of a session: times of events are within 24 h of it, and its item lives for the events'
 * days from the last. `now` in ms.
 */
export function sessionDays(
  item: Pick<SessionItem, 'session' | 'ttl'> & Partial<SessionItem>,
  eventDays: number,
  now: number,
): Days {
  const begun = item.startedAt || uuidTime(item.session, now);
  const last = Math.max(item.lastAt ?? 0, item.ttl * 1_000 - eventDays * day);
  return {
    from: utcDay(Math.max(0, begun - 2 * day)),
    to: utcDay(Math.min(now + day, Math.max(last, begun) + 2 * day)),
  };
}

/** The time in a UUIDv7, or 0 where its clock was far from ours. */
function uuidTime(id: string, now: number): number {
  const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  return time > now - 400 * day && time < now + 2 * day ? time : 0;
}
