/** The two consumers over stores in memory. */
import { randomBytes } from 'node:crypto';
import { type AggregateContext, aggregateBatch } from '../aggregate/aggregate-batch.ts';
import { NameLists } from '../aggregate/name-lists.ts';
import { KeptFileNames } from '../record/kept-file-names.ts';
import { recordBatch } from '../record/record-batch.ts';
import { type Condition, type ItemKey, type ItemStore, itemId } from '../stores.ts';
import type { StreamRecord } from '../stream-batch.ts';
import type { Invoke } from './event-source.ts';
import { MemoryItemStore, MemoryObjectStore } from './memory-stores.ts';
import type { Random } from './random.ts';

export const streamEpoch = 1_760_000_000_000;
export const serverSecret = 'a secret of the server';
const floodBatch = 500;

/** Notes items whose position went backwards: within a bucket, and so within a session, order has to hold. */
class OrderedItemStore extends MemoryItemStore {
  readonly setBack: string[] = [];

  override async put<Item extends ItemKey & { w?: string }>(item: Item, condition: Condition): Promise<boolean> {
    const before = (this.items.get(itemId(item)) as { w?: string } | undefined)?.w ?? '';
    const put = await super.put(item, condition);
    if (put && (item.w ?? '') < before) this.setBack.push(itemId(item));
    return put;
  }
}

export class Stores {
  readonly tally = new OrderedItemStore();
  readonly archive = new MemoryObjectStore();
  readonly recordings = new MemoryItemStore();
  readonly keys = new MemoryItemStore();
  readonly blocks = new MemoryObjectStore();
  readonly failures = new MemoryObjectStore();
  /** What was sent of pages, and whose visits name it. */
  readonly gate = new MemoryItemStore();
  readonly keptFiles = new KeptFileNames(this.gate, { keep: async () => true });
}

/** What a batch needs to be counted into these stores, as they are. */
export const aggregateInto = ({ tally, archive, failures }: Stores): AggregateContext => ({
  streamEpoch,
  serverSecret,
  now: 0,
  randomHex: () => randomBytes(16).toString('hex'),
  tally,
  archive,
  failures,
});

/** Counts so many records, 500 at a time; throws what stopped a bucket. */
export async function countFlood(stores: Stores, count: number, record: (n: number) => StreamRecord): Promise<void> {
  const names = new NameLists();
  for (let first = 0; first < count; first += floodBatch) {
    const records = Array.from({ length: floodBatch }, (_, n) => record(first + n));
    const failed = await aggregateBatch(records, { ...aggregateInto(stores), names });
    if (failed.length > 0) throw failed[0]?.reason;
  }
}

/** Wraps the table that counters are in: how a test breaks one rule. */
export type Bend = (tally: ItemStore, batch: readonly StreamRecord[]) => ItemStore;

export function aggregateOver(stores: Stores, random: Random, bend: Bend = (tally) => tally): Invoke {
  return (batch, way) => {
    const context: AggregateContext = {
      streamEpoch: epochOf(batch),
      serverSecret,
      now: 0,
      randomHex: () => random.hex(16),
      tally: bend(way.items(stores.tally), batch),
      archive: way.objects(stores.archive),
      failures: way.objects(stores.failures),
    };
    return aggregateBatch(batch, context);
  };
}

export function recordOver(stores: Stores, random: Random): Invoke {
  return (batch, way) =>
    recordBatch(batch, {
      streamEpoch: epochOf(batch),
      randomHex: () => random.hex(16),
      recordings: way.items(stores.recordings),
      keys: way.items(stores.keys),
      blocks: way.objects(stores.blocks),
      failures: way.objects(stores.failures),
      keptFiles: new KeptFileNames(way.items(stores.gate), { keep: async () => true }),
    });
}

/** A container reads it once, and serves one stream. */
const epochOf = ([first]: readonly StreamRecord[]): number => Number(first?.position.slice(0, 13));
