/** The frames of a session: those of its own blocks, and those that were gathered while nothing of it was recorded. */
import type { Span } from './buckets.ts';
import { type PlacedFrame, placedFrames } from './frames.ts';
import { isLive, type RecordingReader } from './readers.ts';

interface FramesAsk {
  project: string;
  session: string;
  /** From the session's first event to its last, ms; undefined where its own frames have to tell. */
  span: Span | undefined;
  now: number;
}

export interface SessionFrames {
  /** In order of time. */
  frames: PlacedFrame[];
  /** Opens the frames that have no key of their own; undefined where nothing was recorded, or is any more. */
  key: Uint8Array | undefined;
}

/** What is there of a session; of one that is erased, nothing. */
export async function sessionFrames(
  reader: RecordingReader,
  { project, session, span, now }: FramesAsk,
): Promise<SessionFrames> {
  const [stored, item] = await Promise.all([reader.blocks(project, session), reader.key(project, session)]);
  if (item?.erased) return { frames: [], key: undefined };
  const key = item && isLive(item, now) ? item.key : undefined;
  const own = key ? stored.filter((block) => isLive(block, now)) : [];
  const within = span ?? extentOf(placedFrames(own));
  const gathered = within ? await reader.gathered(project, session, within) : [];
  return { frames: placedFrames([...own, ...gathered.filter((block) => isLive(block, now))]), key };
}

function extentOf(frames: readonly PlacedFrame[]): Span | undefined {
  const [first] = frames;
  return first && { from: first.correctedFrom, to: Math.max(...frames.map(({ correctedTo }) => correctedTo)) };
}
