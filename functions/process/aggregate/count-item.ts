/** Applies what is due to one counter or heatmap item: this, with the condition on `w`, is exactly-once. */
import { type Cells, type PackedHeat, packCells, unpackCells } from '../../shared/packed-heat.ts';
import {
  type CounterItem,
  type Counts,
  counterPartition,
  counterSort,
  heatPartition,
  heatSort,
  selectorPart,
} from '../../shared/tally-items.ts';
import { changeVisitors, emptySketch } from '../../shared/visitor-sketch.ts';
import type { ItemKey } from '../stores.ts';
import {
  addDelta,
  type CounterTarget,
  type Delta,
  emptyDelta,
  type HeatTarget,
  safeSum,
  type Target,
} from './deltas.ts';

/** Cells of one item, so that it stays below 100 KB; a cell that comes later is not drawn. */
export const maxCells = 5_000;

/** An item as it stands in the table. */
export type CountedItem = CounterItem | PackedHeat;

/** An item has counted some of the records that a delta adds up, and not others: each has to be taken by itself. */
export class PartlyCountedError extends Error {
  override name = 'PartlyCountedError' as const;
}

/** Everything one bucket's batch changes in one item. */
export interface ItemChange {
  key: ItemKey;
  project: string;
  bucket: number;
  target: Target;
  deltas: Delta[];
}

export function itemKeyOf(project: string, bucket: number, target: Target): ItemKey {
  const { pk, sk } = keyOf(project, bucket, target);
  // A long value is cut for its key, where half a character may be left, which would come back as another key.
  return { pk: pk.toWellFormed(), sk: sk.toWellFormed() };
}

function keyOf(project: string, bucket: number, target: Target): ItemKey {
  if (target.kind === 'counter') {
    const { crowd, by, hour, value } = target;
    return { pk: counterPartition(project, crowd, by, hour), sk: counterSort(hour, value, bucket) };
  }
  const { crowd, type, device, path, day, selector, band = 0 } = target;
  const own = band > 0 ? `${type}.${band}` : type;
  const part = selector === undefined ? own : selectorPart(selector);
  return { pk: heatPartition(project, crowd, type, device, path), sk: heatSort(day, part, bucket) };
}

/** Whether the item has counted some of what one of the deltas adds up, and not all of it. */
export const isPartlyCounted = ({ deltas }: ItemChange, { w }: CountedItem): boolean =>
  deltas.some(({ first, last }) => w >= first && w < last);

/**
 * The item after the deltas past its `w`, or undefined when it has counted all of them. Throws PartlyCountedError
 * where {@link isPartlyCounted}.
 */
export function changedItem(change: ItemChange, read: CountedItem | undefined): CountedItem | undefined {
  const { key, target } = change;
  if (read && isPartlyCounted(change, read)) throw new PartlyCountedError(`${key.pk} ${key.sk} has counted a part`);
  const due = change.deltas.filter(({ last }) => read === undefined || last > read.w);
  const [first, ...rest] = due;
  if (!first) return undefined;
  const sum = rest.length === 0 ? first : sumOf(target, due);
  const base = {
    ...key,
    w: sum.last,
    visitors: changeVisitors(read?.visitors ?? emptySketch, sum.visitors),
    ttl: Math.max(read?.ttl ?? 0, sum.ttl),
  };
  return target.kind === 'counter'
    ? counterItem(base, target, sum, read as CounterItem | undefined)
    : heatItem(base, target, sum, read as PackedHeat | undefined);
}

function sumOf(target: Target, deltas: readonly Delta[]): Delta {
  const sum = emptyDelta(target);
  for (const delta of deltas) addDelta(sum, delta);
  return sum;
}

type Base = Pick<CounterItem, 'pk' | 'sk' | 'w' | 'visitors' | 'ttl'>;

function counterItem(base: Base, { hour, value }: CounterTarget, sum: Delta, read?: CounterItem): CounterItem {
  const counts: Partial<Record<string, number>> = { ...read?.counts };
  for (const [name, amount] of Object.entries(sum.counts)) {
    counts[name] = safeSum(counts[name], amount);
    if (counts[name] === 0) delete counts[name];
  }
  return { ...base, value, hour, counts: counts as Counts };
}

function heatItem(base: Base, { path, day, selector }: HeatTarget, sum: Delta, read?: PackedHeat): PackedHeat {
  const { samples = 0, pageWidth = 0, pageHeight = 0, pageX, pageY } = sum.counts;
  const label = sum.label ?? read?.label;
  return {
    ...base,
    path,
    day,
    samples: safeSum(read?.samples, samples),
    pageWidth: safeSum(read?.pageWidth, pageWidth),
    pageHeight: safeSum(read?.pageHeight, pageHeight),
    packed: packCells(changedCells(read ? unpackCells(read.packed) : new Map(), sum.cells)),
    ...(selector === undefined
      ? {}
      : { selector, pageX: safeSum(read?.pageX, pageX), pageY: safeSum(read?.pageY, pageY) }),
    ...(label === undefined ? {} : { label }),
  };
}

function changedCells(cells: Cells, changes: ReadonlyMap<number, number>): Cells {
  // A cell that comes to nothing keeps its place until all have been changed.
  for (const [cell, amount] of changes) {
    const known = cells.get(cell);
    if (known !== undefined || cells.size < maxCells) cells.set(cell, safeSum(known, amount));
  }
  for (const [cell, amount] of cells) if (amount === 0) cells.delete(cell);
  return cells;
}
