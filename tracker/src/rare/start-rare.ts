import type { Target } from '../extra/click-target.ts';
import { crc32 } from '../extra/gzip-member.ts';
import { encode } from '../extra/packed.ts';
import type { Beacon, Inner } from '../inner.ts';
import { syncCookies } from './domain-cookies.ts';
import { errorFacts } from './errors.ts';
import { readStored } from './read-stored.ts';
import { frameOffset, watchFrames } from './watch-frames.ts';

/** Answers the calls that a page in ordinary use has none of. */
export function startRare(inner: Inner): void {
  const { dataset, outbox, verbs } = inner;
  let failures = 0;
  let refusals = 0;
  Object.assign(verbs, {
    /** What failed, when, and the last click, which it may have come of. */
    error(event: ErrorEvent | PromiseRejectionEvent, at: number, clicked?: Target & { at: number }) {
      // No more of a broken loop than is worth it.
      if (++failures > 100) return;
      const facts = errorFacts(event, dataset.mask === 'all' || inner.config.mask === 'all');
      inner.note({ kind: 'error', at, ...facts }, true);
      if (clicked && at - clicked.at <= 1000) inner.note({ ...clicked, kind: 'errorClick', message: facts.message });
    },
    identify(given: unknown, traits: unknown) {
      const id = `${given || ''}`.slice(0, 120);
      if (!id) return;
      inner.whenReady(() => {
        const mark = `${crc32(encode(id))}`;
        if (inner.shared.ag_u && inner.shared.ag_u !== mark) verbs.reset?.();
        // Full, it may take no more; the event goes all the same.
        inner.guard(() => {
          inner.shared.ag_u = mark;
        })();
        inner.note({ kind: 'identify', id, traits: inner.scalars(traits) }, true);
      });
    },
    /** Earlier pages left something. It goes alone: what this page has to tell may wait. */
    stored(take: (beacon: Beacon, age: number) => void) {
      readStored(inner, (beacon, age) => {
        take(beacon, age);
        if (outbox.queue[0]) outbox.pump(true);
      });
    },
    /**
     * The server gave this session to somebody else, or its visitor was erased, who begins anew by ids of which nothing
     * was ever stored. What was fixed for it would be refused as well.
     */
    refused(beacon: Beacon) {
      const session = inner.shared.ag_s?.slice(0, 36);
      if (!session || !`${beacon.parts[0]}`.includes(session)) return;
      verbs.reset?.();
      const kept = outbox.queue.filter(({ parts }) => !`${parts[0]}`.includes(session));
      for (const gone of outbox.queue) if (!kept.includes(gone)) outbox.courier?.forget(gone);
      outbox.marks.dropped = (outbox.marks.dropped || 0) + outbox.queue.length - kept.length;
      outbox.queue = kept;
      inner.pageview();
      // Refused again and again, it would go on so every half second.
      if (refusals) outbox.courier?.failed([403, {}, `${2 ** Math.min(refusals - 1, 6)}`]);
      refusals += 1;
    },
    /** Where this file had to come first, `x.js` has seen to it that nothing was taken meanwhile. */
    stop() {
      inner.collectNow();
      inner.taking = false;
      inner.keepSession();
      for (const [target, ...listener] of inner.bound) target.removeEventListener(...listener);
      // In place of what was due later.
      inner.schedule(0);
    },
    /** Goes on after `stop`. */
    start() {
      inner.noted.push({ kind: 'start' });
      for (const [target, ...listener] of inner.bound) target.addEventListener(...listener);
      inner.taking = true;
      inner.keepSession();
      outbox.courier?.goOn();
      // None is counted while all is stopped.
      if (dataset.auto !== 'off')
        inner.whenReady(() => (!inner.viewed || inner.pathOf(location.href) !== inner.routed) && inner.pageview());
    },
    /** Settles once all there is has been answered. */
    flush: () =>
      new Promise<void>((settle) => {
        outbox.courier?.waiters.push(settle);
        if (inner.consented === false) outbox.courier?.idle();
        else outbox.pump();
      }),
    /** There is a frame of the same origin, or another. */
    frames() {
      watchFrames(inner, document, (entered) => {
        for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel'])
          inner.listen(entered, type, () => inner.acted?.());
        // A frame with a tracker of its own counts for itself.
        if ((entered.defaultView as { afterglow?: unknown } | null)?.afterglow) return;
        inner.listen(entered, 'click', (event: MouseEvent) =>
          inner.hits.push([event, event.composedPath()[0] as Element, Date.now(), ...frameOffset(entered)]),
        );
      });
    },
    /** A browser of before 2025, in which a request survives the page by `sendBeacon` alone. */
    beacons() {
      const { deliver, courier } = outbox;
      let isLeaving = false;
      outbox.deliver = (beacon) =>
        isLeaving ? navigator.sendBeacon(inner.address(), outbox.fixBody(beacon)) : deliver(beacon);
      const hiding = courier?.hiding;
      if (!courier || !hiding) return;
      courier.hiding = () => {
        hiding();
        isLeaving = true;
        // What is handed over at once is over by then.
        setTimeout(() => {
          isLeaving = false;
        });
      };
    },
    /** The visitor is to be the same on all subdomains; who refused, or has no name, leaves no cookie on any. */
    domain() {
      const { domain } = dataset;
      const { extra } = inner;
      if (!domain || !extra) return;
      const isNamed = () => !!verbs.id?.();
      let isJoined = false;
      const onSession: typeof extra.onSession = (session) => {
        const named = isNamed();
        if (named && !isJoined) {
          isJoined = true;
          syncCookies(inner.shared, domain);
          return inner.keepSession();
        }
        extra.onSession(session);
        if (named || !session) syncCookies(named ? inner.shared : {}, domain, true);
      };
      inner.extra = { ...extra, onSession };
      inner.listen(window, 'visibilitychange', () => {
        if (!document.hidden && isNamed()) syncCookies(inner.shared, domain);
      });
      if (inner.consented === false || inner.nameless) syncCookies({}, domain, true);
      else inner.keepSession();
    },
  });
  // Nobody answers what is left.
  for (const [verb, args, settle] of inner.calls.splice(0)) settle(inner.guard(() => verbs[verb]?.(...args))());
}
