import type { RecordingFrame } from '#contracts/recording.ts';
import type { OpenedFrame, TimedEvent } from './open-frame.ts';

/**
 * The frames of one tab in the order they play. Each document goes by `seq`, a label seen twice counts once;
 * between documents the earlier frame goes first, so a page that comes back goes on where it stopped.
 */
export function playOrder(frames: readonly RecordingFrame[]): RecordingFrame[] {
  const documents = [...Map.groupBy(frames, (frame) => frame.document).values()].map((own) => {
    const bySeq = new Map<number, RecordingFrame>();
    for (const frame of own) if (!bySeq.has(frame.seq)) bySeq.set(frame.seq, frame);
    return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
  });
  const ordered: RecordingFrame[] = [];
  for (;;) {
    const waiting = documents.filter((own) => own.length > 0);
    const [first, ...others] = waiting;
    if (!first) return ordered;
    const next = others.reduce((best, own) => (startOf(own) < startOf(best) ? own : best), first);
    const frame = next.pop();
    if (frame) ordered.push(frame);
  }
}

const startOf = (waiting: RecordingFrame[]) => waiting.at(-1)?.from ?? Number.POSITIVE_INFINITY;

/** Events with corrected times: a document has one offset, that of its lowest frame, so that latency reorders nothing. */
export function correctedEvents(
  frames: readonly { document: string; seq: number; opened: OpenedFrame }[],
): TimedEvent[] {
  const offsets = new Map<string, { seq: number; offset: number }>();
  for (const { document, seq, opened } of frames) {
    const lowest = offsets.get(document);
    if (!lowest || seq < lowest.seq) offsets.set(document, { seq, offset: opened.offset });
  }
  let last = 0;
  return frames.flatMap(({ document, opened }) => {
    const offset = offsets.get(document)?.offset ?? 0;
    return opened.events.map((event) => {
      // A page's clock may be set back while it runs.
      last = Math.max(last, event.timestamp + offset);
      return { ...event, timestamp: last };
    });
  });
}
