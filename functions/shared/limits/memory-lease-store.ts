/** The marks of token buckets in memory, shared by whoever is given the store: for tests and benches. */
import type { LeaseStore } from './lease-store.ts';

export interface MemoryLeaseStore extends LeaseStore {
  /** Calls so far, by the partition they went to. */
  readonly calls: Map<string, number>;
  /** Those of them that write, whether or not they could. */
  readonly writes: Map<string, number>;
  readonly items: Map<string, Record<string, number>>;
}

export function memoryLeaseStore(): MemoryLeaseStore {
  const items = new Map<string, Record<string, number>>();
  const calls = new Map<string, number>();
  const writes = new Map<string, number>();
  const note = (counts: Map<string, number>, pk: string) => counts.set(pk, (counts.get(pk) ?? 0) + 1);
  return {
    items,
    calls,
    writes,
    async move({ pk }, moves) {
      note(calls, pk);
      note(writes, pk);
      const marks = { ...items.get(pk) };
      for (const move of moves) {
        const mark = marks[move.name];
        if ('to' in move) {
          if (mark !== undefined && mark > move.after) return undefined;
          marks[move.name] = move.to;
        } else {
          if (mark === undefined || mark <= move.after || mark > move.limit) return undefined;
          marks[move.name] = mark + move.by;
        }
      }
      items.set(pk, marks);
      return { ...marks };
    },
    async marks({ pk }) {
      note(calls, pk);
      return { ...items.get(pk) };
    },
  };
}
