/** What a record changes: numbers to add, per item. Deltas of one item commute and add up. */
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
  /** Seconds since the epoch when the item may go. */
  ttl: number;
  counts: Partial<Record<keyof Counts | HeatSum, number>>;
  cells: Record<string, number>;
  /** References by visitor hash; Infinity: in the sketch for good. */
  visitors: Map<bigint, number>;
  label?: string;
}

export type Deltas = Map<string, Delta>;

/** Identity of a target within a bucket. */
export function targetId(target: Target): string {
  if (target.kind === 'counter') return `c\n${target.crowd}\n${target.by}\n${target.hour}\n${target.value}`;
  const { crowd, type, device, day, path, selector = '', band = 0 } = target;
  return `h\n${crowd}\n${type}\n${device}\n${day}\n${path}\n${selector}\n${band}`;
}

/** The delta of a target in `deltas`, made empty if it is not there. */
export function deltaOf(deltas: Deltas, target: Target, ttl: number): Delta {
  const id = targetId(target);
  const found = deltas.get(id);
  if (found) {
    found.ttl = Math.max(found.ttl, ttl);
    return found;
  }
  const made = emptyDelta(target, ttl);
  deltas.set(id, made);
  return made;
}

const emptyDelta = (target: Target, ttl: number): Delta => ({
  target,
  ttl,
  counts: {},
  cells: {},
  visitors: new Map(),
});

export function add<Name extends string>(numbers: Partial<Record<Name, number>>, name: Name, amount: number): void {
  numbers[name] = (numbers[name] ?? 0) + amount;
}

/** A sum that a table takes: forged numbers pile up to the last safe integer and stay there, and no write is refused. */
export const safeSum = (one = 0, other = 0): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, one + other));

/** Adds what `from` holds, `sign` times, to `into`. */
export function addDeltas(into: Deltas, from: Deltas, sign: 1 | -1 = 1): void {
  for (const [id, delta] of from) {
    const sum = into.get(id) ?? emptyDelta(delta.target, delta.ttl);
    into.set(id, sum);
    sum.ttl = Math.max(sum.ttl, delta.ttl);
    addDelta(sum, delta, sign);
  }
}

export function addDelta(sum: Delta, delta: Delta, sign: 1 | -1 = 1): void {
  for (const [name, amount] of entries(delta.counts)) add(sum.counts, name, sign * amount);
  for (const [cell, amount] of entries(delta.cells)) add(sum.cells, cell, sign * amount);
  for (const [hash, amount] of delta.visitors) sum.visitors.set(hash, (sum.visitors.get(hash) ?? 0) + sign * amount);
  if (delta.label !== undefined) sum.label = delta.label;
}

/** `after − before` and `direct`, without what cancels out. Takes `after` for its own. */
export function difference(before: Deltas, after: Deltas, direct: Deltas): Deltas {
  const deltas = after;
  addDeltas(deltas, before, -1);
  for (const [id, delta] of direct) {
    const sum = deltas.get(id);
    if (sum) {
      sum.ttl = Math.max(sum.ttl, delta.ttl);
      addDelta(sum, delta);
    } else deltas.set(id, delta);
  }
  for (const [id, delta] of deltas) {
    dropZeros(delta.counts);
    dropZeros(delta.cells);
    for (const [hash, amount] of delta.visitors) if (amount === 0) delta.visitors.delete(hash);
    const empty = delta.visitors.size + Object.keys(delta.counts).length + Object.keys(delta.cells).length === 0;
    if (empty) deltas.delete(id);
  }
  return deltas;
}

export function dropZeros(numbers: Partial<Record<string, number>>): void {
  for (const name of Object.keys(numbers)) if (numbers[name] === 0) delete numbers[name];
}

function entries<Name extends string>(numbers: Partial<Record<Name, number>>): [Name, number][] {
  return Object.entries(numbers) as [Name, number][];
}
