import { createDocumentDecoder, type DocumentDecoder } from '#contracts/document-decoder.ts';
import type { KeptText } from '#contracts/kept-sheets.ts';
import type { OpenedFrame, SealedContent } from './open-frame.ts';

interface Placed<Content> {
  document: string;
  seq: number;
  opened: Content;
}

/**
 * The frames of one tab, in the order they play, with rrweb's events also where lines of our own format were sealed.
 * `warn` is told what could not be read, and `keptText` has the stylesheets that lines name.
 */
export function decodeFrames(
  frames: readonly Placed<SealedContent>[],
  warn: (message: string) => void,
  keptText?: KeptText,
): Placed<OpenedFrame>[] {
  const decoders = new Map<string, DocumentDecoder>();
  const left = Map.groupBy(frames, ({ document }) => document);
  return frames.map(({ document, seq, opened: { offset, events, lines } }) => {
    const decoder = decoders.get(document) ?? createDocumentDecoder(keptText);
    decoders.set(document, decoder);
    const decoded = decoder.next(seq, lines ?? []);
    if (decoded.damage) warn(`Frame ${document}/${seq}: ${decoded.damage}`);
    const isLast = left.get(document)?.at(-1)?.seq === seq;
    return {
      document,
      seq,
      opened: { offset, events: [...events, ...decoded.events, ...(isLast ? decoder.end() : [])] },
    };
  });
}
