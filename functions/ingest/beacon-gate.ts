/** What a beacon has to pass beside being right: rates of its key and address, and quotas of its project. */
import type { Beacon } from '../shared/body.ts';
import { type LimitedAddressDeps, limitedAddress } from '../shared/limits/limited-address.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import type { Quotas } from './quotas.ts';
import type { RateLimit } from './rate-limit.ts';

export interface BeaconGateDeps extends LimitedAddressDeps {
  rates: RateLimit;
  quotas: Quotas;
}

export interface Arriving {
  key: string;
  project: ProjectItem;
  headers: Readonly<Record<string, string | undefined>>;
  bytes: number;
  now: number;
}

/** The gate of one request; its steps reject with `rate_limited` or `quota_exceeded`. */
export interface BeaconGate {
  /** Before the body is looked at. */
  arrive(): Promise<void>;
  pass(beacon: Pick<Beacon, 'events' | 'rrweb' | 'recorded'>): Promise<void>;
  /** Before a session begins; gives what undoes it where it had begun before. */
  beginSession(): Promise<() => void>;
}

export function openGate(deps: BeaconGateDeps, { key, project, headers, bytes, now }: Arriving): BeaconGate {
  const { rates, quotas } = deps;
  const { limits } = project.settings;
  return {
    async arrive() {
      rates.checkEarly(key, limits, bytes, now);
      const hash = await limitedAddress(deps, headers, project.id, now);
      if (hash !== undefined) await rates.takeAddress(hash, limits, now);
    },
    async pass(beacon) {
      await rates.takeBeacon(key, limits, { events: beacon.events.length, bytes }, now);
      await quotas.take(project, beacon, now);
    },
    beginSession: () => rates.takeSession(key, limits, now),
  };
}

/** For the demo's past: the rates of the present say nothing of it. */
export const noGate: BeaconGate = {
  arrive: async () => {},
  pass: async () => {},
  beginSession: async () => () => {},
};
