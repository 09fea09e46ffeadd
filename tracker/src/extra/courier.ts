import { isPassing } from '../core/is-passing.ts';
import type { Answer } from '../core/request.ts';
import type { Courier, Inner, Part } from '../inner.ts';
import { bytesOf, isText, pack, sizeOf } from './packed.ts';

/** Pause in ms after `fails` tries in a row, jittered so that visitors do not return all at once, and never less than the server asked for. */
export function pauseAfter(fails: number, retryAfter: number): number {
  return Math.max(1000 * 2 ** Math.min(fails, 6), retryAfter * 1000) * (1 + Math.random() / 2);
}

/**
 * What makes delivery last: compression as lines come, pauses between tries, a bounded queue, a new session
 * when the server refuses one.
 */
export function createCourier(
  inner: Inner,
  renew: () => void,
): Courier & {
  /** Whether something was dropped, so that a recording has to begin anew. */
  lost: boolean;
  /** Called once nothing is left to be answered. */
  waiters: (() => void)[];
} {
  const { outbox } = inner;
  let fails = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function drop() {
    outbox.marks.dropped = (outbox.marks.dropped || 0) + 1;
    courier.lost = true;
  }

  function freeze() {
    inner.collectNow();
    outbox.freezeOpen();
    outbox.pump();
  }

  const courier = {
    lost: false,
    waiters: [] as (() => void)[],
    added(lane: Part[]) {
      // Bounded: what comes while 40 beacons wait is dropped and counted.
      if (outbox.queue[40]) {
        lane.pop();
        return drop();
      }
      // Texts are always what came last; 16 kB of them are worth compressing.
      const texts = lane.filter(isText);
      if (sizeOf(texts) > 16e3) {
        const run = pack(texts, () => sizeOf(outbox.lanes.flat()) > 48e3 && freeze());
        lane.splice(-texts.length, texts.length, run);
        // Far enough below what the server takes that even a body which does not compress fits.
        if (lane.reduce((sum, part) => sum + (part as { raw: number }).raw, 0) > 9e5) freeze();
      }
    },
    async settled(parts: Part[]) {
      const texts = parts.slice(1).filter(isText);
      if (texts[0]) parts.push(pack(texts));
      for (let at = parts.length; --at; ) if (isText(parts[at])) parts.splice(at, 1);
      await Promise.all(parts.map((part) => isText(part) || part.settling));
      return !pause;
    },
    bodyOf: bytesOf,
    answered(_: unknown, answer: Answer) {
      const [status, body, retryAfter] = answer;
      if (isPassing(answer)) {
        clearTimeout(pause);
        pause = setTimeout(
          () => {
            pause = undefined;
            outbox.pump();
          },
          pauseAfter(fails++, Number(retryAfter) || 0),
        );
        return true;
      }
      fails = 0;
      if (status > 299) drop();
      if ((body?.error as { code?: string } | undefined)?.code === 'session_refused') {
        // What was fixed for it would be refused as well.
        renew();
        outbox.queue = [];
        inner.pageview();
      }
      setTimeout(() => outbox.queue[0] || courier.idle());
      return false;
    },
    idle() {
      if (courier.lost) inner.replay?.(!!inner.recording);
      courier.lost = false;
      for (const settle of courier.waiters.splice(0)) settle();
    },
    hiding() {
      // What does not fit beside the recording fits without it.
      if (outbox.held + sizeOf(outbox.lanes.flat()) > 58e3) {
        const recorded = outbox.lanes[1].splice(0);
        outbox.freezeOpen();
        outbox.lanes[1].push(...recorded);
      }
    },
  };
  return courier;
}
