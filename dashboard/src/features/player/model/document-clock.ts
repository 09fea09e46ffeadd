import type { eventWithTime } from '@rrweb/types';
import type { RecordingFrame } from '#contracts/recording.ts';
import type { OpenFrame } from '../../../lib/frames/sealed-frame.ts';

/**
 * What added to a document's page times gives corrected ones. The lowest frame says so; where that one
 * is not at hand (playback began in the middle), the manifest's corrected times tell the same.
 */
export function documentOffset(
  startedAt: number,
  { frame, open }: { frame: RecordingFrame; open: OpenFrame },
  isLowest: boolean,
): number {
  if (isLowest) return open.offset;
  return open.from === undefined ? open.offset : startedAt + frame.from - open.from;
}

/** The events with corrected, never falling times: a page's clock may be set back while it runs. */
export function correctTimes(events: readonly eventWithTime[], offset: number, floor: number): eventWithTime[] {
  let last = floor;
  return events.map((event) => {
    last = Math.max(last, event.timestamp + offset);
    return { ...event, timestamp: last };
  });
}
