/**
 * The recording's wire format `afterglow-1`: each recorded line of a beacon is one JSON array `[op, at, …]`, `at` in
 * ms since the epoch by the page's clock. docs/recording-format.md describes it, recording-decoder.ts reads it.
 */
import * as z from 'zod/mini';

/** First element of a line. Numbers are never reused. */
export const recordingOp = {
  /** `[0, at, base, href, width, height, compatMode?]` opens a snapshot. Ids count from 1 again; a reader adds `base`. */
  snapshot: 0,
  /** `[1, at, …tokens]` nodes of the open snapshot. */
  nodes: 1,
  /** `[2, at, left, top, …(id, left, top)]` ends the snapshot and closes what is open in it. */
  end: 2,
  /** `[3, at, removes, texts, attributes, …groups]` */
  mutation: 3,
  /** `[4, at, id, part, text]` a piece of what a linked stylesheet says; of `part`, 1 begins it anew, 2 ends it. */
  css: 4,
  /** `[5, at, id, adds, removes]` rules of the sheet of a `style` or `link`. */
  rules: 5,
  /** `[6, at, sheet, …rules]` a piece of a constructed stylesheet. */
  sheet: 6,
  /** `[7, at, id, …sheets]` the constructed stylesheets of a document or shadow root. */
  adopt: 7,
  /** `[8, at, id, path, property, value | null, priority?]` a declaration of a rule of the sheet of a node. */
  declaration: 8,
  /** `[9, at, source, …(dx, dy, id, dt)]` movement. */
  move: 9,
  /** `[10, at, type, id, x, y, pointerType?]` */
  interaction: 10,
  /** `[11, at, id, left, top]` */
  scroll: 11,
  /** `[12, at, width, height]` */
  resize: 12,
  /** `[13, at, id, text, checked]` */
  input: 13,
  /** `[14, at, type, id, time, volume, muted, loop, rate]` */
  media: 14,
  /** `[15, at, …(start, startOffset, end, endOffset)]` */
  selection: 15,
  /** `[16, at, family, source, buffer, descriptors]` */
  font: 16,
  /** `[17, at, name]` a custom element was defined. */
  define: 17,
  /** `[18, at, reason]` what happened from here to the next snapshot was not recorded. */
  gap: 18,
  /** `[19, at, id, hash]` what a linked stylesheet says is the kept text of that SHA-256, hex. */
  keptCss: 19,
} as const;

export type RecordingOps = typeof recordingOp;

/** Why a stretch of a recording is missing, as the recorder says it. */
export type RecordingGapReason = 'storm' | 'error';

/** One line as a reader takes it before it is decoded: its time is known, and whether playback can start there. */
export const RecordingLine = z.tuple(
  [z.int().check(z.minimum(0), z.maximum(255)), z.number().check(z.minimum(0), z.maximum(8.64e15))],
  z.unknown(),
);
export type RecordingLine = z.infer<typeof RecordingLine>;

/** Whether playback can start at the line. */
export const isKeyframe = ([op]: RecordingLine): boolean => op === recordingOp.snapshot;
