/**
 * What a session as a whole adds to the counters. A record changes them by the difference between what the session
 * contributes after it and before it, so that a session whose start, exit or source moves takes its numbers along.
 */
import { none } from '#contracts/fields.ts';
import { type Counts, otherValue } from '../../shared/tally-items.ts';
import { type CountingSettings, minuteOf, minuteSeconds } from './counting.ts';
import { add, addAt, type Deltas } from './deltas.ts';
import { movePageHeat, moveUnsettledHeat } from './session-heat.ts';
import { durationMs, isBounce, type SessionState, sessionDevice } from './session-state.ts';
import { counterOf, moveMembers, ofHour, type Side, type Sides, sidesOf } from './sides.ts';

/** Fields of the session that are dimensions; entry and exit count sessions only. */
export function sessionFields({ first, entry }: Pick<SessionState, 'first' | 'entry'>) {
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
    device: sessionDevice(entry),
    browser: browser || none,
    os: os || none,
    language: entry?.language ?? none,
    screen: entry?.screen ?? none,
  };
}
const fieldNames = Object.keys(sessionFields({})) as (keyof ReturnType<typeof sessionFields>)[];

export const entryPath = (state: SessionState): string => state.entry?.path ?? state.first?.path ?? none;
export const exitPath = (state: SessionState): string => state.exit?.path ?? state.last?.path ?? none;

/** Adds what a record changes of its session's contribution, and asks for no counter that stays as it is. */
export function moveContribution(
  deltas: Deltas,
  before: SessionState | undefined,
  after: SessionState,
  settings: CountingSettings,
): void {
  const sides = sidesOf(deltas, before, after, settings);
  moveMembers(sides, totalsOf, (side, name, count) => add(ofHour(side, 'all', '').counts, name, side.sign * count));
  moveMembers(sides, minutesOf, countMinute);
  moveFields(sides);
  moveMembers(sides, entriesOf, countEntry);
  moveMembers(sides, exitsOf, countExit);
  moveMembers(sides, pathsOf, countPath);
  moveMembers(sides, namesOf, (side, name) => add(ofHour(side, 'event', name).counts, 'sessions', side.sign));
  movePageHeat(sides);
  moveUnsettledHeat(sides);
}

const totalsOf = ({ state }: Side): ReadonlyMap<keyof Counts, number> =>
  new Map([
    ['sessions', 1],
    ['bounces', isBounce(state) ? 1 : 0],
    ['durationMs', durationMs(state)],
    ['recordings', state.hasRecording ? 1 : 0],
    ['chosen', state.chosen ? 1 : 0],
  ]);

/** Of a minute only what does not change with every beacon, which would write its item again each time. */
const minutesOf = ({ first }: Side) => new Map([[`${minuteOf(first.at)}`, true]]);

function countMinute({ deltas, crowd, first, sign }: Side, start: string): void {
  const ttl = Math.ceil(Number(start) / 1_000) + minuteSeconds;
  add(deltas.ofCounter(crowd, 'minute', first.hour, start, ttl).counts, 'sessions', sign);
}

/** By each dimension: the session, and its pageviews and its visitor in every hour in which it was seen. */
function moveFields({ all, isBegunAlike }: Sides): void {
  const fields = all.map(({ state }) => sessionFields(state));
  const [one, other] = fields;
  const isAlike = isBegunAlike && fieldNames.every((name) => one?.[name] === other?.[name]);
  for (const [index, side] of all.entries()) {
    const { state, sign, visitor, first } = side;
    const others = isAlike ? all[1 - index]?.state.hours : undefined;
    const hours = Object.entries(state.hours).filter(([hour, pageviews]) => others?.[hour] !== pageviews);
    for (const by of fieldNames) {
      const value = fields[index]?.[by] ?? none;
      if (others === undefined) add(counterOf(side, by, first.hour, value).counts, 'sessions', sign);
      for (const [hour, pageviews] of hours) {
        const { counts, visitors } = counterOf(side, by, Number(hour), value);
        add(counts, 'pageviews', sign * pageviews);
        addAt(visitors, visitor, sign);
      }
    }
  }
}

const entriesOf = ({ state }: Side) =>
  new Map([[entryPath(state), `${state.rageClicks} ${state.deadClicks} ${state.errors}`]]);

function countEntry(side: Side, path: string): void {
  const { sign, state, visitor } = side;
  const { counts, visitors } = ofHour(side, 'entryPath', path);
  add(counts, 'sessions', sign);
  for (const name of ['rageClicks', 'deadClicks', 'errors'] as const) add(counts, name, sign * state[name]);
  addAt(visitors, visitor, sign);
}

const exitsOf = ({ state }: Side) => new Map([[exitPath(state), true]]);

function countExit(side: Side, path: string): void {
  const { counts, visitors } = ofHour(side, 'exitPath', path);
  add(counts, 'sessions', side.sign);
  addAt(visitors, side.visitor, side.sign);
}

/** Paths, with how many recordings show them. */
function pathsOf({ state }: Side): ReadonlyMap<string, number> {
  const recordings = state.hasRecording ? 1 : 0;
  const paths = new Map(state.pages.map(({ path }) => [path, recordings]));
  // The rest of a session that viewed more pages than are kept.
  if (state.pages.length < state.pageviews) paths.set(otherValue, recordings);
  return paths;
}

function countPath(side: Side, path: string, recordings: number): void {
  const { counts } = ofHour(side, 'path', path);
  add(counts, 'sessions', side.sign);
  add(counts, 'recordings', side.sign * recordings);
}

const namesOf = ({ state }: Side) => new Map(Object.keys(state.eventNames).map((name) => [name, true]));
