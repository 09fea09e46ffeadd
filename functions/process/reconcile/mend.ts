/** Writes what a recount found to be right, each item on the condition that nobody wrote it meanwhile. */
import { type PackedHeat, packCounted, unpackCounted } from '../../shared/packed-heat.ts';
import { packSession } from '../../shared/packed-session.ts';
import type { CounterItem } from '../../shared/tally-items.ts';
import { inParallel } from '../in-parallel.ts';
import { type ItemKey, type ItemStore, itemId } from '../stores.ts';
import { type ItemFinding, mendedItem } from './item-drift.ts';
import type { Findings } from './reconcile-day.ts';

const writesAtOnce = 16;
const tries = 6;

export interface Mended {
  items: number;
  sessions: number;
  /** What changed while it was looked at: it is found again by the next run. */
  busy: ItemKey[];
}

/** Sessions first: what they count from now on follows from their state. */
export async function mend({ items, sessions }: Findings, tally: ItemStore): Promise<Mended> {
  const mended: Mended = { items: 0, sessions: 0, busy: [] };
  await inParallel(writesAtOnce, sessions, async ({ key, stored, expected, drift }) => {
    if (drift.length === 0) return;
    const item = packSession({ ...expected, ttl: Math.max(expected.ttl, stored?.ttl ?? 0) });
    if (await tally.put(item, { w: stored?.w })) mended.sessions += 1;
    else mended.busy.push(key);
  });
  await inParallel(writesAtOnce, items, async (finding) => {
    if (finding.drift.length === 0) return;
    if (await mendItem(finding, tally)) mended.items += 1;
    else mended.busy.push(finding.key);
  });
  return mended;
}

async function mendItem(finding: ItemFinding, tally: ItemStore): Promise<boolean> {
  const { key, stored, expected } = finding;
  for (let n = 0; n < tries; n += 1) {
    const item = (await tally.read([key])).get(itemId(key)) as CounterItem | PackedHeat | undefined;
    const current = item && unpackCounted(item);
    // It was to be emptied, and has expired since.
    if (!current && !expected) return true;
    // Records past what it had counted are in the recount, and may be in the item by now.
    const moved = current?.w !== stored?.w;
    if (moved && expected && expected.w > (stored?.w ?? '')) return false;
    if (await tally.put(packCounted(mendedItem(finding, current)), { w: current?.w })) return true;
  }
  return false;
}
