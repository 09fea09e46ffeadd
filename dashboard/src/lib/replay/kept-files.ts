import { type AnalyticsEvent, FilesEvent } from '#contracts/beacon.ts';

/** Files that were kept at capture: [address as the recording has it, SHA-256 in hex]. */
export type KeptFiles = readonly (readonly [address: string, hash: string])[];

/** The files that events name; what does not fit its schema names none. */
export const keptFilesOf = (events: Iterable<AnalyticsEvent>): KeptFiles =>
  [...events].flatMap((event) => {
    if (event.kind !== 'files') return [];
    const { data } = FilesEvent.safeParse(event);
    return data?.files ?? [];
  });
