/** The marks of token buckets in memory, shared by whoever is given the store: for tests and benches. */
import type { LeaseStore } from './lease-store.ts';

export interface MemoryLeaseStore extends LeaseStore {
  /** Calls so far, by the partition they went to. */
  readonly calls: Map<string, number>;
  readonly items: Map<string, Record<string, number>>;
}

export function memoryLeaseStore(): MemoryLeaseStore {
  const items = new Map<string, Record<string, number>>();
  const calls = new Map<string, number>();
  const note = (pk: string) => calls.set(pk, (calls.get(pk) ?? 0) + 1);
  return {
    items,
    calls,
    async move({ pk }, moves) {
      note(pk);
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
      note(pk);
      return { ...items.get(pk) };
    },
  };
}
