import type { TrackerConfig } from '../../contracts/tracker-config.ts';
import { bound, guard, listen } from './core/guard.ts';
import { uuid } from './core/ids.ts';
import { isPassing } from './core/is-passing.ts';
import { now, stringify } from './core/natives.ts';
import { createOutbox } from './core/outbox.ts';
import { pageFacts } from './core/page-facts.ts';
import { scalars } from './core/properties.ts';
import { request } from './core/request.ts';
import { scrub } from './core/scrub.ts';
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

/**
 * Wires the parts of `t.js` together: what is kept about the visitor, what is listened to, what the page may call.
 * Past 200 lines, because all of it turns on one life cycle: held until settings and consent allow, ready, ended.
 */
export function startTracker(script: HTMLScriptElement): void {
  const stub = page.afterglow;
  const { dataset, nonce, src } = script;
  if (stub?._) return;
  const { key } = dataset;
  const auto = dataset.auto !== 'off';
  const base = src.replace(/((\/v\/[^/]*)?\/t)?\.js([?#].*)?$/, '');
  const api = dataset.api || base;
  let own = openStorage('sessionStorage');
  const shared = openStorage('localStorage');
  const documentId = uuid();

  let ready = false;
  let waiting: (() => void)[] = [];
  /** There once `ready`. */
  let session: Session;
  let visitor: string | undefined;
  let tab: string;
  let fresh: Draft | undefined;
  let dueAt = 1 / 0;
  let lookedAt = 0;
  let timer: ReturnType<typeof setTimeout>;

  const address = () => `${api}/i?k=${key}&t=${now()}`;
  const ids = () => (ready && !inner.nameless ? { visitor, session: session[0], tab } : undefined);

  const outbox = createOutbox(
    () =>
      ready && {
        format: 'afterglow-1',
        v: 1,
        document: documentId,
        ...(inner.nameless ? { anonymous: true, tab } : { ...ids(), secret: session[1] }),
      },
    (body, keepalive) => request(address(), { method: 'POST', body, keepalive }),
    () => {
      // All that was due goes along.
      clearTimeout(timer);
      dueAt = 1 / 0;
      collectNow();
    },
    (beacon) => delete inner.shared[beacon.stamp],
  );

  const verbs: Inner['verbs'] = {
    track(name, properties) {
      if (name) note({ kind: 'event', name: `${name}`.slice(0, 120), properties: scalars(properties) }, true);
    },
    page: pageview,
    consent,
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
    bring,
    guard,
    listen,
    bound,
    scalars,
    noted: [],
    hits: [],
    pageview,
    pathOf,
    begin,
    collectNow,
    address,
    shared,
    calls: [],
    verbs,
    ask: guard((verb, ...args) => {
      keepSession();
      if (verbs[verb]) return verbs[verb](...args);
      return new Promise((settle) => {
        inner.calls.push([verb, args, settle]);
        inner.answerCalls?.();
      });
    }),
  };

  function consent(yes?: unknown) {
    const back = yes && inner.consented === false && auto;
    inner.consented = !!yes;
    if (!yes) {
      ready = false;
      waiting = [];
      outbox.queue = [];
      outbox.lanes = [[], []];
      wipe();
    }
    begin();
    if (back) pageview();
  }

  /** Deletes what is stored, whoever stored it. */
  function wipe() {
    // Names of ours are one letter long, or go on with ids.
    for (const store of [shared, own]) {
      for (const name in store) if (/^ag_.(.*-|$)/.test(name)) delete store[name];
    }
    inner.extra?.onSession();
  }

  function bring(path: string, more?: object) {
    document.head.append(
      Object.assign(document.createElement('script'), {
        nonce,
        referrerPolicy: 'strict-origin',
        src: base + path,
        ...more,
      }),
    );
  }

  function schedule(pause = 2e4) {
    const at = now() + pause;
    if (at > dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(
      guard(() => {
        dueAt = 1 / 0;
        outbox.pump();
      }),
      pause,
    );
  }

  function whenReady(run: () => void) {
    if (ready) run();
    else if (inner.consented !== false && !waiting[500]) waiting.push(run);
  }

  function note(event: Draft, urgent?: boolean) {
    const at = now();
    if (inner.taking) {
      if (!inner.noted[99]) inner.noted.push(event);
      whenReady(() => {
        const path = pathOf(location.href);
        if (!path) return;
        // First, as the line may close a beacon, and then nothing is due.
        schedule(urgent ? 500 : undefined);
        outbox.addLine(stringify({ path, ...inner.viewed, at, ...event }));
      });
    }
  }

  /** Adds what was measured since the last beacon closed. */
  function collectNow() {
    lookedAt = now();
    inner.extra?.onCollect(lookedAt);
    // Single-page apps set the title after the address.
    if (fresh)
      outbox.addLine(
        stringify({
          ...fresh,
          title: scrub(either('mask', 'all') ? '' : `${document.title}`).slice(0, 2048),
          recorded: inner.chosen || undefined,
        }),
      );
    fresh = undefined;
  }

  const either = (name: 'mask' | 'dnt' | 'consent', wanted: string) =>
    dataset[name] === wanted || inner.config[name] === wanted;
  const untracked = (wanted: string) => navigator.doNotTrack === '1' && either('dnt', wanted);

  /** Keeps the session alive, or begins the next one and closes what belongs to the last. */
  function keepSession() {
    if (!ready) return;
    const next = sessionAt(inner.shared.ag_s ?? session?.join('.'), now());
    if (session?.[0] !== next[0] && session) inner.extra?.onTurn(session[3]);
    try {
      session = next;
      // The page may have cleared what is stored: the visitor is the same.
      inner.shared.ag_v = visitor = (inner.shared.ag_v ?? visitor) || uuid();
      inner.shared.ag_s = next.join('.');
      inner.extra?.onSession(next);
    } catch {
      // Full by now: the page goes on from memory.
    }
  }

  function pathOf(address: string) {
    // A location is read as its text, like any base: the types know that of URLs alone.
    return trackedPath(new URL(address, location as unknown as URL), inner.config as TrackerConfig, 'hash' in dataset);
  }

  function pageview(path?: unknown, referrer?: unknown) {
    const at = now();
    const { href } = location;
    const facts = pageFacts(location, referrer as string);
    whenReady(() => {
      inner.routed = pathOf(href);
      keepSession();
      collectNow();
      inner.extra?.onView();
      inner.viewed = inner.routed && inner.taking ? { at, path: path ? pathOf(`${path}`) : inner.routed } : undefined;
      if (!inner.viewed) return;
      fresh = { ...inner.viewed, kind: 'pageview', ...facts };
      // Who comes counts at once; the next page that they open is told with what they do there.
      schedule(outbox.sequence || at < session[2] + 1e3 ? 500 : undefined);
    });
  }

  function begin() {
    // A page that the browser renders ahead may never be seen.
    if (
      ready ||
      (document as { prerendering?: boolean }).prerendering ||
      !inner.config.mask ||
      !(inner.consented ?? !either('consent', 'hold'))
    )
      return;
    ready = true;
    inner.nameless =
      inner.config.anonymous ||
      (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ||
      untracked('anonymous');
    if (inner.nameless) {
      wipe();
      inner.shared = own = {};
    }
    own.ag_t = tab = own.ag_t || uuid();
    keepSession();
    for (const run of waiting.splice(0)) run();
  }

  /**
   * Hands all there is to the browser at once, and to its storage, because the page may be gone in a moment. A link
   * is followed long before the page goes, so that most answers still come. What was measured within a second is not
   * worth another request, whichever way the clock went.
   */
  function hide() {
    if (!ready) return;
    outbox.courier?.hiding();
    if (fresh || (now() - lookedAt) ** 2 > 1e6 || outbox.lanes.flat()[0]) outbox.freezeOpen();
    for (const beacon of outbox.queue) {
      try {
        // Only what was written before this returns is certain to be there.
        if (!beacon.kept) inner.shared[beacon.stamp] = String.fromCharCode(...outbox.fixBody(beacon));
      } catch {
        outbox.courier?.preserve(beacon);
      }
      if (!outbox.courier?.pausing) outbox.deliver(beacon);
    }
  }

  async function configure(): Promise<unknown> {
    const answer = await request(`${api}/i/config?k=${key}`);
    if (isPassing(answer)) return setTimeout(guard(configure), 4e3);
    inner.config = answer[1] as Inner['config'];
    if (untracked('respect')) inner.config = {};
    // An unknown key has no settings.
    if (!inner.config.mask) consent();
    begin();
  }

  page.afterglow = Object.assign(inner.ask as Api, { _: inner });

  const choice = /[?&]afterglow=((ignore)|notice)/.exec(location.search);
  if (choice) shared.ag_off = choice[2] || '';

  if (auto) {
    pageview('', document.referrer);
    listen(document, 'click', (event: MouseEvent) =>
      inner.hits.push([event, event.composedPath()[0] as Element, now()]),
    );
  }
  for (const type of 'beforeunload pagehide visibilitychange'.split(' ')) listen(window, type, hide);
  for (const args of stub?.q || []) inner.ask(...(args as [string]));
  if (shared.ag_off) consent();
  else guard(configure)();
  // Browsers put a script that a script adds behind what the page needs.
  bring(`/v/${VERSION}/x.js`);
}
