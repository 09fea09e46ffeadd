import type { RrwebEvent } from '../../../contracts/beacon.ts';
import type { Received } from '../collector.ts';

/** The recording of one tab as its player gets it: beacons that were taken, each once, by document and number. */
export function recordedEvents(received: readonly Received[], tab: string): RrwebEvent[] {
  const taken = received.filter(({ header, status }) => header.tab === tab && status === 202);
  const once = new Map(taken.map((beacon) => [`${beacon.header.document}/${beacon.header.seq}`, beacon]));
  const documents = Map.groupBy(once.values(), ({ header }) => header.document);
  return [...documents.values()].flatMap((beacons) =>
    beacons.toSorted((a, b) => a.header.seq - b.header.seq).flatMap(({ recorded }) => recorded),
  );
}
