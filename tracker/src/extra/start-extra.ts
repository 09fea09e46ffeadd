import { now, stringify } from '../core/natives.ts';
import type { Click, Extra, Inner } from '../inner.ts';
import { clickedElement, describe, type Target } from './click-target.ts';
import { createCourier } from './courier.ts';
import { createDeadClicks } from './dead-clicks.ts';
import { isIn, labelOf } from './label.ts';
import { clearTimers } from './later.ts';
import { createTally, deviceClass, sampleMove, seeBands } from './movement.ts';
import { pack } from './packed.ts';
import { createRageClicks } from './rage-clicks.ts';

declare const VERSION: string;

/**
 * Wires what `x.js` adds to a tracker: lasting delivery, the rarer calls, which sessions are recorded, and what is
 * measured beside clicks. Past 200 lines, because all of it hangs on the same few signals.
 */
export function startExtra(inner: Inner): void {
  const { dataset, outbox, verbs, guard, listen } = inner;
  const auto = dataset.auto !== 'off';
  const root = document.documentElement;
  // Not moved by a clock that is set.
  const clock = () => Math.round(performance.now());

  const movement = createTally();
  const attention = createTally();
  const dead = createDeadClicks<Target>(inner, (target, at) => inner.note({ kind: 'dead', at, ...target }));
  const rage = createRageClicks<Target>(
    (target, at, clicks) => inner.note({ kind: 'rage', at, ...target, clicks }),
    dead.forget,
  );
  const courier = createCourier(inner);
  const asked: Record<string, boolean> = {};
  let turned = false;
  /** Since when the page shows, 0 while it does not, and ms that it did, and seconds with input, since the last told. */
  let shownAt = document.hidden ? 0 : clock() + (inner.viewed?.at || now()) - now();
  let visible = 0;
  let active = 0;
  let second = -1;
  /** Highest (scroll + viewport) / document height of the pageview, and what of it was told. */
  let depth = 0;
  let told = 0;
  let moved = -100;
  /** Of the document, CSS px. */
  let width = 0;
  let stamp = 0;
  let clicked: (Target & { at: number }) | undefined;

  /** Forgets what is stored of beacons, by whatever page. */
  const forgetAll = guard(() => indexedDB.deleteDatabase('afterglow'));

  /** Adds a file of ours, once. */
  function need(file: string) {
    if (!asked[file]) inner.bring(`/v/${VERSION}/${file}.js`);
    asked[file] = true;
  }

  function failed(event: ErrorEvent | PromiseRejectionEvent) {
    // Not what failed to load.
    if (event.target !== window) return;
    inner.ask('error', event, now(), clicked);
    clicked = undefined;
  }

  function look(shown: unknown) {
    const at = clock();
    if (shownAt) visible += at - shownAt;
    shownAt = shown ? at : 0;
  }

  function see() {
    depth = Math.min(1, Math.max(depth, (scrollY + innerHeight) / root.scrollHeight));
  }

  const measure = guard((at: number) => {
    const { viewed } = inner;
    if (!viewed || !inner.taking) return;
    const { path, at: view } = viewed;
    const add = (event: object) => outbox.addLine(stringify({ path, at, view, ...event }));
    const { hidden } = document;
    rage.finishOld(now(), hidden);
    look(shownAt);
    if (visible) add({ kind: 'time', visible, active });
    visible = active = 0;
    // A page that is still being put together is too short to say how much of it was seen.
    if (auto && (now() - view > 1000 || hidden)) see();
    if (depth > told) add({ kind: 'scroll', depth, fold: Math.min(1, innerHeight / root.scrollHeight) });
    told = depth;
    const cells = movement.take();
    if (cells[0]) add({ kind: 'move', cells });
    const rows = attention.take();
    if (rows[0]) add({ kind: 'attention', rows });
  });

  const click = guard(([event, hit, at, left = 0, top = 0]: Click) => {
    const element = clickedElement(hit);
    const { timeStamp } = event;
    // A label's click comes again from its input, and Enter in a field clicks the form's button: nobody clicked there.
    const echo = timeStamp === stamp || !(event.detail || element.matches(':focus-within'));
    stamp = timeStamp;
    if (!event.isTrusted || echo) return;
    // Of these a browser passes over what it does not know, and no element is called `undefined`.
    if (isIn(element, `:is([data-ag-ignore],${inner.config.selectors?.ignore})`)) return;
    const target = { label: guard(labelOf)(inner, element), ...describe(element, event, left, top) };
    acted();
    inner.note({ kind: 'click', at, ...target });
    clicked = { ...target, at };
    dead.click(at, event, element, target);
    rage.click(at, target.pageX, target.pageY, target);
  });

  const extra: Extra = {
    onView() {
      dead.clear();
      rage.finishOld(0, true);
      depth = told = 0;
    },
    onCollect: measure,
    onTurn(at) {
      measure(at);
      outbox.freezeOpen();
      if (outbox.sequence) outbox.marks.firstSeq = outbox.sequence;
      turned = true;
    },
    onSession(session) {
      const share = session && inner.taking && !inner.nameless && dataset.record !== 'off' && inner.config.sampling;
      if (share && !session[4]) {
        const fits = inner.config.recording?.devices.includes(deviceClass(innerWidth));
        session[4] = fits && (dataset.record === 'on' || Math.random() < share) ? '1' : '0';
        inner.shared.ag_s = session.join('.');
      }
      inner.chosen = share && session[4] > '0';
      if (inner.chosen) need('target');
      inner.aim?.(session, turned);
      turned = false;
      if (!session) {
        forgetAll();
        courier.idle();
      }
      if (courier.waiters[0]) inner.schedule(100);
    },
  };
  inner.extra = extra;
  outbox.courier = courier;
  inner.pack = pack;
  inner.acted = () => {
    const current = (clock() / 1000) >>> 0;
    if (current === second || !inner.taking) return;
    second = current;
    // To store is not free, and wakes listeners in other tabs. What was counted is taken within 20 s: who comes back is seen at once.
    if (!(active % 5e3)) inner.keepSession();
    active += 1000;
    // Asked for once a second: the page may have to be laid out for it.
    width = root.scrollWidth;
    if (auto) seeBands(attention, scrollY, innerHeight);
    inner.schedule();
  };

  // What records takes part later.
  const acted = () => (inner.acted as () => void)();

  function route() {
    if (!auto || !inner.taking) return;
    dead.clear();
    inner.whenReady(() => inner.pathOf(location.href) !== inner.routed && inner.pageview());
  }

  /** Whether the frame is from the same origin, so that something in it may count. */
  function framed({ target }: { target: EventTarget | null }) {
    if ((target as HTMLIFrameElement).contentDocument) inner.ask('frames');
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
    },
    load: framed,
  };
  const always: typeof automatic = {
    visibilitychange() {
      look(!document.hidden);
      if (!shownAt) dead.clear();
    },
    prerenderingchange: inner.begin,
    // Refused in another tab; a page that clears all there is names no key.
    storage: ({ key, newValue }: StorageEvent) => key === 'ag_v' && newValue === null && verbs.consent?.(),
    pointerdown: acted,
    pointermove(event: PointerEvent) {
      const { timeStamp } = event;
      if (timeStamp - moved < 100) return;
      moved = timeStamp;
      acted();
      if (auto && event.pointerType === 'mouse') sampleMove(movement, event.pageX, event.pageY, width, innerWidth);
    },
    keydown: acted,
    wheel: acted,
  };
  for (const [type, run] of Object.entries({ ...always, ...(auto && automatic) }))
    listen(window, type, run as () => void);

  // Where browsers have it, it also tells of what goes around the history.
  guard(() => listen(navigation, 'currententrychange', route))();

  verbs.reset = () =>
    inner.whenReady(() => {
      inner.shared.ag_v = inner.shared.ag_s = inner.shared.ag_u = '';
      inner.keepSession();
    });
  inner.answerCalls = () => {
    for (const call of inner.calls.splice(0)) {
      const [verb, args, settle] = call;
      if (verbs[verb]) settle(guard(verbs[verb])(...args));
      else {
        inner.calls.push(call);
        need('rare');
        if (verb === 'stop') {
          inner.collectNow();
          // From here on, whenever the rest of it comes.
          inner.taking = false;
        }
      }
    }
  };

  if (dataset.domain) inner.ask('domain');
  if (!('keepalive' in Request.prototype)) inner.ask('beacons');
  for (const target of document.querySelectorAll('iframe')) framed({ target });
  const early = inner.hits as unknown as Click[];
  inner.hits = { push: click };
  early.forEach(click);
  inner.keepSession();
  if (inner.consented === false || inner.nameless) forgetAll();
  // What failed before is tried again.
  if (outbox.pausing) courier.failed(outbox.pausing);
  for (const name of ['pushState', 'replaceState'] as const) {
    const native = history[name];
    const ours: typeof native = function (this: History, ...args) {
      native.apply(this, args);
      guard(route)();
    };
    // Taken off and put on with the listeners; where somebody wrapped it since, it stays, and does nothing.
    const wrapped = {
      addEventListener() {
        if (history[name] === native) history[name] = ours;
      },
      removeEventListener() {
        if (history[name] === ours) history[name] = native;
        dead.clear();
        clearTimers();
      },
    };
    inner.bound.push([wrapped, name, route, {}]);
    wrapped.addEventListener();
  }
  route();
  inner.answerCalls();
}
