import type { Courier, Inner, Outbox } from '../inner.ts';

/** ms that the recorder may take to tell a page's first picture, before the page is counted without it. */
const most = 2e3;

/** What it looks at, and changes. */
export type PictureWaiter = Pick<Inner, 'recordsNow' | 'taking' | 'schedule'> & {
  outbox: Pick<Outbox, 'pump' | 'hold' | 'pictured' | 'sequence'> & { courier?: Pick<Courier, 'waiters'> };
};

/**
 * Has what a visit's first page is counted by leave with its picture, in one request: nothing that is merely due leaves
 * until the recorder has told one. Whoever flushes, stops or leaves the page, or fills a beacon, does not wait.
 */
export function waitForPicture(inner: PictureWaiter): void {
  const { outbox } = inner;
  const { pump } = outbox;
  const end = performance.now() + most;
  outbox.pump = (closed) => {
    const left = end - performance.now();
    const isAwaited = inner.recordsNow && inner.taking && !outbox.hold && !outbox.pictured && !outbox.sequence;
    if (isAwaited && !closed && !outbox.courier?.waiters[0] && left > 0) return inner.schedule(left);
    outbox.pump = pump;
    pump(closed);
  };
}
