/** What the two consumers need of a table and of a bucket; the simulator drives them over stores in memory. */

export interface ItemKey {
  pk: string;
  sk: string;
}

/** Attributes that must have these values; undefined: must not be there, as when there is no item. */
export type Condition = Readonly<Record<string, string | number | boolean | Uint8Array | undefined>>;

export interface ItemStore {
  /** Items by `itemId` of their key, strongly consistent; keys without an item are absent. */
  read(keys: readonly ItemKey[]): Promise<Map<string, ItemKey>>;
  /** Puts the whole item and answers true, or answers false and changes nothing when the condition does not hold. */
  put<Item extends ItemKey>(item: Item, condition: Condition): Promise<boolean>;
  /** Deletes the item, or answers false as `put` does. */
  remove(key: ItemKey, condition: Condition): Promise<boolean>;
  /** Keys of all items of a partition. */
  keysOf(pk: string): Promise<ItemKey[]>;
  /** Items of a partition, strongly consistent, or undefined where there are more than `most`. */
  few(pk: string, most: number): Promise<ItemKey[] | undefined>;
}

/** Reads ranges of a table, for what recounts. */
export interface ItemReader {
  read(keys: readonly ItemKey[]): Promise<Map<string, ItemKey>>;
  /** Items of a partition in the order of their sort keys, from `first` to `last`, both inclusive. */
  itemsOf(pk: string, first?: string, last?: string): Promise<ItemKey[]>;
}

/** An object of a bucket as a listing tells it. */
export interface ObjectEntry {
  name: string;
  bytes: number;
  /** ms since the epoch at which it was put. */
  at: number;
}

/** Reads and moves objects, for what recounts and redrives. */
export interface ObjectReader {
  list(prefix: string): Promise<ObjectEntry[]>;
  /** The object, or undefined when there is none. */
  get(name: string): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
}

export interface ObjectStore {
  put(name: string, bytes: Uint8Array): Promise<void>;
}

export const itemId = ({ pk, sk }: ItemKey): string => `${pk}\n${sk}`;
