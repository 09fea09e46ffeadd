import type { Inner } from '../inner.ts';

const seen = new WeakSet<Document>();

/** Calls back with the documents of same-origin frames in this one, now and, further in, as they load. */
export function watchFrames(inner: Inner, entered: Document, run: (document: Document) => void): void {
  for (const { contentDocument: inside } of entered.querySelectorAll('iframe')) {
    // None for a frame from another origin.
    if (!inside || seen.has(inside)) continue;
    seen.add(inside);
    run(inside);
    inner.listen(inside, 'load', () => watchFrames(inner, inside, run));
    watchFrames(inner, inside, run);
  }
}

/** Where the frame of a document stands in the window, CSS px. */
export function frameOffset(inside: Document): [left: number, top: number] {
  const offset: [number, number] = [0, 0];
  for (let frame = inside.defaultView?.frameElement; frame; frame = frame.ownerDocument.defaultView?.frameElement) {
    const box = frame.getBoundingClientRect();
    offset[0] += box.left + frame.clientLeft;
    offset[1] += box.top + frame.clientTop;
  }
  return offset;
}
