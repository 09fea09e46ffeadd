/** A block: the frames of many sessions as one S3 object, each session's next to each other. */
import type { RetentionDays } from '#contracts/resources.ts';
import { type BlockItem, blockPartition, blockSort, type FrameEntry } from '../../shared/recording-items.ts';
import type { Frame } from './frame.ts';

/** Frames that one index item lists, which keeps it far below 400 KB. */
export const framesPerItem = 300;

export interface SessionFrames {
  project: string;
  session: string;
  days: RetentionDays;
  /** Seconds since the epoch. */
  ttl: number;
  frames: Frame[];
}

/** Bytes whose place in the object becomes known when it is laid out. */
export interface Part {
  sealed: Uint8Array;
  place(first: number, last: number): void;
}

/** Frames of a session with their places, in the order in which they came. */
export type Places = ReadonlyMap<SessionFrames, readonly FrameEntry[]>;

/** Lays frames and other parts out as one object, and tells where the frames of each session are. */
export function layOut(
  sessions: readonly SessionFrames[],
  parts: readonly Part[],
): { bytes: Uint8Array; places: Places } {
  const chunks: Uint8Array[] = [];
  let end = 0;
  const append = (sealed: Uint8Array): { first: number; last: number } => {
    const first = end;
    chunks.push(sealed);
    end += sealed.byteLength;
    return { first, last: end - 1 };
  };
  const places = new Map<SessionFrames, FrameEntry[]>();
  for (const session of sessions) {
    places.set(
      session,
      session.frames.map(({ entry, sealed }): FrameEntry => ({ ...entry, ...append(sealed) })),
    );
  }
  for (const { sealed, place } of parts) {
    const { first, last } = append(sealed);
    place(first, last);
  }
  return { bytes: Buffer.concat(chunks), places };
}

/** Sorted by the corrected time of their first frame; items of one object never share a key. */
export function indexItems(
  object: string,
  { project, session, ttl }: SessionFrames,
  entries: readonly FrameEntry[],
): BlockItem[] {
  const items: BlockItem[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < entries.length; index += framesPerItem) {
    const frames = entries.slice(index, index + framesPerItem);
    const from = Math.max(before + 1, Math.trunc(Math.min(...frames.map((frame) => frame.from + frame.offset))));
    before = from;
    items.push({ pk: blockPartition(project, session), sk: blockSort(Math.max(0, from), object), object, frames, ttl });
  }
  return items;
}
