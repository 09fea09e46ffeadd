/** Whether a project's quotas of the month let a beacon through, and how much is to be recorded. */
import { rrwebType } from '#contracts/beacon.ts';
import { ApiError } from '#contracts/errors.ts';
import { recordingOp } from '#contracts/recording-format.ts';
import type { Beacon } from '../shared/body.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import { recordingShare, refusesRecordings, type Usage } from '../shared/quota.ts';
import { RecentMap } from '../shared/recent-map.ts';
import { monthStart } from '../shared/tally-items.ts';
import type { UsageReader } from './quota-store.ts';

/** How long what was read is believed, ms. */
const knownFor = 30_000;
const maxProjects = 1_000;
/** Quotas may be raised at any time: a sender asks again after an hour, s. */
const retryAfter = { 'retry-after': '3600' };

export interface Quotas {
  /** Rejects with `quota_exceeded`. Without an answer from the store nothing is refused. */
  take(project: ProjectItem, beacon: Pick<Beacon, 'events' | 'rrweb' | 'recorded'>, now: number): Promise<void>;
  /** Share of the sessions chosen for recording that are to be recorded, 0…1. */
  recordingShare(project: ProjectItem, now: number): Promise<number>;
}

interface Known {
  until: number;
  month: number;
  read: Usage;
  /** Events that this container took since. */
  taken: number;
}

export interface QuotasOptions {
  usage: UsageReader;
  /** Told when the store does not answer. */
  onFailure: (error: unknown) => void;
}

export function createQuotas({ usage, onFailure }: QuotasOptions): Quotas {
  const known = new RecentMap<Known>(maxProjects);

  const usageOf = async (project: ProjectItem, now: number): Promise<Known> => {
    const month = monthStart(now);
    const found = known.get(project.id);
    if (found && found.until > now && found.month === month) return found;
    const read = await usage.usage(project, now).catch((error: unknown) => {
      onFailure(error);
      return found?.month === month ? found.read : { events: 0, recordings: 0 };
    });
    // What was taken before is counted by now, or by the next reading: added twice, it would end a month too early.
    const next: Known = { until: now + knownFor, month, read, taken: 0 };
    known.set(project.id, next);
    return next;
  };

  return {
    async take(project, { events, rrweb, recorded }, now) {
      const { limits } = project.settings;
      if (limits.eventsPerMonth === null && limits.recordingsPerMonth === null) return;
      const state = await usageOf(project, now);
      if (limits.eventsPerMonth !== null && state.read.events + state.taken >= limits.eventsPerMonth) {
        throw exceeded(`${limits.eventsPerMonth} events`);
      }
      const begins =
        rrweb.some(({ type }) => type === rrwebType.fullSnapshot) ||
        recorded.some(([op]) => op === recordingOp.snapshot);
      if (begins && refusesRecordings(limits, state.read)) {
        throw exceeded(`${limits.recordingsPerMonth} recordings`);
      }
      state.taken += events.length;
    },
    async recordingShare(project, now) {
      const { limits } = project.settings;
      if (limits.eventsPerMonth === null && limits.recordingsPerMonth === null) return 1;
      const { read, taken } = await usageOf(project, now);
      return recordingShare(limits, { ...read, events: read.events + taken });
    },
  };
}

const exceeded = (what: string): ApiError =>
  new ApiError(
    'quota_exceeded',
    `The project has used up its ${what} of this month (UTC); raise the quota in Settings, or wait.`,
    retryAfter,
  );
