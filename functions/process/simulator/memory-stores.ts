/** Stores in memory that behave as DynamoDB and S3 do; `store-contract.ts` holds both kinds to the same. */
import {
  type Condition,
  type ItemKey,
  type ItemReader,
  type ItemStore,
  itemId,
  type ObjectEntry,
  type ObjectReader,
  type ObjectStore,
} from '../stores.ts';

const maxItemBytes = 400 * 1_024;

/** One table. */
export class MemoryItemStore implements ItemStore, ItemReader {
  readonly items = new Map<string, ItemKey>();

  async read(keys: readonly ItemKey[]): Promise<Map<string, ItemKey>> {
    await turn();
    const found = new Map<string, ItemKey>();
    for (const key of keys) {
      const item = this.items.get(itemId(key));
      if (item) found.set(itemId(key), structuredClone(item));
    }
    return found;
  }

  async put<Item extends ItemKey>(item: Item, condition: Condition): Promise<boolean> {
    await turn();
    if (itemBytes(item) > maxItemBytes) throw new RangeError('Item size has exceeded the maximum allowed size');
    if (!this.holds(item, condition)) return false;
    this.items.set(itemId(item), withoutUndefined(structuredClone(item)));
    return true;
  }

  async remove(key: ItemKey, condition: Condition): Promise<boolean> {
    await turn();
    if (!this.holds(key, condition)) return false;
    this.items.delete(itemId(key));
    return true;
  }

  async keysOf(pk: string): Promise<ItemKey[]> {
    await turn();
    const own = [...this.items.values()].filter((item) => item.pk === pk).map((item) => ({ pk, sk: item.sk }));
    return own.sort((one, other) => (one.sk < other.sk ? -1 : 1));
  }

  async few(pk: string, most: number): Promise<ItemKey[] | undefined> {
    const items = await this.itemsOf(pk);
    return items.length > most ? undefined : items;
  }

  async itemsOf(pk: string, first = '', last = '\uffff'): Promise<ItemKey[]> {
    const keys = (await this.keysOf(pk)).filter(({ sk }) => sk >= first && sk <= last);
    return keys.map((key) => structuredClone(this.items.get(itemId(key))) as ItemKey);
  }

  private holds(key: ItemKey, condition: Condition): boolean {
    const item: Record<string, unknown> = { ...this.items.get(itemId(key)) };
    return Object.entries(condition).every(([name, value]) => {
      const found = item[name];
      if (value instanceof Uint8Array) return found instanceof Uint8Array && Buffer.compare(found, value) === 0;
      return found === value;
    });
  }
}

/** One bucket. */
export class MemoryObjectStore implements ObjectStore, ObjectReader {
  readonly objects = new Map<string, Uint8Array>();
  /** ms; what listings tell of when objects were put. */
  clock: () => number = Date.now;
  private readonly times = new Map<string, number>();

  async put(name: string, bytes: Uint8Array): Promise<void> {
    await turn();
    this.objects.set(name, Uint8Array.from(bytes));
    this.times.set(name, this.clock());
  }

  async list(prefix: string): Promise<ObjectEntry[]> {
    await turn();
    return [...this.objects]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, bytes]) => ({ name, bytes: bytes.byteLength, at: this.times.get(name) ?? 0 }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    await turn();
    return this.objects.get(name);
  }

  async remove(name: string): Promise<void> {
    await turn();
    this.objects.delete(name);
  }
}

/** Others get their turn, as with a store across the network. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** As DynamoDB counts: names and texts in UTF-8, bytes as they are, numbers by their digits, and a little for structure. */
export function itemBytes(value: unknown): number {
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce((sum, [name, inner]) => {
    const named = Array.isArray(value) ? 0 : Buffer.byteLength(name);
    return sum + 1 + named + itemBytes(inner);
  }, 3);
}

function withoutUndefined<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutUndefined) as Value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutUndefined(inner)])) as Value;
}
