import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PictureWaiter, waitForPicture } from './wait-for-picture.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A visit whose recorder was asked for just now; `sent` and `putOff` tell what came of what was due. */
function visit() {
  const sent: (boolean | undefined)[] = [];
  const putOff: (number | undefined)[] = [];
  const courier = { waiters: [] as (() => void)[] };
  const outbox: PictureWaiter['outbox'] = {
    sequence: 0,
    courier,
    pump: (closed?: boolean) => void sent.push(closed),
  };
  const inner: PictureWaiter = {
    outbox,
    recordsNow: true,
    taking: true,
    schedule: (pause?: number) => void putOff.push(pause),
  };
  waitForPicture(inner);
  return { inner, outbox, courier, sent, putOff };
}

describe('what a first page is counted by', () => {
  it('is put off until two seconds after the recorder was asked for, and then leaves without a picture', () => {
    const { outbox, sent, putOff } = visit();

    vi.advanceTimersByTime(500);
    outbox.pump();
    expect([sent, putOff]).toEqual([[], [1_500]]);

    vi.advanceTimersByTime(1_500);
    outbox.pump();
    expect([sent, putOff]).toEqual([[undefined], [1_500]]);
  });

  it('leaves with its picture', () => {
    const { outbox, sent, putOff } = visit();

    vi.advanceTimersByTime(500);
    outbox.pump();
    outbox.pictured = true;
    outbox.pump();

    expect([sent, putOff]).toEqual([[undefined], [1_500]]);
  });

  it.each<[string, (of: ReturnType<typeof visit>) => void]>([
    ['the page flushes', ({ courier }) => courier.waiters.push(() => {})],
    ['nothing is taken any more', ({ inner }) => Object.assign(inner, { taking: false })],
    ['recording pauses', ({ inner }) => Object.assign(inner, { recordsNow: false })],
    ['the recording must not leave yet', ({ outbox }) => Object.assign(outbox, { hold: () => {} })],
    ['something has left before', ({ outbox }) => Object.assign(outbox, { sequence: 1 })],
  ])('does not wait where %s', (_, change) => {
    const made = visit();
    change(made);

    made.outbox.pump();

    expect([made.sent, made.putOff]).toEqual([[undefined], []]);
  });

  it('does not keep back a beacon that is full, and puts off nothing after it', () => {
    const { outbox, sent, putOff } = visit();

    outbox.pump(true);
    outbox.pump();

    expect([sent, putOff]).toEqual([[true, undefined], []]);
  });
});
