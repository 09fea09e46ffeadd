import type { Inner, Part } from '../inner.ts';
import { createKeptPages } from './kept-pages.ts';

/** Ms after which what was recorded before the latest picture is of no more use. */
const useful = 6e4;
/** Most bytes in memory, and in one beacon. */
const most = 5e6;
const beaconBytes = 48e3;
/** Most bytes of one page that outlive it. */
const mostKept = 1e6;
const rawBytes = 8e5;

/** Keeps a recording in memory until it may leave or is forgotten; older pictures make room for newer ones. */
export function createHold(inner: Inner) {
  const { outbox } = inner;
  const pages = createKeptPages(outbox);
  let pictures: { at: number; parts: Part[] }[] = [];

  function take() {
    const parts = outbox.lanes[1]
      .splice(0)
      .map((part) => (typeof part === 'string' && inner.pack ? inner.pack([part]) : part));
    pictures[pictures.length - 1]?.parts.push(...parts);
    const size = pictures.flatMap((each) => each.parts).reduce((sum, part) => sum + sizeOf(part), 0);
    if (size < most) return;
    if (pictures[1]) pictures.shift();
    else {
      pictures = [];
      renew();
      inner.replay?.(true);
    }
  }

  /** Another picture begins. */
  function renew() {
    const at = performance.now();
    if (!outbox.hold) return;
    outbox.hold();
    pictures.push({ at, parts: [] });
    while (pictures[1] && at - pictures[1].at >= useful) pictures.shift();
  }

  return {
    renew,
    start() {
      if (outbox.hold) return;
      outbox.hold = take;
      renew();
    },
    /** Forgets what waits, but for what earlier pages of this session left. */
    drop(session = '') {
      outbox.hold?.();
      outbox.hold = undefined;
      pictures = [];
      pages.forget(session);
    },
    /** The page is left: the next one of the session may see the time come until which this waits. */
    leave(session: string) {
      if (!outbox.hold) return;
      outbox.hold();
      const parts = pictures.splice(0).flatMap((each) => each.parts);
      if (parts.reduce((sum, part) => sum + sizeOf(part), 0) < mostKept) {
        // Or the beacon that is closed would be without them.
        outbox.hold = undefined;
        pages.keep(session, parts);
        outbox.hold = take;
      }
      pictures = [{ at: performance.now(), parts: [] }];
    },
    release(session: string) {
      pages.release(session);
      if (!outbox.hold) return;
      outbox.hold();
      outbox.hold = undefined;
      const lane = outbox.lanes[1];
      for (const part of pictures.splice(0).flatMap(({ parts }) => parts)) {
        lane.push(part);
        const raw = lane.reduce((sum, each) => sum + (each as { raw: number }).raw, 0);
        if (raw > rawBytes || lane.reduce((sum, each) => sum + sizeOf(each), 0) > beaconBytes) outbox.freezeOpen();
      }
      outbox.freezeOpen();
      outbox.pump();
    },
  };
}

const sizeOf = (part: Part) => (typeof part === 'string' ? part : part.packed).length;
