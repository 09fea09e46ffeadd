/** A session on both sides of a record: what it contributed before is taken away, what it does after is added. */
import type { CounterBy, Crowd } from '../../shared/tally-items.ts';
import { type CountingSettings, crowdOf, expiry } from './counting.ts';
import type { Delta, Deltas } from './deltas.ts';
import type { FirstEvent, SessionState } from './session-state.ts';

export interface Side {
  deltas: Deltas;
  sign: 1 | -1;
  state: SessionState;
  /** The session counts where its first event was. */
  first: FirstEvent;
  crowd: Crowd;
  visitor: bigint;
  settings: CountingSettings;
}

export interface Sides {
  /** The earlier first. A session begins with one; before its first analytics event it has none, and counts nowhere. */
  all: readonly Side[];
  /** Both count for one visitor in one hour, so that what is alike stays where it is. */
  isBegunAlike: boolean;
}

export function sidesOf(
  deltas: Deltas,
  before: SessionState | undefined,
  after: SessionState,
  settings: CountingSettings,
): Sides {
  const sideOf = (state: SessionState | undefined, sign: 1 | -1): Side[] => {
    const { first } = state ?? {};
    if (!state || !first) return [];
    const visitor = settings.hash(first.visitor);
    return [{ deltas, sign, state, first, crowd: crowdOf(first.client), visitor, settings }];
  };
  const all = [...sideOf(before, -1), ...sideOf(after, 1)];
  const [one, other] = all;
  const isBegunAlike =
    one?.first.hour === other?.first.hour && one?.crowd === other?.crowd && one?.visitor === other?.visitor;
  return { all, isBegunAlike };
}

/** A counter of the hour in which the session began. */
export const ofHour = (side: Side, by: CounterBy, value: string): Delta => counterOf(side, by, side.first.hour, value);

export const counterOf = ({ deltas, crowd, settings }: Side, by: CounterBy, hour: number, value: string): Delta =>
  deltas.ofCounter(crowd, by, hour, value, expiry(hour, settings.eventDays));

/** Counts each member of a side that the other side has not, or has otherwise. */
export function moveMembers<Name extends string, Value>(
  { all, isBegunAlike }: Sides,
  membersOf: (side: Side) => ReadonlyMap<Name, Value>,
  count: (side: Side, name: Name, value: Value) => void,
  isSame = (one: Value, other: Value): boolean => one === other,
): void {
  const members = all.map(membersOf);
  for (const [index, side] of all.entries()) {
    const others = isBegunAlike ? members[1 - index] : undefined;
    for (const [name, value] of members[index] ?? []) {
      const other = others?.get(name);
      if (other === undefined || !isSame(value, other)) count(side, name, value);
    }
  }
}
