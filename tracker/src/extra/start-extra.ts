import type { Target } from '../core/click-target.ts';
import { guard, listen } from '../core/guard.ts';
import { scalars } from '../core/properties.ts';
import type { Session } from '../core/session.ts';
import type { Inner, Signal } from '../inner.ts';
import { createCourier } from './courier.ts';
import { createDeadClicks } from './dead-clicks.ts';
import { syncCookies } from './domain-cookies.ts';
import { errorFacts } from './errors.ts';
import { crc32 } from './gzip-member.ts';
import { labelOf } from './label.ts';
import { createTally, sampleMove, seeBands } from './movement.ts';
import { createRageClicks } from './rage-clicks.ts';
import { createScrollDepth } from './scroll-depth.ts';
import { createVisibleTime } from './visible-time.ts';
import { frameOffset, watchFrames } from './watch-frames.ts';

const { now } = Date;

/**
 * Wires what `x.js` adds to a tracker: lasting delivery, the rarer calls, recording, and what is measured beside
 * clicks. Past 200 lines, because all of it hangs on the same few signals.
 */
export function startExtra(inner: Inner): void {
  const { dataset, outbox, verbs, shared } = inner;
  const auto = dataset.auto !== 'off';
  const identified = !(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  const root = document.documentElement;

  const time = createVisibleTime(document.hidden ? 0 : inner.viewed?.at || now());
  const depth = createScrollDepth();
  const movement = createTally();
  const attention = createTally();
  const dead = createDeadClicks<Target>((target, at) => inner.note({ kind: 'dead', at, ...target }));
  const rage = createRageClicks<Target>(
    (target, at, clicks) => inner.note({ kind: 'rage', at, ...target, clicks }),
    dead.forget,
  );
  const courier = createCourier(inner, renew);
  let asked = false;
  let turned = false;
  let moved = 0;
  let failures = 0;
  let clicked: (Target & { at: number }) | undefined;

  function renew() {
    shared.ag_s = '';
    inner.keepSession();
  }

  function sync(write?: boolean) {
    if (dataset.domain && identified) syncCookies(shared, dataset.domain, write);
  }

  function record(on: boolean, anew?: boolean) {
    if (on === !!inner.recording && !anew) return;
    inner.recording = on;
    const { recorder } = inner.config;
    if (on && !asked && recorder) {
      asked = true;
      const script = Object.assign(document.createElement('script'), {
        src: inner.origin + recorder.path,
        integrity: recorder.integrity,
        crossOrigin: '',
        nonce: inner.nonce,
      });
      document.head.append(script);
    }
    inner.replay?.(on);
  }

  function failed(event: ErrorEvent | PromiseRejectionEvent) {
    // Not what failed to load, and no more of a broken loop than is worth it.
    if (event.target !== window || ++failures > 100) return;
    const facts = errorFacts(event);
    inner.note({ kind: 'error', ...facts }, true);
    if (clicked && now() - clicked.at <= 1000) inner.note({ ...clicked, kind: 'errorClick', message: facts.message });
    clicked = undefined;
  }

  function see() {
    depth.see(scrollY, innerHeight, root.scrollHeight);
  }

  function measure(at: number) {
    const { viewed } = inner;
    if (!viewed || !inner.taking) return;
    const { path, at: view } = viewed;
    const add = (event: object) => outbox.addLine(JSON.stringify({ path, at, view, ...event }));
    const { hidden } = document;
    rage.finishOld(now(), hidden);
    const taken = time.take(now());
    if (taken.visible) add({ kind: 'time', ...taken });
    // A page that is still being put together is too short to say how much of it was seen.
    if (auto && (now() - view > 1000 || hidden)) see();
    const grown = depth.take();
    if (grown) add({ kind: 'scroll', depth: grown, fold: Math.min(1, innerHeight / root.scrollHeight) });
    const cells = movement.take();
    if (cells[0]) add({ kind: 'move', cells });
    const rows = attention.take();
    if (rows[0]) add({ kind: 'attention', rows });
  }

  const handlers: Record<Signal[0], (at: number, ...given: never[]) => void> = {
    click(at, event: MouseEvent, element: Element, target: Target) {
      clicked = { ...target, at };
      dead.click(at, event, element, target);
      rage.click(at, target.pageX, target.pageY, target);
      setTimeout(
        guard(() => rage.finishOld(now())),
        1000,
      );
    },
    view() {
      dead.clear();
      rage.finishOld(0, true);
      depth.restart();
    },
    collect: measure,
    turn(at) {
      measure(at);
      inner.collectNow();
      outbox.freezeOpen();
      if (outbox.sequence) outbox.marks.firstSeq = outbox.sequence;
      turned = true;
    },
    session(_, session?: Session) {
      const share = session && inner.taking && identified && dataset.record !== 'off' && inner.config.sampling;
      if (share) session[4] = session[4] || (dataset.record === 'on' || Math.random() < share ? '1' : '0');
      const anew = turned;
      turned = false;
      record(!!share && session[4] === '1', anew);
      if (session) shared.ag_s = session.join('.');
      else courier.idle();
      sync(true);
      if (courier.waiters[0]) inner.schedule(100);
    },
  };
  inner.signal = guard((kind, at, ...given) => handlers[kind](at, ...(given as never[])));
  outbox.courier = courier;
  inner.labelOf = guard((element: Element) => labelOf(inner, element));

  const input = guard(() => {
    if (!inner.taking || !time.isNew(now())) return;
    if (auto) seeBands(attention, scrollY, innerHeight);
    inner.keepSession();
    inner.schedule();
  });

  function route() {
    if (!auto || !inner.taking) return;
    dead.clear();
    inner.whenReady(() => inner.pathOf(location.href) !== inner.routed && inner.pageview());
  }

  watchFrames((entered) => {
    for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel']) {
      entered.addEventListener(type, input, { capture: true, passive: true });
    }
    // A frame with a tracker of its own counts for itself.
    if (!auto || entered === document || (entered.defaultView as { afterglow?: unknown } | null)?.afterglow) return;
    listen(entered, 'click', (event: MouseEvent) => inner.handleClick(event, ...frameOffset(entered)));
  });

  for (const name of ['pushState', 'replaceState'] as const) {
    const native = history[name];
    // Never put back: somebody may have wrapped ours by then.
    history[name] = function (...args) {
      native.apply(this, args);
      guard(route)();
    };
  }

  const automatic: Record<string, (event: never) => unknown> = {
    popstate: route,
    pageshow: ({ persisted }: PageTransitionEvent) => persisted && inner.pageview(),
    // A slow answer to a link is a navigation too.
    beforeunload: dead.clear,
    error: failed,
    unhandledrejection: failed,
    selectionchange: dead.moved,
    scroll(event: Event) {
      dead.moved(event);
      see();
      inner.schedule();
    },
    pointermove({ pointerType, pageX, pageY }: PointerEvent) {
      if (pointerType !== 'mouse' || now() - moved < 100) return;
      moved = now();
      sampleMove(movement, pageX, pageY, root.scrollWidth, innerWidth);
    },
  };
  const always: typeof automatic = {
    visibilitychange() {
      time.look(now(), !document.hidden);
      if (document.hidden) dead.clear();
      else sync();
    },
    prerenderingchange: inner.begin,
  };
  for (const [type, run] of Object.entries({ ...(auto && automatic), ...always }))
    listen(window, type, run as () => void);

  const { consent } = verbs;
  Object.assign(verbs, {
    consent(yes: unknown) {
      const back = yes && inner.consented === false && auto;
      consent?.(yes);
      if (back) inner.pageview();
    },
    identify(given: unknown, traits: unknown) {
      const id = `${given || ''}`.slice(0, 120);
      if (!id) return;
      inner.whenReady(() => {
        const mark = `${crc32(new TextEncoder().encode(id))}`;
        if (shared.ag_u && shared.ag_u !== mark) verbs.reset?.();
        shared.ag_u = mark;
        inner.note({ kind: 'identify', id, traits: scalars(traits) }, true);
      });
    },
    reset() {
      inner.whenReady(() => {
        renew();
        // The first session's id is as good as any.
        shared.ag_v = shared.ag_s?.slice(0, 36) as string;
        shared.ag_u = '';
      });
    },
    start() {
      inner.taking = true;
      inner.keepSession();
      route();
    },
    stop() {
      inner.collectNow();
      inner.taking = false;
      inner.keepSession();
      outbox.pump();
    },
    flush: () =>
      inner.consented === false
        ? Promise.resolve()
        : new Promise<void>((settle) => {
            courier.waiters.push(settle);
            outbox.pump();
          }),
  });

  sync();
  inner.keepSession();
  // What failed before is tried again.
  if (outbox.queue[0]) inner.schedule();
  setTimeout(() => {
    inner.pause = 15e3;
  }, 3e4 - performance.now());
  route();
  for (const [verb, args, settle] of inner.calls.splice(0)) settle(guard(() => verbs[verb]?.(...args))());
}
