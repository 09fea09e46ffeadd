/** A session after a beacon: pure, and the same whatever the order of beacons. */
import { deviceClass, none } from '#contracts/fields.ts';
import { channelOf } from '../../shared/channel.ts';
import { otherValue } from '../../shared/tally-items.ts';
import { cutText } from '../cut-text.ts';
import type { ResolvedBeacon, ResolvedEvent } from '../resolve-beacon.ts';
import { addSeen } from '../seen-sequences.ts';
import { safeSum } from './deltas.ts';
import { addPage, addScroll, viewOf } from './pages.ts';
import { type Entry, isEarlier, isLater, type SessionState, type Stamp, sessionLimits } from './session-state.ts';
import { type PlacedEvent, pageEvent, settle } from './unsettled-events.ts';

const daySeconds = 86_400;

/**
 * The session with a beacon it has not seen, and the events whose page is known for good with it. `fullSnapshot`:
 * the beacon carries one; `drawn`: which of its events are on heatmaps. Throws TooManyDocumentsError.
 */
export function applyBeacon(
  before: SessionState,
  beacon: ResolvedBeacon,
  fullSnapshot: boolean,
  drawn: (index: number) => boolean,
): { state: SessionState; settled: PlacedEvent[] } {
  const { header, settings, receivedAt, client } = beacon.envelope;
  const { document, seq, firstSeq = 0, visitor } = header;
  const state: SessionState = {
    ...before,
    seen: addSeen(before.seen, header.document, header.seq),
    ttl: Math.max(before.ttl, Math.ceil(receivedAt / 1_000) + settings.eventDays * daySeconds),
    hasRecording: before.hasRecording || fullSnapshot,
    traits: { ...before.traits },
    hours: { ...before.hours },
    eventNames: { ...before.eventNames },
    subjects: withSubjects(before.subjects, beacon.envelope.subjects),
    pages: before.pages.map((page) => ({ ...page })),
    waiting: before.waiting.map((view) => ({ ...view })),
    firstSeqs: firstSeq > 0 ? { ...before.firstSeqs, [document]: firstSeq } : before.firstSeqs,
  };
  const placed = beacon.events.map((resolved, index) => ({
    resolved,
    stamp: { at: resolved.time, document: header.document, seq: header.seq, index },
  }));
  // Pageviews first, so that what else the beacon holds finds the page it belongs to.
  for (const { resolved, stamp } of placed) {
    applyAny(state, beacon, resolved, stamp);
    if (resolved.event.kind === 'pageview') applyPageview(state, resolved.event, stamp, resolved);
  }
  for (const { resolved, stamp } of placed) applyEvent(state, resolved.event, stamp);
  state.hours = leastHours(state.hours);
  const onPages = beacon.events.flatMap(({ event, day }, index): PlacedEvent[] => {
    const kept = pageEvent(event);
    return kept ? [{ event: kept, document, seq, day, visitor, bot: client.bot, drawn: drawn(index) }] : [];
  });
  return { state, settled: settle(state, onPages) };
}

/** The first in order of the text, so that which are kept does not depend on the order of beacons. */
function withSubjects(known: readonly string[], more: readonly string[] = []): readonly string[] {
  if (more.every((subject) => known.includes(subject))) return known;
  return [...new Set([...known, ...more])].toSorted().slice(0, sessionLimits.subjects);
}

function applyAny(state: SessionState, beacon: ResolvedBeacon, { event, hour }: ResolvedEvent, stamp: Stamp): void {
  const { client, header } = beacon.envelope;
  const { path } = event;
  if (isEarlier(stamp, state.first)) state.first = { ...stamp, hour, visitor: header.visitor, path, client };
  if (isLater(stamp, state.last)) state.last = { ...stamp, path };
  state.hours[hour] ??= 0;
}

type EventOf<Kind extends ResolvedEvent['event']['kind']> = Extract<ResolvedEvent['event'], { kind: Kind }>;

function applyPageview(
  state: SessionState,
  event: EventOf<'pageview'>,
  stamp: Stamp,
  { hour, day }: ResolvedEvent,
): void {
  state.pageviews += 1;
  state.hours[hour] = (state.hours[hour] ?? 0) + 1;
  if (isEarlier(stamp, state.entry)) state.entry = entryOf(event, stamp);
  if (isLater(stamp, state.exit)) state.exit = { ...stamp, path: event.path };
  if (event.recorded) state.chosen = true;
  addPage(state, event, stamp, day);
}

/** Where a pageview came from; a referrer on the site itself is none. */
function entryOf(event: EventOf<'pageview'>, stamp: Stamp): Entry {
  const referrer = event.referrer && hostOf(event.referrer) !== event.host.toLowerCase() ? event.referrer : '';
  const { utm, clickId, viewport, screen } = event;
  return {
    ...stamp,
    path: event.path,
    host: event.host || none,
    referrer: referrer.replace(/[?#].*$/s, '') || none,
    channel: channelOf({ referrer, utm, clickId }),
    utmSource: utm?.source || none,
    utmMedium: utm?.medium || none,
    utmCampaign: utm?.campaign || none,
    device: deviceClass(viewport[0]),
    language: event.language || none,
    screen: screen[0] > 0 ? `${Math.round(screen[0])}x${Math.round(screen[1])}` : none,
  };
}

const hostOf = (address: string): string => URL.parse(address)?.host ?? '';

const counters = { click: 'clicks', rage: 'rageClicks', dead: 'deadClicks', error: 'errors' } as const;

function applyEvent(state: SessionState, event: ResolvedEvent['event'], stamp: Stamp): void {
  switch (event.kind) {
    case 'click':
    case 'rage':
    case 'dead':
    case 'error':
      state[counters[event.kind]] += 1;
      break;
    case 'event':
      state.events += 1;
      applyName(state, event.name);
      break;
    case 'identify':
      if (isLater(stamp, state.user)) state.user = { ...stamp, id: event.id };
      applyTraits(state, event, stamp);
      break;
    case 'time':
      applyTime(state, event, stamp.document);
      break;
    case 'scroll': {
      state.maxScroll = Math.max(state.maxScroll, event.depth);
      const view = viewOf(state, stamp.document, event.view);
      if (view) addScroll(view, event, stamp.seq);
    }
  }
}

function applyName(state: SessionState, name: string): void {
  const { eventNames, eventNameBytes } = sessionLimits;
  const own = hasRoom(state.eventNames, name, eventNames, eventNameBytes) ? name : otherValue;
  state.eventNames[own] = (Object.hasOwn(state.eventNames, own) ? (state.eventNames[own] ?? 0) : 0) + 1;
}

/** Whether a name is there, or may be added. */
function hasRoom(held: object, name: string, most: number, bytes: number): boolean {
  if (Object.hasOwn(held, name)) return true;
  const names = Object.keys(held);
  const taken = names.reduce((sum, one) => sum + Buffer.byteLength(one), Buffer.byteLength(name));
  return names.length < most && taken <= bytes;
}

function applyTime(state: SessionState, event: EventOf<'time'>, document: string): void {
  const visible = Math.round(event.visible);
  const active = Math.round(event.active);
  state.visibleMs = safeSum(state.visibleMs, visible);
  state.activeMs = safeSum(state.activeMs, active);
  const view = viewOf(state, document, event.view);
  if (!view) return;
  view.durationMs = safeSum(view.durationMs, visible);
  view.activeMs = safeSum(view.activeMs, active);
}

function applyTraits(state: SessionState, { traits = {} }: EventOf<'identify'>, stamp: Stamp): void {
  for (const [name, value] of Object.entries(traits)) {
    const known = Object.hasOwn(state.traits, name) ? state.traits[name] : undefined;
    if (!hasRoom(state.traits, name, sessionLimits.traits, sessionLimits.traitNameBytes)) continue;
    const kept = typeof value === 'string' ? cutText(value, sessionLimits.traitBytes) : value;
    if (isLater(stamp, known)) state.traits[name] = { ...stamp, value: kept };
  }
}

/**
 * A tracker's session ends after 24 hours; one that is kept open for ever counts what is later in the last
 * hour that is kept. The same whatever the order: that hour holds the pageviews of all that come after it.
 */
function leastHours(hours: Record<string, number>): Record<string, number> {
  const entries = Object.entries(hours).sort(([a], [b]) => Number(a) - Number(b));
  const kept = entries.slice(0, sessionLimits.hours);
  const last = kept.at(-1);
  for (const [, pageviews] of entries.slice(sessionLimits.hours)) if (last) last[1] += pageviews;
  return Object.fromEntries(kept);
}
