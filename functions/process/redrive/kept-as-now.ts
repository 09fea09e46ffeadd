import type { ProjectSettings } from '#contracts/project-settings.ts';
import { packRecord, unpackRecord } from '../../shared/framing.ts';

export type Retention = Pick<ProjectSettings, 'eventDays' | 'recording'>;

/**
 * A record, kept no longer than its project keeps things by now: a setting that was shortened while it lay in the
 * failure bucket has been carried out, and is not carried out on it again. Throws InvalidRecordError for what is none.
 */
export function keptAsNow(data: Uint8Array, { eventDays, recording }: Retention): Uint8Array {
  const { envelope, body } = unpackRecord(data);
  if (envelope.kind !== 'beacon') return data;
  const { settings } = envelope;
  const shorter = {
    eventDays: Math.min(settings.eventDays, eventDays),
    recordingDays: settings.recordingDays < recording.retentionDays ? settings.recordingDays : recording.retentionDays,
  };
  if (shorter.eventDays === settings.eventDays && shorter.recordingDays === settings.recordingDays) return data;
  return packRecord({ ...envelope, settings: { ...settings, ...shorter } }, body);
}
