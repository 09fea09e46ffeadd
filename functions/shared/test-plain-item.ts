/** For tests: an item with all its attributes by name, whichever of them its kind packs. */
import { type GatheredItem, unpackGathered } from './gathered-items.ts';
import { type PackedHeat, unpackCounted } from './packed-heat.ts';
import { unpackSession } from './packed-session.ts';
import type { CounterItem } from './tally-items.ts';

export function plainItem(item: { pk: string; sk: string }): object {
  if (item.pk.startsWith('S#')) return unpackSession(item);
  if (!item.pk.startsWith('G#')) return unpackCounted(item as CounterItem | PackedHeat);
  const { packed, ...rest } = item as GatheredItem;
  return { ...rest, sessions: unpackGathered(packed) };
}
