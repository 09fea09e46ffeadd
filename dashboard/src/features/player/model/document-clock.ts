import { EventType, type eventWithTime } from '@rrweb/types';
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

const dayMs = 86_400_000;

/** A document's offset for one of its frames: a clock may be set, or made up, and then the frame's own says more. */
export const frameOffset = (offset: number, { offset: own }: OpenFrame): number =>
  Math.min(own + dayMs, Math.max(own - dayMs, offset));

/** Whether a time since the recording's start, ms, can be one of the frame: no further than a day from it. */
export const isOfFrame = (t: number, { from, to }: RecordingFrame): boolean => t >= from - dayMs && t <= to + dayMs;

/** The events that are of their frame once `offset` takes them to its clock, and of which `data` says something. */
export const ownEvents = (
  events: readonly eventWithTime[],
  frame: RecordingFrame,
  startedAt: number,
  offset: number,
): eventWithTime[] =>
  events.filter(
    ({ timestamp, data }: { timestamp: number; data: unknown }) =>
      isOfFrame(timestamp + offset - startedAt, frame) && typeof data === 'object' && data !== null,
  );

/** ms within which a page's first picture stands for what was there since its pageview. */
const latePictureMs = 10_000;

/**
 * The events with corrected, never falling times: a page's clock may be set back while it runs. A page is there before
 * its recorder is: up to their first full snapshot, events are as early as the pageview at `viewedAt`, if there is one
 * shortly before.
 */
export function correctTimes(
  events: readonly eventWithTime[],
  { offset, floor, viewedAt }: { offset: number; floor: number; viewedAt: number | undefined },
): eventWithTime[] {
  const picture = events.findIndex(isPicture);
  const from =
    viewedAt !== undefined && (events[picture]?.timestamp ?? Infinity) - viewedAt < latePictureMs ? viewedAt : Infinity;
  let last = floor;
  return events.map((event, index) => {
    const at = index <= picture ? Math.min(from, event.timestamp) : event.timestamp;
    last = Math.max(last, at + offset);
    return { ...event, timestamp: last };
  });
}

export const isPicture = ({ type }: eventWithTime): boolean => type === EventType.FullSnapshot;
