/** One beacon as a sealed frame, with what the index says of it. */
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import type { FrameEntry } from '../../shared/recording-items.ts';
import { sealFrame } from '../../shared/seal.ts';
import { hasKeyframe, isEmpty, type Recorded, timesOf } from '../recorded.ts';
import { believedTime, type ResolvedBeacon } from '../resolve-beacon.ts';

export interface Frame {
  /** Without its place in an object, which is known only when the whole batch is sealed. */
  entry: Omit<FrameEntry, 'first' | 'last'>;
  sealed: Uint8Array;
  /** Corrected time of its first event, ms; of its receipt where it has none. */
  at: number;
}

/** Seals a beacon under its session's key; what it recorded is scrubbed already. */
export function makeFrame(beacon: ResolvedBeacon, recording: Recorded, key: Uint8Array): Frame {
  const { project, header, offset, receivedAt } = beacon.envelope;
  const { session, document, tab, seq, dropped = 0 } = header;
  const events: AnalyticsEvent[] = beacon.events.map(({ event }) => event);
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  // One event of 1970, or of a year past all years, would move the whole recording there.
  for (const told of [...events.map((event) => event.at), ...timesOf(recording)]) {
    const at = believedTime(beacon.envelope, told);
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  const empty = from > to;
  return {
    entry: {
      document,
      tab,
      seq,
      from: empty ? receivedAt - offset : from,
      to: empty ? receivedAt - offset : to,
      offset,
      keyframe: hasKeyframe(recording),
      recorded: !isEmpty(recording),
      dropped,
    },
    at: beacon.events.length > 0 ? Math.min(...beacon.events.map(({ time }) => time)) : receivedAt,
    sealed: sealFrame(key, frameLabel({ project, session, document, seq }), { offset, events, ...recording }),
  };
}
