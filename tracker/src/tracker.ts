import { clickedElement, describe } from './core/click-target.ts';
import { guard, listen } from './core/guard.ts';
import { uuid } from './core/ids.ts';
import { isPassing } from './core/is-passing.ts';
import { createOutbox } from './core/outbox.ts';
import { pageFacts } from './core/page-facts.ts';
import { scalars } from './core/properties.ts';
import { request } from './core/request.ts';
import { type Session, sessionAt } from './core/session.ts';
import { openStorage } from './core/storage.ts';
import { trackedPath } from './core/tracked-path.ts';
import type { Draft, Inner } from './inner.ts';

declare const VERSION: string;

interface Api {
  (verb: string, ...args: unknown[]): unknown;
  /** Calls made through the stub before the script came. */
  q?: Iterable<unknown>[];
  _?: Inner;
}

const page = window as unknown as { afterglow?: Api };
const { now } = Date;

/**
 * Wires the parts of `t.js` together: what is kept about the visitor, what is listened to, what the page may call.
 * Past 200 lines, because all of it turns on one life cycle: held until settings and consent allow, ready, ended.
 */
export function startTracker(script: HTMLScriptElement): void {
  const stub = page.afterglow;
  const { dataset, nonce } = script;
  if (stub?._) return;
  const { key } = dataset;
  // The server then says the rest.
  if (!key) console.error('Afterglow data-key missing');
  const { origin } = new URL(script.src);
  const api = dataset.api || origin;
  const identified = !(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  const shared = identified ? openStorage('localStorage') : {};
  const own = identified ? openStorage('sessionStorage') : {};
  const flags = openStorage('localStorage');
  const documentId = uuid();

  let ready = false;
  let waiting: (() => void)[] = [];
  /** There once `ready`. */
  let session: Session;
  let fresh: Draft | undefined;
  let dueAt = 1 / 0;
  let timer: ReturnType<typeof setTimeout>;
  let stamp: number;

  const ids = () => (ready ? { visitor: shared.ag_v, session: session[0], tab: own.ag_t } : undefined);

  const outbox = createOutbox(
    () => ready && { v: 1, format: 'afterglow-1', ...ids(), secret: session[1], document: documentId },
    (body, keepalive) => request(`${api}/i?k=${key}&t=${now()}`, { method: 'POST', body, keepalive }),
    collectNow,
  );

  const verbs: Inner['verbs'] = {
    track(name, properties) {
      if (name) note({ kind: 'event', name: `${name}`.slice(0, 120), properties: scalars(properties) }, true);
    },
    page: pageview,
    consent(yes) {
      inner.consented = !!yes;
      if (!yes) {
        ready = false;
        waiting = [];
        outbox.queue = [];
        outbox.lanes = [[], []];
        own.ag_t = shared.ag_v = shared.ag_s = shared.ag_u = '';
        inner.signal?.('session', 0);
      }
      begin();
    },
    id: ids,
  };

  const inner: Inner = {
    dataset,
    config: {},
    outbox,
    taking: true,
    note,
    schedule,
    whenReady,
    keepSession,
    origin,
    nonce,
    pause: 5e3,
    handleClick,
    pageview,
    pathOf,
    begin,
    collectNow,
    shared,
    calls: [],
    verbs,
  };

  function schedule(pause = inner.pause) {
    const at = now() + pause;
    if (at > dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(() => {
      dueAt = 1 / 0;
      outbox.pump();
    }, pause);
  }

  function whenReady(run: () => void) {
    if (ready) run();
    else if (inner.consented !== false && !waiting[500]) waiting.push(run);
  }

  function note(event: Draft, urgent?: boolean) {
    const at = now();
    if (inner.taking) {
      whenReady(() => {
        outbox.addLine(JSON.stringify({ path: pathOf(location.href), ...inner.viewed, at, ...event }));
        schedule(urgent ? 500 : undefined);
      });
    }
  }

  /** Adds what was measured since the last beacon closed. */
  function collectNow() {
    inner.signal?.('collect', now());
    // Single-page apps set the title after the address.
    if (fresh)
      outbox.addLine(
        JSON.stringify({
          ...fresh,
          recorded: inner.recording,
          title: either('mask', 'all') ? '' : `${document.title}`.slice(0, 2048),
        }),
      );
    fresh = undefined;
  }

  const either = (name: 'mask' | 'dnt' | 'consent', wanted: string) =>
    dataset[name] === wanted || inner.config[name] === wanted;

  /** Keeps the session alive, or begins the next one and closes what belongs to the last. */
  function keepSession() {
    if (!ready) return;
    const next = sessionAt(shared.ag_s, now());
    if (session && next[0] !== session[0]) inner.signal?.('turn', session[3]);
    session = next;
    inner.signal?.('session', now(), next);
    shared.ag_s = next.join('.');
  }

  function pathOf(address: string) {
    return trackedPath(new URL(address, location.href), inner.config, 'hash' in dataset);
  }

  function pageview(path?: unknown, referrer?: unknown) {
    const at = now();
    const { href } = location;
    const facts = pageFacts(location, referrer as string);
    whenReady(() => {
      keepSession();
      collectNow();
      inner.signal?.('view', at);
      inner.routed = pathOf(href);
      inner.viewed = { at, path: path ? pathOf(`${path}`) : inner.routed };
      fresh = { ...inner.viewed, kind: 'pageview', ...facts };
      schedule(500);
    });
  }

  function begin() {
    // A page that the browser renders ahead may never be seen.
    const ahead = (document as { prerendering?: boolean }).prerendering;
    if (ready || ahead || !inner.config.mask || !(inner.consented ?? !either('consent', 'hold'))) return;
    ready = true;
    shared.ag_v = shared.ag_v || uuid();
    own.ag_t = own.ag_t || uuid();
    keepSession();
    for (const run of waiting.splice(0)) run();
  }

  function handleClick(event: MouseEvent, left = 0, top = 0) {
    const element = clickedElement(event);
    // A label's click comes again from its input, and Enter in a field clicks the form's button: nobody clicked there.
    const echo = event.timeStamp === stamp || !(event.detail || element.matches(':focus-within'));
    stamp = event.timeStamp;
    if (!event.isTrusted || echo || element.closest('[data-ag-ignore]')) return;
    const at = now();
    const target = { label: inner.labelOf?.(element), ...describe(element, event, left, top) };
    keepSession();
    note({ kind: 'click', at, ...target });
    inner.signal?.('click', at, event, element, target);
  }

  /** Hands all there is to the browser at once, because the page may be gone in a moment. */
  function hide() {
    if (!ready) return;
    collectNow();
    outbox.courier?.hiding();
    outbox.freezeOpen();
    outbox.queue.forEach(outbox.deliver);
  }

  async function configure() {
    const answer = await request(`${api}/i/config?k=${key}`);
    if (isPassing(answer)) return setTimeout(configure, 1e4 * Math.random());
    inner.config = answer[1] as Inner['config'];
    if (either('dnt', 'respect') && navigator.doNotTrack === '1') inner.config = {};
    // An unknown key has no settings.
    if (!inner.config.mask) verbs.consent?.();
    begin();
  }

  const afterglow: Api = guard((verb, ...args) => {
    keepSession();
    return verbs[verb] ? verbs[verb](...args) : new Promise((settle) => inner.calls.push([verb, args, settle]));
  });
  afterglow._ = inner;
  page.afterglow = afterglow;

  const choice = /[?&]afterglow=((ignore)|notice)/.exec(location.search);
  if (choice) flags.ag_off = choice[2] || '';
  if (flags.ag_off) inner.consented = false;

  if (dataset.auto !== 'off') {
    pageview('', document.referrer);
    listen(document, 'click', handleClick);
  }
  listen(window, 'visibilitychange', hide);
  listen(window, 'pagehide', hide);
  for (const args of stub?.q || []) afterglow(...(args as [string]));
  if (!flags.ag_off) configure();
  const idle = window.requestIdleCallback || setTimeout;
  idle(
    () =>
      document.head.append(
        Object.assign(document.createElement('script'), { src: `${origin}/v/${VERSION}/x.js`, nonce }),
      ),
    { timeout: 2e3 },
  );
}
