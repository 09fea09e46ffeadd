/**
 * The raw archive: NDJSON objects in Zstandard (RFC 8878; earlier ones in gzip), per batch and day of receipt, one line per beacon that was counted for
 * the first time. `reconcile` recounts a day from it. Who erases replaces a line by its {@link erasedMark}, never
 * drops it: the numbers that it counted stay, and the mark says where they can no longer be recounted.
 */
import { constants, gunzipSync, type Zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
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

/** What is gathered before it is packed: a frame of this size packs as well as a whole. */
const frameBytes = 1_000_000;
const newline = 0x0a;
/** The fastest: about what gzip makes of lines in three times the time, and less where a session's lie far apart. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };

export const erasedMark = ({ envelope: { project, bucket, hours } }: ArchiveLine): ErasedMark => ({
  erased: true,
  project,
  bucket,
  hours,
});

/** Packs a batch's lines by day of receipt: an object holds one. */
export class ArchivePacker {
  private readonly days = new Map<string, LinePacker>();

  add(line: ArchiveLine): void {
    const day = receiptDay(line.envelope.receivedAt);
    const packer = this.days.get(day) ?? new LinePacker();
    this.days.set(day, packer);
    packer.add(line);
  }

  finish(): [day: string, bytes: Uint8Array][] {
    return [...this.days].map(([day, packer]) => [day, packer.finish()]);
  }
}

/** Packs lines of an object as they come, so that no more than a frame of them is held in plain. */
export class LinePacker {
  private readonly frames: Buffer[] = [];
  private plain = Buffer.allocUnsafe(16_384);
  private size = 0;

  add(line: ArchiveLine | ErasedMark): void {
    const text = JSON.stringify(line);
    this.reserve(3 * text.length + 1);
    this.size += this.plain.write(text, this.size);
    this.size = this.plain.writeUInt8(newline, this.size);
    if (this.size >= frameBytes) this.pack();
  }

  /** Frames of whole lines, one after the other; empty without lines. */
  finish(): Uint8Array {
    if (this.size > 0) this.pack();
    return Buffer.concat(this.frames);
  }

  private pack(): void {
    this.frames.push(zstdCompressSync(this.plain.subarray(0, this.size), packing));
    this.size = 0;
  }

  private reserve(bytes: number): void {
    if (this.size + bytes <= this.plain.byteLength) return;
    const wider = Buffer.allocUnsafe(2 * (this.size + bytes));
    this.plain.copy(wider, 0, 0, this.size);
    this.plain = wider;
  }
}

/** UTC day, `2026-11-25`. */
export const receiptDay = (receivedAt: number): string => new Date(receivedAt).toISOString().slice(0, 10);

export const archivePrefix = (day: string): string => `events/${day}/`;

/** Name of an object: its day, and 128 random bits so that no batch overwrites another. */
export function archiveName(day: string, randomHex: string): string {
  return `${archivePrefix(day)}${randomHex}.ndjson.zst`;
}

/** The lines of an object, as text. */
export function* archiveTexts(bytes: Uint8Array): Generator<string> {
  for (const plain of unpacked(bytes)) {
    const text = plain.toString();
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      const line = text.slice(from, end < 0 ? text.length : end);
      from = end < 0 ? text.length : end + 1;
      if (line !== '') yield line;
    }
  }
}

/** Frame by frame, since a decompressor ends with the first; of gzip all members at once. */
function* unpacked(bytes: Uint8Array): Generator<Buffer> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    yield gunzipSync(bytes);
    return;
  }
  for (let at = 0; at < bytes.byteLength; ) {
    const { buffer, engine } = unpackFrame(bytes.subarray(at));
    yield buffer;
    at += engine.bytesWritten;
  }
}

/** The first frame, and the engine that tells how many bytes it had: with `info` the answer is both, which its type does not say. */
const unpackFrame = (bytes: Uint8Array) =>
  zstdDecompressSync(bytes, { info: true }) as unknown as { buffer: Buffer; engine: Zlib };

/** The lines of an object. */
export function* readArchive(bytes: Uint8Array): Generator<ArchiveLine | ErasedMark> {
  for (const text of archiveTexts(bytes)) yield JSON.parse(text) as ArchiveLine | ErasedMark;
}
