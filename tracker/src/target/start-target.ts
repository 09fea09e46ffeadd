import { now } from '../core/natives.ts';
import type { Session } from '../core/session.ts';
import { patternOf } from '../core/tracked-path.ts';
import type { Draft, Inner } from '../inner.ts';
import { createHold } from './hold.ts';
import { createSeen } from './seen.ts';
import { waitForPicture } from './wait-for-picture.ts';
import { watchAddress } from './watch-address.ts';

declare const VERSION: string;

/** Where recording waits for an error, a picture this often, ms: so much before the error is there at least. */
const before = 6e4;
/** Looks this often at what nothing tells of, ms. */
const lookMs = 500;
/** A page has this long to go after its address did, ms, before what is there is the next one's. */
const leaveMs = 1e3;

/**
 * Decides when a session that was chosen is recorded: not before something has happened, on no page where it is to
 * pause, not for longer than the project wants, and of a visit that is too short nothing. Since when it is recorded
 * stands in the session, so that the next page goes on.
 */
export function startTarget(inner: Inner): void {
  const {
    recorder,
    files,
    recording: rules = {},
  } = inner.config as {
    recorder?: { path: string; integrity: string };
    files?: { path: string; integrity: string };
    recording?: Partial<NonNullable<Inner['config']['recording']>>;
  };
  const { startPaths = [], startEvents = [], startOnError, startOnCall, pausePaths = [] } = rules;
  const { minSeconds = 0, maxMinutes = 1_440 } = rules;
  const awaited = startPaths[0] || startEvents[0] || startOnError || startOnCall;
  const hold = createHold(inner);
  const seen = createSeen();
  let session: Session | undefined;
  let asked = false;
  let ticking: ReturnType<typeof setInterval> | undefined;
  let renewedAt = 0;
  /** Whether nothing is to be recorded of the page at an address, by default the current one. */
  function isPrivate(address = ''): boolean {
    const { pathname, href } = new URL(address, location.href);
    return !inner.pathOf(href) || !!patternOf(pathname, pausePaths);
  }
  /** From when on what the document shows may be recorded; by now it may have left the page that it came with. */
  let clearAt = isPrivate(performance.getEntriesByType('navigation')[0]?.name) ? 1 / 0 : 0;

  function set(on: boolean, anew?: boolean) {
    if (on === !!inner.recordsNow && !anew) return;
    inner.recordsNow = on;
    if (on && !asked && recorder) {
      asked = true;
      waitForPicture(inner);
      // In this order.
      if (inner.dataset.mask === 'all' || inner.config.mask === 'all')
        inner.bring(`/v/${VERSION}/strict.js`, { async: false });
      inner.bring(recorder.path, { integrity: recorder.integrity, crossOrigin: '', async: false });
      if (files) inner.bring(files.path, { integrity: files.integrity, crossOrigin: '' });
    }
    renewedAt = performance.now();
    hold.renew();
    inner.replay?.(on);
  }

  function happened({ kind, name }: Draft) {
    if (
      (kind === 'event' && startEvents.includes(name as string)) ||
      (kind === 'error' && startOnError) ||
      (kind === 'start' && startOnCall)
    )
      begin();
  }

  /** From now on, whatever the next pages are. */
  function begin(anew?: boolean) {
    if (session?.[4] !== '1') return;
    session[4] = `${now()}`;
    inner.shared.ag_s = session.join('.');
    aim(anew);
  }

  function tick(on: unknown) {
    if (!on === !ticking) return;
    clearInterval(ticking);
    ticking = on ? setInterval(look, lookMs) : undefined;
  }

  /** Puts the recorder on or off, and what it records into memory or on its way. */
  function aim(anew?: boolean): void {
    if (!session || !inner.chosen) {
      hold.drop();
      set(false);
      tick(false);
      // Nobody looks at what comes and goes until it is on again.
      clearAt = 1 / 0;
      return;
    }
    const { pathname } = location;
    const since = session[4] === '1' ? 0 : +session[4];
    if (!since && (!awaited || patternOf(pathname, startPaths))) {
      begin(anew);
      return;
    }
    const over = since && now() - since > maxMinutes * 6e4;
    if (isPrivate()) clearAt = 1 / 0;
    else if (clearAt === 1 / 0) clearAt = performance.now() + leaveMs;
    const on = !!inner.routed && performance.now() >= clearAt && !over && !!(since || startOnError);
    const early = !since || (minSeconds && seen(session[0]) < minSeconds * 1e3);
    if (early) hold.start();
    else hold.release(session[0]);
    // What waits for an error needs to begin somewhere, and need not begin an hour ago.
    set(on, anew || (on && !since && performance.now() - renewedAt >= before));
    tick(early || !over);
  }

  const look = inner.guard(() => aim());
  inner.aim = inner.guard((next, anew) => {
    if (next?.[0] !== session?.[0]) hold.drop(next?.[0]);
    session = next;
    if (!next) seen('');
    aim(anew);
  });
  if (pausePaths[0] || inner.config.exclude?.paths[0]) watchAddress(inner, () => isPrivate() && aim());
  inner.listen(window, 'pagehide', () => session && session[4] > '1' && hold.leave(session[0]));
  const missed = inner.noted as unknown as Draft[];
  inner.noted = { push: inner.guard(happened) };
  inner.keepSession();
  missed.forEach(happened);
  // Taken off with all else; what was called before this came could not.
  if (!inner.taking) inner.ask('stop');
}
