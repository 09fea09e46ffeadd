import type { Answer } from '../core/request.ts';
import type { Beacon, Courier, Inner, Part } from '../inner.ts';
import { later } from './later.ts';
import { bytesOf, isText, pack, sizeOf } from './packed.ts';
import { createStoredQueue } from './stored-queue.ts';

/** Pause in ms after `fails` tries in a row, jittered so that visitors do not return all at once, and never less than the server asked for. */
export const pauseAfter = (fails: number, retryAfter: unknown): number =>
  Math.max(1e3 * 2 ** Math.min(fails, 6), Math.min(retryAfter as number, 3600) * 1e3 || 0) * (1 + Math.random() / 2);

/**
 * What makes delivery last: compression as lines come, pauses between tries, a bounded queue that outlives the
 * page, a new session when the server refuses one.
 */
export function createCourier(inner: Inner): Courier {
  const { outbox } = inner;
  const stored = createStoredQueue(inner);
  const { preserve, forget } = stored;
  let fails = 0;
  /** Whether something was dropped, so that a recording has to begin anew. */
  let lost = false;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function drop() {
    outbox.marks.dropped = (outbox.marks.dropped || 0) + 1;
    lost = true;
  }

  /** Lines that are taken however much waits. */
  let free = 0;
  /** More than 5 MB may not wait. */
  const isFull = () =>
    outbox.queue.reduce((sum, { fixed, parts }) => sum + 500 + (fixed?.length || sizeOf(parts)), 0) > 5e6;

  const courier = {
    pausing: false,
    waiters: [] as (() => void)[],
    added(lane: Part[]) {
      // What comes while that much waits is dropped and counted.
      if (isFull() && --free < 0) {
        lane.pop();
        return drop();
      }
      // Texts are always what came last; 16 kB of them are worth compressing.
      const texts = lane.filter(isText);
      if (sizeOf(texts) > 16e3) {
        lane.splice(-texts.length, texts.length, pack(texts));
        // So much survives the page as it is.
        if (lane[2]) {
          outbox.freezeOpen();
          outbox.pump(true);
          // What waits behind a slow answer outlives a killed tab.
          if (outbox.queue[1]) outbox.queue.forEach(preserve);
        }
      }
    },
    async settled(beacon: Beacon) {
      const [header = '', ...rest] = beacon.parts;
      const texts = rest.filter(isText);
      const parts = [header, ...rest.filter((part) => !isText(part)), ...(texts[0] ? [pack(texts)] : [])];
      beacon.parts = parts;
      await Promise.all(parts.map((part) => isText(part) || part.settling));
      // Too large to survive the page on its way.
      if (sizeOf(parts) > 58e3) preserve(beacon);
    },
    bodyOf: bytesOf,
    failed([, , retryAfter]: Answer) {
      courier.pausing = true;
      clearTimeout(pause);
      pause = inner.taking ? later(inner, pauseAfter(fails++, retryAfter), courier.goOn) : undefined;
      courier.stalled();
    },
    stalled() {
      outbox.freezeOpen();
      outbox.queue.forEach(preserve);
    },
    ...stored,
    goOn() {
      courier.pausing = false;
      outbox.pump();
    },
    answered(beacon: Beacon, [status, body]: Answer) {
      fails = 0;
      forget(beacon);
      if (status > 299) drop();
      else if (lost && !isFull()) {
        lost = false;
        inner.replay?.(!!inner.recordsNow);
      }
      if ((body?.error as { code?: string } | undefined)?.code === 'session_refused') inner.ask('refused', beacon);
      setTimeout(inner.guard(() => outbox.queue[0] || courier.idle()));
    },
    idle() {
      for (const settle of courier.waiters.splice(0)) settle();
    },
    hiding() {
      // What is measured at last carries how much was dropped.
      free = 9;
      // What does not fit beside the recording fits without it.
      if (outbox.held + sizeOf(outbox.lanes.flat()) > 58e3) {
        const recorded = outbox.lanes[1].splice(0);
        outbox.freezeOpen();
        outbox.lanes[1].push(...recorded);
      }
    },
  };

  /** Takes over what an earlier page left. */
  function take(beacon: Beacon, age: number) {
    if (age > 864e5 || isFull()) {
      forget(beacon);
      drop();
    } else outbox.queue.push(beacon);
  }

  inner.whenReady(() => {
    // In memory there is nothing that says whether IndexedDB holds something.
    if (!(inner.nameless || inner.shared.length) || Object.keys(inner.shared).some((name) => /^ag_[dq]/.test(name)))
      inner.ask('stored', take);
  });
  return courier;
}
