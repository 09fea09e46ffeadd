import * as z from 'zod/mini';

/** One beacon's sealed events: where its bytes are and when it plays. Times in ms since the recording's `startedAt`. */
export const RecordingFrame = z.object({
  /** `id` of an entry of `objects`. */
  object: z.string(),
  /** First and last byte, inclusive, as in an HTTP Range header. */
  range: z.tuple([z.int(), z.int()]),
  document: z.string(),
  tab: z.string(),
  seq: z.int(),
  from: z.number(),
  to: z.number(),
  /** The frame begins with a full snapshot, so playback can start here. */
  keyframe: z.boolean(),
});
export type RecordingFrame = z.infer<typeof RecordingFrame>;

/** A stretch for which frames are known to be missing. */
export const RecordingGap = z.object({
  document: z.string(),
  tab: z.string(),
  from: z.number(),
  to: z.number(),
  reason: z.enum(['missing', 'dropped', 'no_snapshot']),
});

export type RecordingGap = z.infer<typeof RecordingGap>;

export const RecordingManifest = z.object({
  startedAt: z.string(),
  /** Null while the session may still go on. */
  endedAt: z.nullable(z.string()),
  /** Tabs by their first time. */
  tabs: z.array(z.object({ id: z.string(), from: z.number(), to: z.number() })),
  /** `key`: base64 of what opens this session's frames in the object, where `key` of the recording does not. */
  objects: z.array(z.object({ id: z.string(), url: z.string(), key: z.optional(z.string()) })),
  frames: z.array(RecordingFrame),
  /** base64 of the session's AES-256-GCM key. */
  key: z.string(),
  gaps: z.array(RecordingGap),
  /** Cursors (a value for `around`) to the frames before and after these, or null. */
  before: z.nullable(z.number()),
  after: z.nullable(z.number()),
});
export type RecordingManifest = z.infer<typeof RecordingManifest>;
