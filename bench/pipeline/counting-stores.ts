/** Stores in memory that count what DynamoDB and S3 would charge for. */
import { itemBytes, MemoryItemStore, MemoryObjectStore } from '../../functions/process/simulator/memory-stores.ts';
import { type Condition, type ItemKey, itemId } from '../../functions/process/stores.ts';

interface Indexed {
  gpk?: string;
  gsk?: string;
}

export class CountingItems extends MemoryItemStore {
  /** Units of 1 KB, those of an index among them. */
  writes = 0;
  /** Units of 4 KB. */
  reads = 0;
  puts = 0;
  /** Units by what kind of item they were written for: the beginning of its key. */
  readonly writesOf = new Map<string, number>();

  override async read(keys: readonly ItemKey[]): Promise<Map<string, ItemKey>> {
    const found = await super.read(keys);
    const wanted = new Set(keys.map(itemId));
    for (const id of wanted) this.reads += readUnits(itemBytes(found.get(id) ?? ''));
    return found;
  }

  override async few(pk: string, most: number): Promise<ItemKey[] | undefined> {
    const found = await super.few(pk, most);
    // A query is charged for all that it looked at together, which is one more where there are too many.
    const looked = found ?? (await this.itemsOf(pk)).slice(0, most + 1);
    this.reads += readUnits(looked.reduce((sum, item) => sum + itemBytes(item), 0));
    return found;
  }

  override async put<Item extends ItemKey>(item: Item, condition: Condition): Promise<boolean> {
    const units =
      Math.ceil(itemBytes(item) / 1_024) +
      indexUnits(this.items.get(itemId(item)) as Indexed | undefined, item as Indexed);
    const put = await super.put(item, condition);
    const [kind = ''] = item.pk.split('#');
    this.writes += units;
    this.puts += 1;
    this.writesOf.set(kind, (this.writesOf.get(kind) ?? 0) + units);
    return put;
  }

  bytes(): number {
    let sum = 0;
    for (const item of this.items.values()) sum += itemBytes(item) + 100;
    return sum;
  }
}

/** What is empty costs the least there is. */
const readUnits = (bytes: number): number => Math.ceil(Math.max(1, bytes) / 4_096);

/** The index has keys alone: a row is written when an item first has them, and moved when they change. */
function indexUnits(before: Indexed | undefined, { gpk, gsk }: Indexed): number {
  if (before?.gpk === gpk && before?.gsk === gsk) return 0;
  return (before?.gpk === undefined ? 0 : 1) + (gpk === undefined ? 0 : 1);
}

export class CountingObjects extends MemoryObjectStore {
  puts = 0;
  bytes = 0;

  override async put(name: string, bytes: Uint8Array): Promise<void> {
    this.puts += 1;
    this.bytes += bytes.byteLength;
    await super.put(name, bytes);
  }
}
