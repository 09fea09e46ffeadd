/**
 * Items of kept files in the `gate` table: the files function notes what was sent, `record` whose visit shows it.
 *
 * | item | pk             | sk    |                                        |
 * |------|----------------|-------|----------------------------------------|
 * | file | `FILE#project` | hash  | when it was sent, and who alone names it |
 */
import { keptFilePath } from '#contracts/kept-file.ts';
import { namedTag } from '#contracts/resources.ts';

export interface KeptFileItem {
  pk: string;
  sk: string;
  /** Seconds since the epoch; of the last time. */
  sentAt: number;
  /** By `subjectOf`: the one visitor whose recordings name it; gone once there is another. */
  visitor?: string;
  /** By `hiddenId`: the one session of that visitor which does; gone once there is another. */
  session?: string;
  /** Recordings of more than one visitor name it: a part of the site, and of nobody. */
  shared?: true;
  ttl: number;
}

export const keptFilePartition = (project: string): string => `FILE#${project}`;
export const keptFileKey = (project: string, hash: string) => ({ pk: keptFilePartition(project), sk: hash });

/** Where the bytes are in the bucket of files. */
export const keptFileObject = (project: string, hash: string): string => keptFilePath(project, hash).slice(1);

/** Whether a recording shows the file, so that it is kept for as long as recordings are. */
export const isNamed = ({ visitor, shared }: Pick<KeptFileItem, 'visitor' | 'shared'>): boolean =>
  visitor !== undefined || shared === true;

/** The tag by which a file that no recording names expires within two days. */
export const namedTagOf = (named: boolean) => ({ Key: namedTag, Value: named ? 'yes' : 'no' }) as const;

const daySeconds = 86_400;
/**
 * A file is sent again after so many days, which renews it: the bucket keeps it for 395, and what was recorded on the
 * last of these days, and is kept for 365, still finds it.
 */
const knownSeconds = 28 * daySeconds;
/** What nobody has named yet the bucket keeps for a day at least; what waits in a browser is to find it still there. */
const unnamedSeconds = 3_600;
/** An item outlives the bytes, so that they always have one. */
const keptSeconds = { named: 396 * daySeconds, unnamed: 3 * daySeconds };

/** Whether a file need not be sent again; `now` in seconds. */
export const isKnown = (item: KeptFileItem, now: number): boolean =>
  item.ttl > now && item.sentAt + (isNamed(item) ? knownSeconds : unnamedSeconds) > now;

/** When the item of a file that was sent at `sentAt` expires, s. */
export const keptFileTtl = (sentAt: number, named: boolean): number =>
  sentAt + (named ? keptSeconds.named : keptSeconds.unnamed);
