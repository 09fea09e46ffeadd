import type { eventWithTime } from '@rrweb/types';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { RecordingFrame } from '#contracts/recording.ts';
import type { OpenFrame } from '../../../lib/frames/sealed-frame.ts';
import { correctTimes, documentOffset, frameOffset, isOfFrame, isPicture, ownEvents } from './document-clock.ts';
import { groupFrames, playOrder } from './frame-order.ts';
import type { TimelineEvent } from './timeline-event.ts';

/** A frame's state: opened, though perhaps not readable to its end, not to be opened, or (absent) still on its way. */
export type FrameResult = { open: OpenFrame; damage?: string } | { reason: string };

export interface Assembly {
  /** rrweb events of each tab, in order, with corrected times that never fall. */
  streams: Map<string, eventWithTime[]>;
  timeline: TimelineEvent<AnalyticsEvent>[];
  /** Frames that did not open, to be shown as gaps. */
  lost: RecordingFrame[];
  /** How many events of each tab were none, or of no time that their frame has. */
  strays: Map<string, number>;
}

/** Keeps the corrected events of a frame, so that a stream that grew has the same objects in front. */
export type CorrectedCache = Map<
  string,
  {
    offset: number;
    floor: number;
    viewedAt: number | undefined;
    frame: RecordingFrame;
    source: eventWithTime[];
    events: eventWithTime[];
  }
>;

export const placeKey = ({ document, seq }: { document: string; seq: number }): string =>
  `${document.toLowerCase()}/${seq}`;

/**
 * Puts opened frames together. A tab's stream ends before its first frame that is still on its way:
 * rrweb's mutations make sense only in order.
 */
export function assemble(
  frames: readonly RecordingFrame[],
  results: ReadonlyMap<string, FrameResult>,
  { startedAt, fromTheStart, cache }: { startedAt: number; fromTheStart: boolean; cache: CorrectedCache },
): Assembly {
  const documents = groupFrames(frames);
  const assembly: Assembly = { streams: new Map(), timeline: [], lost: [], strays: new Map() };
  for (const [tab, own] of Map.groupBy(documents, (document) => document.tab)) {
    const offsets = new Map(
      own.map((each) => [each.document, offsetOf(each.frames, results, startedAt, fromTheStart)]),
    );
    const stream: eventWithTime[] = [];
    /** When documents were first viewed, by their own clocks, and which have a picture. */
    const viewed = new Map<string, number>();
    const pictured = new Set<string>();
    let strays = 0;
    for (const frame of playOrder(own)) {
      const { document } = frame;
      const key = placeKey(frame);
      const result = results.get(key);
      if (!result) break;
      if ('reason' in result) {
        assembly.lost.push(frame);
        continue;
      }
      const offset = frameOffset(offsets.get(document) ?? 0, result.open);
      const floor = stream.at(-1)?.timestamp ?? 0;
      const known = cache.get(key);
      const source = result.open.events;
      const view = viewed.get(document) ?? viewedAtOf(result.open);
      if (view !== undefined) viewed.set(document, view);
      const viewedAt = pictured.has(document) ? undefined : view;
      const isAsBefore = known?.offset === offset && known.floor === floor && known.viewedAt === viewedAt;
      const reusable = isAsBefore && known.source === source && known.frame === frame;
      const events = reusable
        ? known.events
        : correctTimes(ownEvents(source, frame, startedAt, offset), { offset, floor, viewedAt });
      cache.set(key, { offset, floor, viewedAt, frame, source, events });
      strays += source.length - events.length;
      if (!pictured.has(document) && source.some(isPicture)) pictured.add(document);
      for (const event of events) stream.push(event);
      result.open.analytics.forEach((event, index) => {
        const told = event.at + offset - startedAt;
        const t = isOfFrame(told, frame) ? Math.max(0, told) : Math.min(frame.to, Math.max(frame.from, told));
        assembly.timeline.push({ id: `${key}/${index}`, t, tab, event });
      });
    }
    assembly.streams.set(tab, stream);
    assembly.strays.set(tab, strays);
  }
  assembly.timeline.sort((a, b) => a.t - b.t);
  return assembly;
}

const viewedAtOf = ({ analytics }: OpenFrame): number | undefined =>
  analytics.find(({ kind }) => kind === 'pageview')?.at;

function offsetOf(
  frames: readonly RecordingFrame[],
  results: ReadonlyMap<string, FrameResult>,
  startedAt: number,
  fromTheStart: boolean,
): number {
  for (const [index, frame] of frames.entries()) {
    const result = results.get(placeKey(frame));
    if (result && 'open' in result) {
      const isLowest = frame.seq === 0 || (fromTheStart && index === 0);
      return documentOffset(startedAt, { frame, open: result.open }, isLowest);
    }
  }
  return 0;
}
