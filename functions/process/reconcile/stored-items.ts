import { heatmapTypes } from '#contracts/answers.ts';
import { deviceClasses, dimensionNames } from '#contracts/fields.ts';
import { type PackedHeat, unpackCounted } from '../../shared/packed-heat.ts';
import {
  type CounterBy,
  type CounterItem,
  type Crowd,
  counterPartition,
  heatPartition,
  instantKey,
  utcDay,
} from '../../shared/tally-items.ts';
import { inParallel } from '../in-parallel.ts';
import { type ItemReader, itemId } from '../stores.ts';
import type { Counted } from './item-drift.ts';
import type { LocalDay } from './local-day.ts';

const day = 86_400_000;
const readsAtOnce = 16;
const crowds: readonly Crowd[] = ['human', 'bot'];
/** Quotas go by month: `usage-month.ts`. */
const counterBys: readonly CounterBy[] = ['all', 'minute', 'property', ...dimensionNames];

/** Every counter of the day, and every heatmap of these paths, whatever device it was drawn for. */
export async function storedItems(
  project: string,
  local: LocalDay,
  paths: Iterable<string>,
  tally: ItemReader,
): Promise<Map<string, Counted>> {
  const partitions = new Set<string>();
  for (const crowd of crowds) {
    for (const by of counterBys) {
      for (let at = local.start; ; at = Math.min(at + day, local.end - 1)) {
        partitions.add(counterPartition(project, crowd, by, at));
        if (at === local.end - 1 || utcDay(at) === utcDay(local.end - 1)) break;
      }
    }
  }
  for (const path of paths) {
    for (const crowd of crowds) {
      for (const device of deviceClasses) {
        for (const type of heatmapTypes) partitions.add(heatPartition(project, crowd, type, device, path));
      }
    }
  }
  const found = new Map<string, Counted>();
  const last = `${instantKey(local.end - 1)}\uffff`;
  await inParallel(readsAtOnce, partitions, async (pk) => {
    for (const item of await tally.itemsOf(pk, instantKey(local.start), last))
      found.set(itemId(item), unpackCounted(item as CounterItem | PackedHeat));
  });
  return found;
}
