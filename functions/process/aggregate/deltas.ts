/** What records change: numbers to add, per item. Deltas of one item commute and add up. */
import type { HeatmapType } from '#contracts/answers.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import type { CounterBy, Counts, Crowd } from '../../shared/tally-items.ts';

export interface CounterTarget {
  kind: 'counter';
  crowd: Crowd;
  by: CounterBy;
  /** ms of the hour's start. */
  hour: number;
  value: string;
}

export interface HeatTarget {
  kind: 'heat';
  crowd: Crowd;
  type: HeatmapType;
  device: DeviceClass;
  path: string;
  /** ms of the start of the project-local day. */
  day: number;
  /** click kinds: the element. */
  selector?: string;
  /** move: which part of the page's height, past the first. */
  band?: number;
}

export type Target = CounterTarget | HeatTarget;
export type HeatSum = 'samples' | 'pageX' | 'pageY' | 'pageWidth' | 'pageHeight';

export interface Delta {
  target: Target;
  /** Positions of the first and the last record that it adds up. */
  first: string;
  last: string;
  /** Seconds since the epoch when the item may go. */
  ttl: number;
  counts: Partial<Record<keyof Counts | HeatSum, number>>;
  /** By cell, as packed-heat.ts numbers them. */
  cells: Map<number, number>;
  /** References by visitor hash; Infinity: in the sketch for good. */
  visitors: Map<bigint, number>;
  label?: string;
}

export const emptyDelta = (target: Target, position = ''): Delta => ({
  target,
  first: position,
  last: position,
  ttl: 0,
  counts: {},
  cells: new Map(),
  visitors: new Map(),
});

/** Identity of a target within a bucket. */
export function targetId(target: Target): string {
  if (target.kind === 'counter') return `c\n${target.crowd}\n${target.by}\n${target.hour}\n${target.value}`;
  const { crowd, type, device, day, path, selector = '', band = 0 } = target;
  return `h\n${crowd}\n${type}\n${device}\n${day}\n${path}\n${selector}\n${band}`;
}

type CountersOfHour = Map<CounterBy, Map<string, Delta>>;

/**
 * One delta for each target that records change, made when it is asked for first. One that adds up to nothing stays:
 * its item may have counted some of the records.
 */
export class Deltas {
  /** In the order in which they were asked for. */
  private readonly all: Delta[] = [];
  private readonly counters = { human: new Map<number, CountersOfHour>(), bot: new Map<number, CountersOfHour>() };
  private readonly heat = new Map<string, Delta>();
  private position = '';

  /** What is asked for from here on changes by the record at this position. */
  at(position: string): this {
    this.position = position;
    return this;
  }

  get size(): number {
    return this.all.length;
  }

  values(): readonly Delta[] {
    return this.all;
  }

  /** The delta of a counter; `ttl`: its item lives until then, at least. */
  ofCounter(crowd: Crowd, by: CounterBy, hour: number, value: string, ttl: number): Delta {
    const hourly = within(this.counters[crowd], hour);
    const values = within(hourly, by);
    const found = values.get(value) ?? this.made(values, value, { kind: 'counter', crowd, by, hour, value });
    return this.changing(found, ttl);
  }

  /** The delta of a heatmap item. */
  ofHeat(target: HeatTarget, ttl: number): Delta {
    const id = targetId(target);
    return this.changing(this.heat.get(id) ?? this.made(this.heat, id, target), ttl);
  }

  private made(place: Map<string, Delta>, name: string, target: Target): Delta {
    const delta = emptyDelta(target, this.position);
    place.set(name, delta);
    this.all.push(delta);
    return delta;
  }

  private changing(delta: Delta, ttl: number): Delta {
    delta.last = this.position;
    if (delta.ttl < ttl) delta.ttl = ttl;
    return delta;
  }
}

/** The map under a key, made empty if it is not there. */
function within<Key, Name, Value>(maps: Map<Key, Map<Name, Value>>, key: Key): Map<Name, Value> {
  const found = maps.get(key);
  if (found) return found;
  const made = new Map<Name, Value>();
  maps.set(key, made);
  return made;
}

export function add<Name extends string>(numbers: Partial<Record<Name, number>>, name: Name, amount: number): void {
  numbers[name] = (numbers[name] ?? 0) + amount;
}

/** Adds to what stands under a key: to a cell, or to a visitor's references. */
export function addAt<Key>(numbers: Map<Key, number>, key: Key, amount: number): void {
  numbers.set(key, (numbers.get(key) ?? 0) + amount);
}

/** A sum that a table takes: forged numbers pile up to the last safe integer and stay there, and no write is refused. */
export const safeSum = (one = 0, other = 0): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, one + other));

export function addDelta(sum: Delta, delta: Delta): void {
  for (const [name, amount] of entries(delta.counts)) add(sum.counts, name, amount);
  for (const [cell, amount] of delta.cells) addAt(sum.cells, cell, amount);
  for (const [hash, amount] of delta.visitors) addAt(sum.visitors, hash, amount);
  if (delta.label !== undefined) sum.label = delta.label;
  if (delta.last > sum.last) sum.last = delta.last;
  sum.ttl = Math.max(sum.ttl, delta.ttl);
}

function entries<Name extends string>(numbers: Partial<Record<Name, number>>): [Name, number][] {
  return Object.entries(numbers) as [Name, number][];
}
