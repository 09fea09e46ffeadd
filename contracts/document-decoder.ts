/** Reads what a document recorded as `afterglow-1`, frame by frame. */
import type { RrwebEvent } from './beacon.ts';
import type { KeptText } from './kept-sheets.ts';
import { createDecoder } from './recording-decoder.ts';
import { RecordingFormatError } from './recording-values.ts';

export interface DecodedFrame {
  events: RrwebEvent[];
  /** Why not all of the frame could be read; what follows is, from the next snapshot on. */
  damage?: string;
}

export interface DocumentDecoder {
  /** The events of a frame, of which frames come in order of `seq`; where one is missing, reading goes on at the next snapshot. */
  next(seq: number, lines: readonly unknown[]): DecodedFrame;
  /** What is left once there are no more frames: a snapshot that was never ended. */
  end(): RrwebEvent[];
}

/** Characters of kept sheets in one frame: twice what a beacon holds by itself, so that a few lines cannot stand for gigabytes. */
const mostKept = 2e7;

/** A decoder for the frames of one document. It may begin at any of them. `keptText` is as for `createDecoder`. */
export function createDocumentDecoder(keptText: KeptText = () => undefined): DocumentDecoder {
  let room = mostKept;
  const { decode, reset } = createDecoder((hash) => {
    const text = keptText(hash);
    room -= text?.length ?? 0;
    return room < 0 ? undefined : text;
  });
  let last: number | undefined;
  return {
    next(seq, lines) {
      const events = last !== undefined && seq !== last + 1 ? reset() : [];
      last = seq;
      room = mostKept;
      let damage: string | undefined;
      for (const line of lines) {
        try {
          for (const event of decode(line)) events.push(event);
        } catch (error) {
          if (!(error instanceof RecordingFormatError)) throw error;
          damage ??= error.message;
        }
      }
      return damage === undefined ? { events } : { events, damage };
    },
    end: reset,
  };
}
