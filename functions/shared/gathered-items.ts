/**
 * Frames of sessions of which nothing is recorded so far (ADR 22): one item of the `recordings` table tells of all
 * sessions of a bucket and batch where their frames are, with the keys that open them.
 *
 * | item     | table      | pk                  | sk                        |
 * |----------|------------|---------------------|---------------------------|
 * | gathered | recordings | `G#project#UTC day` | `part#slot#object#bucket` |
 */
import { packValue, unpackValue } from './packed-value.ts';
import type { FrameEntry } from './recording-items.ts';
import { instantKey, utcDay } from './tally-items.ts';

export interface GatheredItem {
  pk: string;
  sk: string;
  /** Key in the blocks bucket. */
  object: string;
  /** By {@link packGathered}. */
  packed: Uint8Array;
  ttl: number;
}

/** A session's frames in one object. */
export interface GatheredSession {
  session: string;
  /** As in the envelope's `subjects`; '' where it tells none. */
  visitor: string;
  /** AES-256-GCM key of these frames and no others. */
  key: Uint8Array;
  frames: FrameEntry[];
}

/** An item tells of frames whose first events are within one such stretch, ms; a day is a whole number of them. */
const slotMs = 600_000;
/** Past so many sessions there is an item for each part, so that who looks for one session reads a sixteenth. */
const wholeSessions = 300;
const wholePart = '-';
/** The last hexadecimal digit of a session's id is random. */
const partOf = (session: string): string => session.slice(-1);
const dayMs = 86_400_000;
/** Further than this from a session's beginning nothing is looked for: a tracker's session ends after 24 hours, and what comes late may stand days later. */
const longestSpan = 8 * dayMs;

/** Start of the stretch that a corrected time lies in, ms. */
export const slotOf = (at: number): number => Math.floor(at / slotMs) * slotMs;

/** The items of sessions whose frames begin in one slot; `bucket` keeps those of one object apart. */
export function gatheredItems(
  sessions: readonly GatheredSession[],
  place: { project: string; slot: number; object: string; bucket: number; ttl: number },
): GatheredItem[] {
  const { project, slot, object, bucket, ttl } = place;
  const parts = Map.groupBy(sessions, ({ session }) => (sessions.length > wholeSessions ? partOf(session) : wholePart));
  return [...parts].map(([part, own]) => ({
    pk: gatheredPartition(project, slot),
    sk: `${part}#${instantKey(slot)}#${object}#${bucket}`,
    object,
    packed: packGathered(own),
    ttl,
  }));
}

const gatheredPartition = (project: string, at: number): string => `G#${project}#${utcDay(at)}`;

/** Whether a key is that of an item of frames that were gathered in the project. */
export const isGathered = (pk: string, project: string): boolean => pk.startsWith(`G#${project}#`);

/** Ranges of keys, both ends inclusive, of the items that may tell of a session whose events lie within a span, ms. */
export function gatheredRanges(
  project: string,
  session: string,
  { from, to }: { from: number; to: number },
): { pk: string; first: string; last: string }[] {
  const begin = slotOf(Math.max(0, from));
  const end = slotOf(Math.max(begin, Math.min(to, begin + longestSpan)));
  const days = new Set(
    Array.from({ length: Math.floor((end - begin) / dayMs) + 2 }, (_, day) =>
      gatheredPartition(project, Math.min(end, begin + day * dayMs)),
    ),
  );
  return [...days].flatMap((pk) =>
    [wholePart, partOf(session)].map((part) => ({
      pk,
      first: `${part}#${instantKey(begin)}`,
      last: `${part}#${instantKey(end)}~`,
    })),
  );
}

type Row = [session: string, visitor: string, key: Uint8Array, ...frames: FrameRow[]];
type FrameRow = [
  document: string,
  tab: string,
  seq: number,
  first: number,
  bytes: number,
  from: number,
  to: number,
  offset: number,
  dropped: number,
];

/** 150 bytes for a session with a frame. What is gathered has neither a keyframe nor anything recorded. */
export function packGathered(sessions: readonly GatheredSession[]): Uint8Array {
  const rows = sessions.map(
    ({ session, visitor, key, frames }): Row => [
      session,
      visitor,
      key,
      ...frames.map(({ document, tab, seq, first, last, from, to, offset, dropped }): FrameRow => {
        return [document, tab, seq, first, last - first + 1, from, to, offset, dropped];
      }),
    ],
  );
  return packValue(rows, []);
}

/** The sessions of {@link packGathered}. */
export function unpackGathered(packed: Uint8Array): GatheredSession[] {
  return (unpackValue(packed, []) as Row[]).map(([session, visitor, key, ...frames]) => ({
    session,
    visitor,
    key,
    frames: frames.map(([document, tab, seq, first, bytes, from, to, offset, dropped]) => ({
      ...{ document, tab, seq, first, last: first + bytes - 1, from, to, offset, dropped },
      ...{ keyframe: false, recorded: false },
    })),
  }));
}

/** A session's frames in the object of each of these items. */
export const gatheredOf = (items: readonly GatheredItem[], session: string) =>
  items.flatMap(({ object, packed, ttl }) =>
    unpackGathered(packed)
      .filter((own) => own.session === session)
      .map(({ frames, key }) => ({ object, frames, key, ttl })),
  );
