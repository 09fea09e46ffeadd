/** How fast aggregate counts beacons, against the loop that only inflates, parses and counts them. */
import { aggregateBatch } from '../../functions/process/aggregate/aggregate-batch.ts';
import { Random } from '../../functions/process/simulator/random.ts';
import { type ItemKey, type ItemStore, itemId } from '../../functions/process/stores.ts';
import type { StreamRecord } from '../../functions/process/stream-batch.ts';
import { epochPosition } from '../../functions/shared/epoch-position.ts';
import { interleave } from '../interleave.ts';
import { newVisit, wholePageview } from './bodies.ts';
import { collectCall, countEvents, instantIngest } from './ingest-speed.ts';

/** A table that answers at once and takes what it is given without a copy. */
class InstantItems implements ItemStore {
  private readonly items = new Map<string, ItemKey>();

  async read(keys: readonly ItemKey[]): Promise<Map<string, ItemKey>> {
    const found = new Map<string, ItemKey>();
    for (const key of keys) {
      const item = this.items.get(itemId(key));
      if (item) found.set(itemId(key), item);
    }
    return found;
  }
  async put<Item extends ItemKey>(item: Item): Promise<boolean> {
    this.items.set(itemId(item), item);
    return true;
  }
  async remove(): Promise<boolean> {
    return true;
  }
  async keysOf(): Promise<ItemKey[]> {
    return [];
  }
  async few(): Promise<ItemKey[]> {
    return [];
  }
}

/** Events a second of CPU of both, by round: batches of 400 beacons of eight events, of as many new sessions. */
export async function aggregateSpeed(rounds: number, slice = 300) {
  const random = new Random(11);
  const at = Date.UTC(2026, 10, 20, 10, 12);
  const made = Array.from({ length: 400 }, () => wholePageview(random, newVisit(random), at + random.whole(0, 5_000)));
  const records: StreamRecord[] = [];
  const ingest = instantIngest(
    (partitionKey, data) => {
      const sequenceNumber = String(records.length + 1);
      records.push({ sequenceNumber, position: epochPosition(1, sequenceNumber), partitionKey, data });
    },
    () => at + 30_000,
  );
  for (const { body, sentAt } of made) await ingest(collectCall(body, sentAt));
  const events = made.reduce((sum, one) => sum + one.events.length, 0);
  const objects = { put: async () => {} };

  return await interleave(
    {
      loop: () => made.reduce((sum, { body }) => sum + countEvents(body), 0),
      aggregate: async () => {
        const failed = await aggregateBatch(records, {
          streamEpoch: 1,
          serverSecret: 'server secret',
          now: Math.floor(at / 1_000),
          randomHex: () => random.hex(16),
          tally: new InstantItems(),
          archive: objects,
          failures: objects,
        });
        if (failed[0]) throw new Error(`aggregate failed: ${failed[0].reason}`);
        return events;
      },
    },
    { rounds, slice },
  );
}
