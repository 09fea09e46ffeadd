import type { RrwebEvent } from '../../../contracts/beacon.ts';
import { createDocumentDecoder } from '../../../contracts/document-decoder.ts';
import type { Received } from '../collector.ts';

/**
 * A recording as its player gets it, document by document: of these beacons those that were taken, each once, in
 * order. `damage` says what of the lines could not be read.
 */
export function recordedEvents(received: readonly Received[]): { events: RrwebEvent[]; damage: string[] } {
  const taken = received.filter(({ status }) => status === 202);
  const once = new Map(taken.map((beacon) => [`${beacon.header.document}/${beacon.header.seq}`, beacon]));
  const damage: string[] = [];
  const events = [...Map.groupBy(once.values(), ({ header }) => header.document).values()].flatMap((beacons) => {
    const decoder = createDocumentDecoder();
    const frames = beacons
      .toSorted((a, b) => a.header.seq - b.header.seq)
      .flatMap(({ header, lines }) => {
        const frame = decoder.next(header.seq, lines);
        if (frame.damage) damage.push(`Beacon ${header.seq}: ${frame.damage}`);
        return frame.events;
      });
    return [...frames, ...decoder.end()];
  });
  return { events, damage };
}
