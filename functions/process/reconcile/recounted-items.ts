/** What the records of a recount add up to, item by item, without keeping them. */
import { unpackCounted } from '../../shared/packed-heat.ts';
import { changeVisitors, emptySketch } from '../../shared/visitor-sketch.ts';
import { changedItem, type ItemChange } from '../aggregate/count-item.ts';
import { addDelta, type Delta, emptyDelta, type Target } from '../aggregate/deltas.ts';
import { type ItemKey, itemId } from '../stores.ts';
import type { Counted } from './item-drift.ts';

/** A delta that the item has not counted: it may come yet, or be lost. */
interface Pending {
  position: string;
  delta: Delta;
  at: number;
}

interface Sum extends Omit<ItemChange, 'deltas'> {
  /** Visitors who left again stay in it with no references: they tell who ever was there. */
  delta: Delta;
  pending: Pending[];
}

export interface RecountedItem {
  key: ItemKey;
  target: Target;
  /** The item as it has to be; undefined when nothing of it is due. */
  expected: Counted | undefined;
  /** Sketch of all visitors who were ever in it. */
  everIn: Uint8Array;
}

/**
 * Up to which position something has to have counted: what it says itself, and beyond that what was archived so
 * long ago that it comes no more. `records`: positions in order, with when they were archived.
 */
export function dueUntil(
  w: string,
  records: readonly { position: string; at: number }[],
  settledBefore: number,
): string {
  let due = w;
  for (const { position, at } of records) {
    if (position <= w) continue;
    if (at > settledBefore) return due;
    due = position;
  }
  return due;
}

export class RecountedItems {
  private readonly sums = new Map<string, Sum>();
  private readonly wants: (target: Target) => boolean;
  private readonly stored: ReadonlyMap<string, Counted>;

  /** `wants`: what is recounted; `stored`: its items as they are. */
  constructor(wants: (target: Target) => boolean, stored: ReadonlyMap<string, Counted>) {
    this.wants = wants;
    this.stored = stored;
  }

  /** Takes changes, in any order. `archivedAt`: when the record of a position was put away, ms. */
  add(changes: Iterable<ItemChange>, archivedAt: ReadonlyMap<string, number>): void {
    for (const { deltas, ...item } of changes) {
      if (!this.wants(item.target)) continue;
      const id = itemId(item.key);
      const w = this.stored.get(id)?.w ?? '';
      const sum = this.sums.get(id) ?? { ...item, delta: emptyDelta(item.target), pending: [] };
      this.sums.set(id, sum);
      for (const delta of deltas) {
        const { last: position } = delta;
        if (position <= w) addDelta(sum.delta, delta);
        else sum.pending.push({ position, delta, at: archivedAt.get(position) ?? 0 });
      }
    }
  }

  /** Every item that anything was counted for, by id. */
  finish(settledBefore: number): Map<string, RecountedItem> {
    const items = new Map<string, RecountedItem>();
    for (const [id, sum] of this.sums) {
      const pending = sum.pending.sort((one, other) => (one.position < other.position ? -1 : 1));
      const due = dueUntil(this.stored.get(id)?.w ?? '', pending, settledBefore);
      for (const { position, delta } of pending) if (position <= due) addDelta(sum.delta, delta);
      const { key, project, bucket, target, delta } = sum;
      const change = { key, project, bucket, target, deltas: [delta] };
      const item = delta.last === '' ? undefined : changedItem(change, undefined);
      items.set(id, {
        key,
        target,
        expected: item && unpackCounted(item),
        everIn: changeVisitors(
          emptySketch,
          [...delta.visitors.keys()].map((hash) => [hash, 1] as const),
        ),
      });
      this.sums.delete(id);
    }
    return items;
  }
}
