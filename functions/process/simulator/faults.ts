/** What goes wrong on the way to a store: a process that dies, a store that fails, an answer that is lost. */
import type { Condition, ItemKey, ItemStore, ObjectStore } from '../stores.ts';

/** The function died: nothing it would have done later happens. */
export class CrashError extends Error {
  override name = 'CrashError' as const;
}

/** A store failed once. */
export class StoreError extends Error {
  override name = 'StoreError' as const;
}

export interface Fault {
  /** Which write of the invocation, from 0. */
  write: number;
  when: 'before' | 'after';
  /** `fail`: the write throws; with `after` it was done, and only its answer is lost. */
  what: 'crash' | 'fail';
}

/** One invocation's way to the stores, with at most one fault. */
export class FaultyWay {
  writes = 0;
  crashed = false;
  private readonly fault: Fault | undefined;

  constructor(fault?: Fault) {
    this.fault = fault;
  }

  items(store: ItemStore): ItemStore {
    return {
      read: (keys: readonly ItemKey[]) => this.read(() => store.read(keys)),
      keysOf: (pk: string) => this.read(() => store.keysOf(pk)),
      put: <Item extends ItemKey>(item: Item, condition: Condition) => this.write(() => store.put(item, condition)),
      remove: (key: ItemKey, condition: Condition) => this.write(() => store.remove(key, condition)),
    };
  }

  objects(store: ObjectStore): ObjectStore {
    return { put: (name: string, bytes: Uint8Array) => this.write(() => store.put(name, bytes)) };
  }

  private async read<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.crashed) throw new CrashError('dead');
    return work();
  }

  private async write<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.crashed) throw new CrashError('dead');
    const struck = this.fault?.write === this.writes ? this.fault : undefined;
    this.writes += 1;
    if (struck?.when === 'before') this.strike(struck);
    const result = await work();
    if (struck?.when === 'after') this.strike(struck);
    return result;
  }

  private strike({ what, when }: Fault): never {
    if (what === 'fail') throw new StoreError(`the store failed ${when} a write`);
    this.crashed = true;
    throw new CrashError(`died ${when} a write`);
  }
}
