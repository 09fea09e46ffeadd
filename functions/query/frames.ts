/** The frames of a session, as readers see them: each label once, documents on one clock. */
import type { BlockItem, FrameEntry } from '../shared/recording-items.ts';

/** Frames of one session in one object. */
export interface SessionBlock extends Pick<BlockItem, 'object' | 'frames' | 'ttl'> {
  /** Opens them where the session's key does not. */
  key?: Uint8Array;
}

/** A frame with where its bytes are and its times corrected by the offset of its document's lowest frame, ms. */
export interface PlacedFrame extends FrameEntry {
  object: string;
  /** Opens it where the session's key does not. */
  key?: Uint8Array;
  correctedFrom: number;
  correctedTo: number;
  /** The offset in force for its document. */
  clock: number;
}

const day = 86_400_000;
/** ms; there are no dates past it, whatever a page's clock says. */
const lastInstant = 8.64e15;
const within = (ms: number, least: number, most: number): number => Math.max(least, Math.min(most, ms));

/** A frame's time by the clock of its document, no further than a day from what the frame's own says: a page's clock may be set, or be made up. */
function correctedAt(at: number, clock: number, { offset }: Pick<FrameEntry, 'offset'>): number {
  const own = within(at + offset, -lastInstant, lastInstant);
  return within(at + clock, Math.max(own - day, -lastInstant), Math.min(own + day, lastInstant));
}

/** Frames in order of time, then document and `seq`; a label that was written twice is there once. */
export function placedFrames(blocks: readonly SessionBlock[]): PlacedFrame[] {
  const byLabel = new Map<string, FrameEntry & Pick<SessionBlock, 'object' | 'key'>>();
  for (const { object, frames, key } of blocks) {
    for (const frame of frames) {
      const label = `${frame.document}/${frame.seq}`;
      if (!byLabel.has(label)) byLabel.set(label, { ...frame, object, ...(key ? { key } : {}) });
    }
  }
  const clocks = new Map<string, { seq: number; offset: number }>();
  for (const { document, seq, offset } of byLabel.values()) {
    const lowest = clocks.get(document);
    if (!lowest || seq < lowest.seq) clocks.set(document, { seq, offset });
  }
  return [...byLabel.values()]
    .map((frame) => {
      const clock = clocks.get(frame.document)?.offset ?? frame.offset;
      const [correctedFrom, correctedTo] = [correctedAt(frame.from, clock, frame), correctedAt(frame.to, clock, frame)];
      return { ...frame, clock, correctedFrom, correctedTo };
    })
    .toSorted(
      (a, b) =>
        a.correctedFrom - b.correctedFrom ||
        (a.document < b.document ? -1 : a.document > b.document ? 1 : a.seq - b.seq),
    );
}

/** Frames of each document in order of `seq`. */
export function byDocument(frames: readonly PlacedFrame[]): PlacedFrame[][] {
  const documents = Map.groupBy(frames, ({ document }) => document);
  return [...documents.values()].map((all) => all.toSorted((a, b) => a.seq - b.seq));
}
