/**
 * What a session as a whole adds to the counters. A record changes them by the difference between the
 * contribution after it and before it, so that a session whose start, exit or source moves takes its
 * numbers along.
 */
import { none } from '#contracts/fields.ts';
import { type Crowd, otherValue } from '../../shared/tally-items.ts';
import { type CountingSettings, crowdOf, expiry, minuteOf, minuteSeconds } from './counting.ts';
import { add, type CounterTarget, type Delta, type Deltas, deltaOf } from './deltas.ts';
import { addHeat } from './heat-deltas.ts';
import {
  durationMs,
  type FirstEvent,
  isBounce,
  type PageState,
  type SessionState,
  sessionDevice,
} from './session-state.ts';
import { isAttended } from './unsettled-events.ts';

/** No document is higher, CSS px: as high as the contract lets a page say it is. */
const tallest = 1e9;
/** Fields of the session that are dimensions; entry and exit count sessions only. */
export function sessionFields(state: SessionState) {
  const { first, entry } = state;
  const { country, region, city, browser, os } = first?.client ?? {};
  return {
    host: entry?.host ?? none,
    referrer: entry?.referrer ?? none,
    channel: entry?.channel ?? 'Direct',
    utmSource: entry?.utmSource ?? none,
    utmMedium: entry?.utmMedium ?? none,
    utmCampaign: entry?.utmCampaign ?? none,
    country: country || none,
    region: region || none,
    city: city || none,
    device: sessionDevice(state),
    browser: browser || none,
    os: os || none,
    language: entry?.language ?? none,
    screen: entry?.screen ?? none,
  };
}

export const entryPath = (state: SessionState): string => state.entry?.path ?? state.first?.path ?? none;
export const exitPath = (state: SessionState): string => state.exit?.path ?? state.last?.path ?? none;

/** Nothing before the first analytics event, and nothing once erased. */
export function contributionOf(state: SessionState | undefined, settings: CountingSettings): Deltas {
  const deltas: Deltas = new Map();
  if (!state?.first || state.erased) return deltas;
  const { first } = state;
  const crowd = crowdOf(first.client);
  const hash = settings.hash(first.visitor);
  const at = (by: CounterTarget['by'], hour: number, value: string) =>
    deltaOf(deltas, { kind: 'counter', crowd, by, hour, value }, expiry(hour, settings.eventDays));

  addTotals(state, first, deltas, at('all', first.hour, '').counts);
  for (const [by, value] of Object.entries(sessionFields(state)) as [CounterTarget['by'], string][]) {
    at(by, first.hour, value).counts.sessions = 1;
    for (const [hour, pageviews] of Object.entries(state.hours)) {
      const delta = at(by, Number(hour), value);
      add(delta.counts, 'pageviews', pageviews);
      delta.visitors.set(hash, 1);
    }
  }
  const entered = at('entryPath', first.hour, entryPath(state));
  entered.counts = {
    sessions: 1,
    rageClicks: state.rageClicks,
    deadClicks: state.deadClicks,
    errors: state.errors,
  };
  entered.visitors.set(hash, 1);
  const left = at('exitPath', first.hour, exitPath(state));
  left.counts.sessions = 1;
  left.visitors.set(hash, 1);
  const paths = new Set(state.pages.map((page) => page.path));
  // The rest of a session that viewed more pages than are kept.
  if (state.pages.length < state.pageviews) paths.add(otherValue);
  for (const path of paths) {
    at('path', first.hour, path).counts = { sessions: 1, recordings: state.hasRecording ? 1 : 0 };
  }
  for (const name of Object.keys(state.eventNames)) at('event', first.hour, name).counts.sessions = 1;
  for (const page of state.pages) {
    addPageHeat(deltas, page, isAttended(page, state), crowd, hash, settings.eventDays);
  }
  for (const placed of state.unsettled) if (placed.drawn) addHeat(deltas, placed, state, settings, 1);
  return deltas;
}

function addTotals(state: SessionState, first: FirstEvent, deltas: Deltas, all: Delta['counts']): void {
  all.sessions = 1;
  all.bounces = isBounce(state) ? 1 : 0;
  all.durationMs = durationMs(state);
  all.recordings = state.hasRecording ? 1 : 0;
  if (state.chosen) all.chosen = 1;
  // Of a minute only what does not change with every beacon, which would write its item again each time.
  const start = minuteOf(first.at);
  const crowd = crowdOf(first.client);
  const target: CounterTarget = { kind: 'counter', crowd, by: 'minute', hour: first.hour, value: `${start}` };
  deltaOf(deltas, target, Math.ceil(start / 1_000) + minuteSeconds).counts.sessions = 1;
}

/** How far a pageview was scrolled, once it was; and that it got attention. */
function addPageHeat(
  deltas: Deltas,
  page: PageState,
  attended: boolean,
  crowd: Crowd,
  hash: bigint,
  eventDays: number,
): void {
  const { device, path, day, fold } = page;
  const sample = (type: 'scroll' | 'attention'): Delta => {
    const delta = deltaOf(deltas, { kind: 'heat', crowd, type, device, path, day }, expiry(day, eventDays));
    add(delta.counts, 'samples', 1);
    add(delta.counts, 'pageWidth', page.width);
    add(delta.counts, 'pageHeight', fold > 0 ? Math.min(tallest, Math.round(page.height / fold)) : page.height);
    delta.visitors.set(hash, (delta.visitors.get(hash) ?? 0) + 1);
    return delta;
  };
  if (attended) sample('attention');
  if (page.foldAt === undefined) return;
  const { cells } = sample('scroll');
  add(cells, `d${Math.floor(page.maxScroll * 100)}`, 1);
  add(cells, `f${Math.floor(fold * 100)}`, 1);
}
