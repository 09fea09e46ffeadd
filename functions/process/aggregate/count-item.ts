/** Applies what is due to one counter or heatmap item: this, with the condition on `w`, is exactly-once. */
import {
  type CounterItem,
  type Counts,
  counterPartition,
  counterSort,
  type HeatItem,
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
  dropZeros,
  type HeatTarget,
  safeSum,
  type Target,
} from './deltas.ts';

/** Cells of one item, so that it stays below 100 KB; a cell that comes later is not drawn. */
export const maxCells = 5_000;

/** A delta with the position of the record it comes from. */
export interface PlacedDelta {
  position: string;
  delta: Delta;
}

/** Everything one bucket's batch changes in one item, in the stream's order. */
export interface ItemChange {
  key: ItemKey;
  project: string;
  bucket: number;
  target: Target;
  deltas: PlacedDelta[];
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

/** The item after the deltas past its `w`, or undefined when it has counted all of them. */
export function changedItem(
  change: ItemChange,
  read: CounterItem | HeatItem | undefined,
): CounterItem | HeatItem | undefined {
  const due = change.deltas.filter(({ position }) => read === undefined || position > read.w);
  const last = due.at(-1);
  if (!last) return undefined;
  const sum: Delta = { target: change.target, ttl: 0, counts: {}, cells: {}, visitors: new Map() };
  for (const { delta } of due) {
    addDelta(sum, delta);
    sum.ttl = Math.max(sum.ttl, delta.ttl);
  }
  const base = {
    ...change.key,
    w: last.position,
    visitors: changeVisitors(read?.visitors ?? emptySketch, sum.visitors),
    ttl: Math.max(read?.ttl ?? 0, sum.ttl),
  };
  return change.target.kind === 'counter'
    ? counterItem(base, change.target, sum, read as CounterItem | undefined)
    : heatItem(base, change.target, sum, read as HeatItem | undefined);
}

type Base = Pick<CounterItem, 'pk' | 'sk' | 'w' | 'visitors' | 'ttl'>;

function counterItem(base: Base, { hour, value }: CounterTarget, sum: Delta, read?: CounterItem): CounterItem {
  const counts: Partial<Record<string, number>> = { ...read?.counts };
  for (const [name, amount] of Object.entries(sum.counts)) counts[name] = safeSum(counts[name], amount);
  dropZeros(counts);
  return { ...base, value, hour, counts: counts as Counts };
}

function heatItem(base: Base, { path, day, selector }: HeatTarget, sum: Delta, read?: HeatItem): HeatItem {
  const cells: Record<string, number> = { ...read?.cells };
  let size = Object.keys(cells).length;
  for (const [cell, amount] of Object.entries(sum.cells)) {
    if (cells[cell] === undefined && size >= maxCells) continue;
    if (cells[cell] === undefined) size += 1;
    cells[cell] = safeSum(cells[cell], amount);
  }
  dropZeros(cells);
  const { samples = 0, pageWidth = 0, pageHeight = 0, pageX, pageY } = sum.counts;
  const label = sum.label ?? read?.label;
  return {
    ...base,
    path,
    day,
    samples: safeSum(read?.samples, samples),
    pageWidth: safeSum(read?.pageWidth, pageWidth),
    pageHeight: safeSum(read?.pageHeight, pageHeight),
    cells,
    ...(selector === undefined
      ? {}
      : { selector, pageX: safeSum(read?.pageX, pageX), pageY: safeSum(read?.pageY, pageY) }),
    ...(label === undefined ? {} : { label }),
  };
}
