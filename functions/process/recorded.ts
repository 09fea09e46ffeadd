/** What a beacon recorded, in one of two formats: rrweb's events, or lines of `afterglow-1`. */
import { type RrwebEvent, rrwebType } from '#contracts/beacon.ts';
import { isKeyframe, type RecordingLine, recordingOp } from '#contracts/recording-format.ts';

export interface Recorded {
  rrweb: readonly RrwebEvent[];
  recorded: readonly RecordingLine[];
}

export const isEmpty = ({ rrweb, recorded }: Recorded): boolean => rrweb.length + recorded.length === 0;

/** Whether playback can start in it. */
export const hasKeyframe = ({ rrweb, recorded }: Recorded): boolean =>
  rrweb.some(({ type }) => type === rrwebType.fullSnapshot) || recorded.some(isKeyframe);

/** Times of all of it, by the page's clock, ms. */
export const timesOf = ({ rrweb, recorded }: Recorded): number[] => [
  ...rrweb.map(({ timestamp }) => timestamp),
  ...recorded.map(([, at]) => at),
];

const isOfSnapshot = ([op]: RecordingLine): boolean => op === recordingOp.nodes || op === recordingOp.end;

/** Whether it goes on with a snapshot that an earlier beacon opened. */
export const tellsNodes = ({ recorded }: Recorded): boolean => recorded.some(isOfSnapshot);

/**
 * What completes a snapshot taken at `from` and is not past `to`: changes, and, however late, the rest of one that
 * is told over several beacons. Another snapshot does not, nor what comes after it.
 */
export function completionOf({ rrweb, recorded }: Recorded, from: number, to: number): Recorded {
  const next = recorded.findIndex(isKeyframe);
  const own = next < 0 ? recorded : recorded.slice(0, next);
  const told = own.findLastIndex(isOfSnapshot);
  return {
    rrweb: rrweb.filter(
      ({ type, timestamp }) => type === rrwebType.incremental && timestamp >= from && timestamp <= to,
    ),
    recorded: own.filter(([op, at], index) => op !== recordingOp.gap && at >= from && (index <= told || at <= to)),
  };
}
