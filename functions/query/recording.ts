import { ApiError } from '#contracts/errors.ts';
import type { RecordingGap, RecordingManifest } from '#contracts/recording.ts';
import type { Span } from './buckets.ts';
import { byDocument, type PlacedFrame } from './frames.ts';
import type { RecordingReader } from './readers.ts';
import { sessionFrames } from './session-frames.ts';

export const maxFrames = 500;
/** A session goes on until this long after its last sign of life. */
const idleMs = 30 * 60_000;

interface RecordingAsk {
  project: string;
  session: string;
  /** From the session's first event to its last, ms, where that is known. */
  span: Span | undefined;
  /** ms since the recording's start. */
  around: number | undefined;
  now: number;
}

/** Frames of the recording around a time, with the key that opens them; 404 when it is gone or never was. */
export async function recording(reader: RecordingReader, ask: RecordingAsk): Promise<RecordingManifest> {
  const { frames: all, key } = await sessionFrames(reader, ask);
  if (!key) throw new ApiError('not_found', 'This session has no recording any more.');
  if (!all.some(({ recorded }) => recorded)) throw new ApiError('not_found', 'This session was not recorded.');

  const startedAt = Math.min(...all.map(({ correctedFrom }) => correctedFrom));
  const lastAt = Math.max(...all.map(({ correctedTo }) => correctedTo));
  const since = (ms: number): number => Math.max(0, ms - startedAt);
  const { frames, before, after } = pageOf(all, ask.around === undefined ? undefined : startedAt + ask.around);
  return {
    startedAt: new Date(startedAt).toISOString(),
    endedAt: lastAt + idleMs > ask.now ? null : new Date(lastAt).toISOString(),
    tabs: tabsOf(all, since),
    objects: [...new Map(frames.map((frame) => [frame.object, frame.key]))].map(([id, own]) => ({
      id,
      url: `/b/${id}`,
      ...(own ? { key: base64(own) } : {}),
    })),
    frames: frames.map((frame) => ({
      object: frame.object,
      range: [frame.first, frame.last],
      document: frame.document,
      tab: frame.tab,
      seq: frame.seq,
      from: since(frame.correctedFrom),
      to: since(frame.correctedTo),
      keyframe: frame.keyframe,
    })),
    key: base64(key),
    gaps: gapsOf(all).map((gap) => ({ ...gap, from: since(gap.from), to: since(gap.to) })),
    before: before && Math.floor(since(before.correctedFrom)),
    after: after && Math.floor(since(after.correctedFrom)),
  };
}

const base64 = (key: Uint8Array): string => Buffer.from(key).toString('base64');

interface FramePage {
  frames: PlacedFrame[];
  before: PlacedFrame | null;
  after: PlacedFrame | null;
}

/**
 * At most `maxFrames` around a moment (ms): those of each tab that goes on there, from its last keyframe
 * before it. Following `after` from the start passes every frame; so does following `before` from the end.
 * @param all in order of time
 */
export function pageOf(all: readonly PlacedFrame[], moment: number | undefined): FramePage {
  const chosen = moment === undefined ? all.map((_, index) => index) : wayTo(all, moment);
  const page = chosen.slice(0, maxFrames);
  const last = page.at(-1) ?? all.length - 1;
  const inPage = new Set(page);
  let before = last;
  while (before >= 0 && inPage.has(before)) before -= 1;
  return {
    frames: page.flatMap((index) => all[index] ?? []),
    before: all[before] ?? null,
    after: all[chosen[maxFrames] ?? all.length] ?? null,
  };
}

/** Places of the frames that show the moment and what comes after it. */
function wayTo(all: readonly PlacedFrame[], moment: number): number[] {
  const found = all.findIndex(({ correctedFrom }) => correctedFrom >= moment);
  // Past the end it is the end that is shown.
  const reached = found < 0 ? Math.max(0, all.length - 1) : found;
  const beginnings = new Map<string, number>();
  const goOn = new Set<string>();
  all.forEach(({ tab, keyframe, correctedFrom, correctedTo }, index) => {
    if (keyframe && index <= reached && correctedFrom <= moment) beginnings.set(tab, index);
    if (index >= reached || correctedTo >= moment) goOn.add(tab);
  });
  const way: number[] = [];
  all.forEach(({ tab }, index) => {
    if (goOn.has(tab) && index >= (beginnings.get(tab) ?? 0)) way.push(index);
  });
  // Without a keyframe for a long stretch, the moment itself comes before the way to it.
  const skipped = way.findIndex((index) => index >= reached - 1);
  return skipped + 1 >= maxFrames ? way.slice(skipped) : way;
}

function tabsOf(all: readonly PlacedFrame[], since: (ms: number) => number): RecordingManifest['tabs'] {
  return [...Map.groupBy(all, ({ tab }) => tab)].map(([id, frames]) => ({
    id,
    from: since(Math.min(...frames.map(({ correctedFrom }) => correctedFrom))),
    to: since(Math.max(...frames.map(({ correctedTo }) => correctedTo))),
  }));
}

/** Where frames are known to be missing: skipped numbers, what the tracker dropped, recording without a snapshot. */
export function gapsOf(all: readonly PlacedFrame[]): RecordingGap[] {
  return byDocument(all).flatMap((frames) => {
    const gaps: RecordingGap[] = [];
    const [first] = frames;
    if (!first) return gaps;
    const { document, tab } = first;
    frames.forEach((frame, index) => {
      const earlier = frames[index - 1];
      const from = earlier?.correctedTo ?? frame.correctedFrom;
      const to = Math.max(from, frame.correctedFrom);
      if (earlier && frame.seq > earlier.seq + 1) gaps.push({ document, tab, from, to, reason: 'missing' });
      else if (frame.dropped > 0) gaps.push({ document, tab, from, to, reason: 'dropped' });
    });
    const picture = frames.findIndex(({ recorded }) => recorded);
    const start = frames[picture];
    if (start && !start.keyframe) {
      const snapshot = frames.slice(picture).find(({ keyframe }) => keyframe);
      const to = snapshot?.correctedFrom ?? Math.max(...frames.map(({ correctedTo }) => correctedTo));
      gaps.push({ document, tab, from: start.correctedFrom, to, reason: 'no_snapshot' });
    }
    return gaps;
  });
}
