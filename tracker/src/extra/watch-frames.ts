import { listen } from '../core/guard.ts';

/** Calls back with this document and those of same-origin frames, now and as they load. */
export function watchFrames(run: (document: Document) => void): void {
  const seen = new WeakSet<Document>();

  function enter(entered: Document | null | undefined) {
    // None for a frame from another origin.
    if (!entered || seen.has(entered)) return;
    seen.add(entered);
    run(entered);
    for (const frame of entered.querySelectorAll('iframe')) enter(frame.contentDocument);
    listen(entered, 'load', ({ target }) => enter((target as HTMLIFrameElement).contentDocument));
  }

  enter(document);
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
