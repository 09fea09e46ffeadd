/** What one write key and one visitor address may send. Token buckets are shared by all containers and leased in blocks. */
import { ApiError } from '#contracts/errors.ts';
import type { ProjectSettings } from '#contracts/project-settings.ts';
import {
  keptSeconds,
  Leases,
  maxAddresses,
  type Needs,
  need,
  type RateLimitOptions,
  type Shortage,
} from '../shared/limits/leases.ts';
import { retryAfter } from '../shared/limits/retry-after.ts';
import { addressLimitKey, keyLimitKey } from '../shared/project-items.ts';
import { RecentMap } from '../shared/recent-map.ts';

type Limits = ProjectSettings['limits'];

/** A burst of bytes: four beacons of the largest size, but no more than what makes a minute 1.25 times the limit. */
const burstBytes = 4_000_000;
const burstSeconds = 15;
/** Beacons of an address that a container lets through before it asks anybody, and after which pause it does so again. */
const freeBeacons = 8;
const freeEveryMs = 60_000;
const maxKeys = 1_000;

export interface Cost {
  /** Analytics events. */
  events: number;
  /** As they came. */
  bytes: number;
}

/** Each rejects with an ApiError `rate_limited`; with the store down each lets everything through. */
export interface RateLimit {
  /** Whether a beacon of these bytes would be refused anyway: asks nobody, so that a flood costs nothing. */
  checkEarly(key: string, limits: Limits, bytes: number, now: number): void;
  takeBeacon(key: string, limits: Limits, cost: Cost, now: number): Promise<void>;
  /** `hash`: of the visitor's address. */
  takeAddress(hash: string, limits: Limits, now: number): Promise<void>;
  /** For a session that this container does not know; gives what undoes it where somebody had begun it before. */
  takeSession(key: string, limits: Limits, now: number): Promise<() => void>;
}

export function createRateLimit({ store, onFailure }: RateLimitOptions): RateLimit {
  const keys = new Leases({ store, maxKeys, keptSeconds, onFailure });
  const addresses = new Leases({ store, maxKeys: maxAddresses, keptSeconds, onFailure });
  const free = new RecentMap<{ left: number; since: number }>(maxAddresses);

  /** Beacons that have not been counted in the shared bucket yet and have to be now; undefined: this one is free. */
  const owed = (hash: string, now: number): number | undefined => {
    const known = free.get(hash);
    const own = known && known.since + freeEveryMs > now ? known : { left: freeBeacons, since: now };
    free.set(hash, own);
    own.left -= 1;
    if (own.left >= 0) return undefined;
    own.since = now;
    return own.left === -1 ? freeBeacons : 0;
  };

  return {
    checkEarly(key, limits, bytes, now) {
      refuse(keys.refusal(keyLimitKey(key), beaconNeeds(limits, { events: 1, bytes }), now), limits);
    },
    async takeBeacon(key, limits, cost, now) {
      refuse(await keys.take(keyLimitKey(key), beaconNeeds(limits, cost), now), limits);
    },
    async takeAddress(hash, limits, now) {
      const owing = owed(hash, now);
      if (owing === undefined) return;
      const needs = need('address', limits.beaconsPerAddress, 3 * limits.beaconsPerAddress, 1 + owing, 5);
      refuse(await addresses.take(addressLimitKey(hash), needs, now), limits);
    },
    async takeSession(key, limits, now) {
      const needs = sessionNeeds(limits, 1);
      refuse(await keys.take(keyLimitKey(key), needs, now), limits);
      return () => keys.giveBack(keyLimitKey(key), needs);
    },
  };
}

function beaconNeeds(limits: Limits, { events, bytes }: Cost): Needs {
  const { eventsPerSecond, bytesPerSecond } = limits;
  const burst = Math.max(2 * bytesPerSecond, Math.min(burstBytes, burstSeconds * bytesPerSecond));
  return {
    // A beacon without analytics events counts as one, or nothing would bound their number.
    ...need('events', eventsPerSecond, 2 * eventsPerSecond, Math.max(1, events), 4),
    ...need('bytes', bytesPerSecond, burst, bytes, 4),
    // Fetched along, so that a session begun by this beacon costs no call of its own.
    ...sessionNeeds(limits, 0),
  };
}

const sessionNeeds = ({ sessionsPerSecond }: Limits, sessions: number): Needs =>
  need('sessions', sessionsPerSecond, 2 * sessionsPerSecond, sessions, 4);

const limitNames: Record<string, [keyof Limits, string]> = {
  events: ['eventsPerSecond', 'events a second from one write key'],
  bytes: ['bytesPerSecond', 'bytes a second from one write key'],
  sessions: ['sessionsPerSecond', 'new sessions a second from one write key'],
  address: ['beaconsPerAddress', 'beacons a second from one visitor address'],
};

function refuse(shortage: Shortage | undefined, limits: Limits): void {
  if (!shortage) return;
  const [kind = ''] = shortage.name.split('@');
  const [setting, what] = limitNames[kind] ?? ['eventsPerSecond', 'events'];
  throw new ApiError(
    'rate_limited',
    `The project takes ${limits[setting]} ${what}; try again after Retry-After, or raise the limit in Settings.`,
    retryAfter(shortage),
  );
}
