/** Reads what a document recorded as `afterglow-1`, frame by frame. */
import type { RrwebEvent } from './beacon.ts';
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

/** A decoder for the frames of one document. It may begin at any of them. */
export function createDocumentDecoder(): DocumentDecoder {
  const { decode, reset } = createDecoder();
  let last: number | undefined;
  return {
    next(seq, lines) {
      const events = last !== undefined && seq !== last + 1 ? reset() : [];
      last = seq;
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
