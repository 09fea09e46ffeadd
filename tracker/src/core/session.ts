import { secret, uuid } from './ids.ts';

/** A session as it is stored, joined by points: id and secret in one value, so that two tabs cannot mix them. */
export type Session = [id: string, secret: string, startedAt: number, lastAt: number, recorded: string];

/** The stored session if it is still the one at `now`: no 30 minutes without activity, no 24 hours. Else a new one. */
export function sessionAt(stored: string | undefined, now: number): Session {
  const [id, key, startedAt, lastAt, recorded] = (stored || '').split('.');
  return key && now - +(lastAt as string) < 18e5 && now - +(startedAt as string) < 864e5
    ? [id as string, key, +(startedAt as string), now, recorded as string]
    : [uuid(now), secret(), now, now, ''];
}
