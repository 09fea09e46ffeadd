/** Frames of sessions of which nothing is recorded so far, told by items of many sessions. */
import { type GatheredItem, type GatheredSession, gatheredItems, slotOf } from '../../shared/gathered-items.ts';
import type { Places, SessionFrames } from './block.ts';

/** A session of a batch in which nothing of it is recorded. */
export interface GatheredFrames extends SessionFrames, Pick<GatheredSession, 'visitor' | 'key'> {
  bucket: number;
}

/** The items of one bucket's sessions in one object; a session stands in the item of each slot in which a frame of it begins. */
export function itemsOfGathered(object: string, sessions: readonly GatheredFrames[], places: Places): GatheredItem[] {
  const slots = new Map<number, Map<GatheredFrames, GatheredSession>>();
  for (const session of sessions) {
    const placed = places.get(session) ?? [];
    for (const [index, { at }] of session.frames.entries()) {
      const entry = placed[index];
      if (!entry) continue;
      const slot = slotOf(at);
      const own = slots.get(slot) ?? new Map<GatheredFrames, GatheredSession>();
      slots.set(slot, own);
      const { session: id, visitor, key } = session;
      const row = own.get(session) ?? { session: id, visitor, key, frames: [] };
      own.set(session, row);
      row.frames.push(entry);
    }
  }
  return [...slots].flatMap(([slot, own]) => {
    const [first] = own.keys();
    if (!first) return [];
    const { project, bucket } = first;
    const ttl = Math.max(...[...own.keys()].map((session) => session.ttl));
    return gatheredItems([...own.values()], { project, slot, object, bucket, ttl });
  });
}
