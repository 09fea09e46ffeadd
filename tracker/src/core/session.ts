import { secret, uuid } from './ids.ts';

/** A session as it is stored, joined by points: id and secret in one value, so that two tabs cannot mix them. */
export type Session = [id: string, secret: string, startedAt: number, lastAt: number, recorded: string];

/** The stored session if it is still the one at `now`: no 30 minutes without activity, no 24 hours. Else a new one. */
export function sessionAt(stored = '', now: number): Session {
  // Times are texts here, which a minus takes for numbers.
  const [id, key, startedAt, lastAt, recorded] = stored.split('.') as unknown as Session;
  return key && now - lastAt < 18e5 && now - startedAt < 864e5
    ? [id, key, +startedAt, now, recorded]
    : [uuid(now), secret(), now, now, ''];
}
