import { type Condition, type ItemKey, type ItemReader, type ItemStore, itemId } from '../stores.ts';

/** A table that takes writes and keeps them to itself: a recount that only looks admits names in here. */
export class OverlayItems implements ItemStore {
  private readonly below: ItemReader;
  private readonly own = new Map<string, ItemKey>();

  constructor(below: ItemReader) {
    this.below = below;
  }

  async read(keys: readonly ItemKey[]): Promise<Map<string, ItemKey>> {
    const found = await this.below.read(keys);
    for (const key of keys) {
      const own = this.own.get(itemId(key));
      if (own) found.set(itemId(key), own);
    }
    return found;
  }

  async put<Item extends ItemKey>(item: Item, condition: Condition): Promise<boolean> {
    const known = { ...(await this.read([item])).get(itemId(item)) } as Record<string, unknown>;
    if (Object.entries(condition).some(([name, value]) => known[name] !== value)) return false;
    this.own.set(itemId(item), item);
    return true;
  }

  remove(): Promise<boolean> {
    return Promise.reject(new Error('a recount removes nothing'));
  }

  keysOf(): Promise<ItemKey[]> {
    return Promise.reject(new Error('a recount lists no partition'));
  }

  few(): Promise<ItemKey[]> {
    return Promise.reject(new Error('a recount reads no partition'));
  }
}
