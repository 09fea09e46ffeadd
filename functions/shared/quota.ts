/** Quotas of a UTC month: a warning near the end, fewer recordings from there on, none at the end, and then nothing. */
import type { ProjectSettings } from '#contracts/project-settings.ts';

/** What a project has taken in a month. */
export interface Usage {
  /** Analytics events of every kind. */
  events: number;
  recordings: number;
}

export type QuotaState = 'ok' | 'warning' | 'exceeded';
type Limits = Pick<ProjectSettings['limits'], 'eventsPerMonth' | 'recordingsPerMonth'>;

/** Share of a quota from which there is a warning and recordings are sampled down. */
const warningShare = 0.8;

export function quotaState(used: number, quota: number | null): QuotaState {
  if (quota === null) return 'ok';
  if (used >= quota) return 'exceeded';
  return used >= warningShare * quota ? 'warning' : 'ok';
}

/** What sampling is multiplied with, 0…1: falls from the warning to the end of whichever quota is nearer to it. */
export function recordingShare({ eventsPerMonth, recordingsPerMonth }: Limits, { events, recordings }: Usage): number {
  const left = (used: number, quota: number | null): number => {
    if (quota === null) return 1;
    if (quota === 0) return 0;
    return Math.max(0, Math.min(1, (1 - used / quota) / (1 - warningShare)));
  };
  return Math.min(left(events, eventsPerMonth), left(recordings, recordingsPerMonth));
}

/**
 * Whether a recording is refused. Trackers learn of the end within minutes and begin no more; past a fifth
 * more than the quota somebody does not listen.
 */
export const refusesRecordings = ({ recordingsPerMonth: quota }: Limits, { recordings }: Usage): boolean =>
  quota !== null && recordings >= Math.max(1.2 * quota, quota + 20);
