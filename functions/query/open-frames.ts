/** Opens the analytics events of frames; neighbours in one object are read by one request. */
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { openFrame } from '../shared/seal.ts';
import type { PlacedFrame } from './frames.ts';
import { type BlockReader, inOrder } from './readers.ts';

const requestsAtOnce = 12;
/** One request reads at most about this much, bytes. */
const maxRun = 4_000_000;

interface Place {
  project: string;
  session: string;
  /** Of frames without one of their own. */
  key: Uint8Array | undefined;
}

export interface OpenedFrame {
  frame: PlacedFrame;
  events: AnalyticsEvent[];
}

/** Frames that lie next to each other in one object, in order of their bytes. */
export function runsOf(frames: readonly PlacedFrame[]): PlacedFrame[][] {
  const runs: PlacedFrame[][] = [];
  const sorted = frames.toSorted((a, b) => (a.object === b.object ? a.first - b.first : a.object < b.object ? -1 : 1));
  for (const frame of sorted) {
    const run = runs.at(-1);
    const start = run?.[0];
    const before = run?.at(-1);
    const next = before && before.object === frame.object && before.last + 1 === frame.first;
    if (run && start && next && frame.last - start.first < maxRun) run.push(frame);
    else runs.push([frame]);
  }
  return runs;
}

/** What happened in each frame, in no particular order. */
export async function openFrames(
  blocks: BlockReader,
  frames: readonly PlacedFrame[],
  { project, session, key }: Place,
): Promise<OpenedFrame[]> {
  const opened = await inOrder(runsOf(frames), requestsAtOnce, async (run): Promise<OpenedFrame[]> => {
    const [start] = run;
    const end = run.at(-1);
    if (!start || !end) return [];
    const bytes = await blocks.range(start.object, start.first, end.last);
    return run.map((frame) => {
      const sealed = bytes.subarray(frame.first - start.first, frame.last - start.first + 1);
      const label = frameLabel({ project, session, document: frame.document, seq: frame.seq });
      const secret = frame.key ?? key;
      if (!secret) throw new Error(`nothing opens the frame ${label}`);
      // Only what ingest had checked by its schema was sealed.
      return { frame, events: openFrame(secret, label, sealed).events as AnalyticsEvent[] };
    });
  });
  return opened.flat();
}
