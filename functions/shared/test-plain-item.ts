/** For tests: an item of the tally with all its attributes by name, whichever of them its kind packs. */
import { type PackedHeat, unpackCounted } from './packed-heat.ts';
import { unpackSession } from './packed-session.ts';
import type { CounterItem } from './tally-items.ts';

export const plainItem = (item: { pk: string; sk: string }): object =>
  item.pk.startsWith('S#') ? unpackSession(item) : unpackCounted(item as CounterItem | PackedHeat);
