/** The same recording in either format, so that the truth needs to know one. */
import { type RrwebEvent, rrwebType } from '#contracts/beacon.ts';
import { type RecordingLine, recordingOp } from '#contracts/recording-format.ts';
import type { FrameHeader } from '#contracts/stream-record.ts';
import type { Recorded } from '../recorded.ts';

/** What a beacon of the header's format has of these events. */
export function recordedAs({ format }: Pick<FrameHeader, 'format'>, rrweb: readonly RrwebEvent[]): Recorded {
  return format === 'rrweb' ? { rrweb, recorded: [] } : { rrweb: [], recorded: rrweb.flatMap(linesOf) };
}

function linesOf({ type, timestamp, data }: RrwebEvent): RecordingLine[] {
  if (type === rrwebType.meta) {
    const { href, width, height } = data as Record<'href' | 'width' | 'height', unknown>;
    // The size stands in the line that begins a snapshot.
    return [[recordingOp.snapshot, timestamp + 1, 0, href, width, height]];
  }
  if (type !== rrwebType.fullSnapshot) return [[recordingOp.move, timestamp, 1]];
  return [
    [recordingOp.nodes, timestamp, ['html']],
    [recordingOp.end, timestamp, 0, 0],
  ];
}
