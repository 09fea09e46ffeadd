/** The raw archive: one gzip NDJSON object per batch, one line per beacon that was counted for the first time. */
import { gzipSync } from 'node:zlib';
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

/** Text that is gathered before it is packed: a member of this size packs as well as a whole. */
const memberChars = 1_000_000;

/** Packs lines as they come, so that a batch is never held in plain. */
export class ArchivePacker {
  private readonly members: Buffer[] = [];
  private text = '';

  add(line: ArchiveLine): void {
    this.text += `${JSON.stringify(line)}\n`;
    if (this.text.length >= memberChars) this.pack();
  }

  /** Concatenated gzip members, or undefined when nothing was added. */
  finish(): Uint8Array | undefined {
    if (this.text !== '') this.pack();
    return this.members.length > 0 ? Buffer.concat(this.members) : undefined;
  }

  private pack(): void {
    this.members.push(gzipSync(this.text));
    this.text = '';
  }
}

/** Name of a batch's object: day of receipt, and 128 random bits so that no batch overwrites another. */
export function archiveName(receivedAt: number, randomHex: string): string {
  return `events/${new Date(receivedAt).toISOString().slice(0, 10)}/${randomHex}.ndjson.gz`;
}
