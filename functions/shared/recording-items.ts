/**
 * Items of the `recordings` and `keys` tables: what record writes and query reads.
 *
 * | item     | table      | pk                      | sk                |
 * |----------|------------|-------------------------|-------------------|
 * | block    | recordings | `R#project#session`     | `F#from#object`   |
 * | snapshot | recordings | `P#project#device#path` | `bucket`          |
 * | key      | keys       | `K#project#hidden session` | `KEY`          |
 *
 * A session has blocks and a key from the batch on in which something of it is recorded; what came before is told by
 * gathered-items.ts.
 */
import type { DeviceClass } from '#contracts/fields.ts';
import { hiddenId } from './hidden-id.ts';
import { instantKey, valueKey } from './tally-items.ts';

/** One frame of a session inside an S3 object. Times by the page's clock, ms since the epoch. */
export interface FrameEntry {
  document: string;
  tab: string;
  seq: number;
  /** First and last byte, inclusive. */
  first: number;
  last: number;
  from: number;
  to: number;
  /** Added to page times gives corrected ones; readers use that of the document's lowest frame. */
  offset: number;
  /** Has a full snapshot. */
  keyframe: boolean;
  /** Has rrweb events at all. */
  recorded: boolean;
  /** What the tracker had dropped before it. */
  dropped: number;
}

/** Frames of one session in one S3 object. Written once, never changed; labels seen twice are dropped by readers. */
export interface BlockItem {
  pk: string;
  sk: string;
  /** Key in the blocks bucket, `30/<32 hex>`; read at `/b/<key>`. */
  object: string;
  frames: FrameEntry[];
  ttl: number;
}

/** A page as it was recorded, copied under its own key; one item per bucket, the newest wins. */
export interface SnapshotItem {
  pk: string;
  sk: string;
  w: string;
  path: string;
  device: DeviceClass;
  /** Corrected time, ms. */
  at: number;
  /** CSS px: viewport width, and the document's height as far as known. */
  width: number;
  height: number;
  session: string;
  document: string;
  /** AES-256-GCM key of the parts. */
  key: Uint8Array;
  parts: { object: string; first: number; last: number; label: string }[];
  ttl: number;
}

export interface KeyItem {
  pk: string;
  sk: string;
  /** 32 bytes; absent once erased. */
  key?: Uint8Array;
  erased?: true;
  ttl: number;
  /** Whose it is, so that a visitor's recordings are found; absent once erased, and on keys of an earlier version. `visitor`: as in the envelope's `subjects`. */
  session?: string;
  visitor?: string;
  /** Receipt of its first beacon, ms. */
  begun?: number;
  /** Snapshots taken from this recording, which go when it is erased; `at`: of the full snapshot, page's clock; `left`: position of the record in which another page showed. */
  snapshots?: { pk: string; sk: string; document: string; at: number; left?: string }[];
}

export const blockPartition = (project: string, session: string): string => `R#${project}#${session}`;
export const blockSort = (from: number, object: string): string => `F#${instantKey(from)}#${object}`;
export const snapshotPartition = (project: string, device: DeviceClass, path: string): string =>
  `P#${project}#${device}#${valueKey(path)}`;
export const recordingKey = (project: string, session: string) => ({
  pk: `K#${project}#${hiddenId(project, session)}`,
  sk: 'KEY',
});
