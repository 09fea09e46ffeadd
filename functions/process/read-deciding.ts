/**
 * Reads what decides about a batch: its sessions, and tombstones, of which there are hardly any. A bucket's lie in one
 * partition, so that one query tells for all visitors of a batch that none was forgotten.
 */
import { forgottenKeys } from './forgotten.ts';
import { inParallel } from './in-parallel.ts';
import { type ItemKey, type ItemStore, itemId } from './stores.ts';
import { type BucketBatch, isOfSession, type SessionRecord } from './stream-batch.ts';

const queriesAtOnce = 8;
/** Tombstones of 250 bytes that a query reads for one unit of 4 KB, which is what a get costs. */
const tombstonesPerGet = 15;
/** Tombstones that a query reads at most, however many gets it spares. */
const mostTombstones = 300;

type Table = Pick<ItemStore, 'read' | 'few'>;

/** Items by `itemId`, strongly consistent: those of sessions, by `keyOf`, and tombstones; maybe some of others too. */
export async function readDeciding(
  table: Table,
  buckets: readonly BucketBatch[],
  keyOf: (record: SessionRecord) => ItemKey,
): Promise<Map<string, ItemKey>> {
  const sessions = buckets.flatMap(({ records }) => records.filter(isOfSession).map(keyOf));
  const [stored, tombstones] = await Promise.all([table.read(sessions), readTombstones(table, buckets)]);
  return new Map([...stored, ...tombstones]);
}

async function readTombstones(table: Table, buckets: readonly BucketBatch[]): Promise<Map<string, ItemKey>> {
  const keys = buckets.flatMap(({ records }) => records.flatMap(forgottenKeys));
  const wanted = new Map(keys.map((key) => [itemId(key), key]));
  const partitions = Map.groupBy(wanted.values(), ({ pk }) => pk);
  const found = new Map<string, ItemKey>();
  const crowded: ItemKey[][] = [];
  await inParallel(queriesAtOnce, partitions, async ([pk, own]) => {
    const few = await table.few(pk, Math.min(own.length * tombstonesPerGet, mostTombstones));
    if (!few) crowded.push(own);
    for (const item of few ?? []) found.set(itemId(item), item);
  });
  if (crowded.length === 0) return found;
  return new Map([...found, ...(await table.read(crowded.flat()))]);
}
