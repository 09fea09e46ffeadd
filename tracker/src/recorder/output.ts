import type { Inner, Keepable, Packed } from '../inner.ts';
import { renew, written } from './bytes.ts';
import { squeeze } from './squeeze.ts';

/** Bytes of a part before compression. */
const partBytes = 65_536;
/** A part that is as large after so many ms is not waited with: what is not compressed may not get away with the page. */
const lateBytes = 8e3;
const lateMs = 2e3;
/** A text waits so long for the answer whether it is kept, ms; then it is told as it is. */
const keptMs = 1_500;
/** Compressed bytes from which on a beacon goes at once, and bytes of which even one that does not compress fits. */
const beaconBytes = 48e3;
const mostBytes = 9e5;
/** Bytes before compression of which a beacon is still quickly read. */
const mostRaw = 2.4e6;

/**
 * Hands lines to the outbox. The last part of the lane is the one that is written to: whoever asks gets its bytes
 * as of now; it is compressed once it is full or a beacon that has it wants to leave.
 */
export function createOutput(inner: Inner) {
  const { outbox } = inner;
  /** Whether something had left before the recorder came. */
  const isLate = outbox.sequence;
  let begunAt = 0;
  let open: (Packed & { take(): void }) | undefined;

  function create() {
    let bytes: Uint8Array<ArrayBuffer> | undefined;
    let raw = 0;
    let settling: Promise<void> | undefined;
    const part = {
      gzip: false,
      get packed() {
        return bytes || written();
      },
      get raw() {
        return bytes ? raw : written().length;
      },
      get settling() {
        part.take();
        settling =
          settling ??
          squeeze(bytes as Uint8Array<ArrayBuffer>).then(
            (member) => {
              bytes = new Uint8Array(member);
              part.gzip = true;
              weigh();
            },
            // A browser without compression: it goes as it is.
            () => {},
          );
        return settling;
      },
      /** Nothing is added from now on. */
      take() {
        if (bytes) return;
        bytes = written();
        raw = bytes.length;
        renew();
        open = undefined;
      },
    };
    return part;
  }

  function freeze() {
    inner.collectNow();
    outbox.freezeOpen();
    outbox.pump(true);
  }

  const sum = (parts: readonly (string | Packed)[], size: (part: Packed) => number) =>
    parts.reduce((total, part) => total + (typeof part === 'string' ? part.length : size(part)), 0);
  const packedSize = ({ packed }: Packed) => packed.length;

  /** Counts what is compressed: of the rest nobody knows yet how little it will be. */
  function weigh() {
    if (sum(outbox.lanes.flat(), (part) => (part.gzip ? packedSize(part) : 0)) > beaconBytes) freeze();
  }

  return {
    /** To be called before lines are written: what has left is not added to. */
    ready() {
      const [, lane] = outbox.lanes;
      if (open && lane[lane.length - 1] !== open) open.take();
    },
    /** To be called after lines are closed, and now and then. */
    commit() {
      if (!written().length) return;
      const [, lane] = outbox.lanes;
      if (!open) {
        open = create();
        begunAt = performance.now();
        lane.push(open);
      }
      if (open.raw > partBytes || (open.raw > lateBytes && performance.now() - begunAt > lateMs)) void open.settling;
      if (sum(lane, packedSize) > mostBytes || sum(lane, ({ raw }) => raw) > mostRaw) freeze();
      inner.schedule();
    },
    /** To be called once a snapshot is told. */
    shown() {
      // The page is counted with its first picture, or was before it, and then what a few seconds add goes along. Of a
      // picture that has left in full beacons the rest is no more urgent than all else.
      if (!outbox.pictured) inner.schedule(isLate ? 5e3 : outbox.sequence ? undefined : 500);
      outbox.pictured = true;
    },
    /** Has a text kept by its content. */
    keep(...asked: Keepable) {
      setTimeout(asked[1], keptMs);
      const texts = inner.texts ?? ([] as Keepable[]);
      inner.texts = texts;
      texts.push(asked);
    },
    /** Whether more than so many bytes wait to be sent. */
    isFull(most: number) {
      return (
        outbox.queue.reduce(
          (total, { fixed, parts }) => total + (fixed?.length || sum(parts, packedSize)),
          sum(outbox.lanes[1], packedSize),
        ) > most
      );
    },
  };
}
