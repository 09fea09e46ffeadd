/**
 * The raw archive: gzip NDJSON objects, per batch and day of receipt, one line per beacon that was counted for
 * the first time. `reconcile` recounts a day from it. Who erases replaces a line by its {@link erasedMark}, never
 * drops it: the numbers that it counted stay, and the mark says where they can no longer be recounted.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';

/**
 * A line, labelled as frames are: project, session, document and seq stand in `envelope`. Readers drop
 * labels they have seen. `fullSnapshot`: the beacon carried one, which makes its session a recording.
 */
export interface ArchiveLine {
  position: string;
  envelope: BeaconEnvelope;
  fullSnapshot: boolean;
  /** Folded and scrubbed, times by the page's clock. */
  events: AnalyticsEvent[];
}

/** Where a line stood of somebody who was erased; it tells nothing of them. */
export interface ErasedMark {
  erased: true;
  project: string;
  bucket: number;
  /** Starts (ms) of the hours that the line counted in. */
  hours: number[];
}

/** Text that is gathered before it is packed: a member of this size packs as well as a whole. */
const memberChars = 1_000_000;

export const erasedMark = ({ envelope: { project, bucket, hours } }: ArchiveLine): ErasedMark => ({
  erased: true,
  project,
  bucket,
  hours,
});

/** Packs lines as they come, so that a batch is never held in plain; an object holds one day of receipt. */
export class ArchivePacker {
  private readonly days = new Map<string, DayPacker>();

  add(line: ArchiveLine): void {
    const day = receiptDay(line.envelope.receivedAt);
    const packer = this.days.get(day) ?? new DayPacker();
    this.days.set(day, packer);
    packer.add(line);
  }

  /** By day of receipt, concatenated gzip members. */
  finish(): [day: string, bytes: Uint8Array][] {
    return [...this.days].map(([day, packer]) => [day, packer.finish()]);
  }
}

class DayPacker {
  private readonly members: Buffer[] = [];
  private text = '';

  add(line: ArchiveLine): void {
    this.text += `${JSON.stringify(line)}\n`;
    if (this.text.length >= memberChars) this.pack();
  }

  finish(): Uint8Array {
    if (this.text !== '') this.pack();
    return Buffer.concat(this.members);
  }

  private pack(): void {
    this.members.push(gzipSync(this.text));
    this.text = '';
  }
}

/** UTC day, `2026-11-25`. */
export const receiptDay = (receivedAt: number): string => new Date(receivedAt).toISOString().slice(0, 10);

export const archivePrefix = (day: string): string => `events/${day}/`;

/** Name of an object: its day, and 128 random bits so that no batch overwrites another. */
export function archiveName(day: string, randomHex: string): string {
  return `${archivePrefix(day)}${randomHex}.ndjson.gz`;
}

/** The lines of an object, as text. */
export function* archiveTexts(bytes: Uint8Array): Generator<string> {
  const text = gunzipSync(bytes).toString();
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end);
    from = end < 0 ? text.length : end + 1;
    if (line !== '') yield line;
  }
}

/** The lines of an object. */
export function* readArchive(bytes: Uint8Array): Generator<ArchiveLine | ErasedMark> {
  for (const text of archiveTexts(bytes)) yield JSON.parse(text) as ArchiveLine | ErasedMark;
}
