import type { RecordingFrame } from '#contracts/recording.ts';

/** Frames of one page load, by `seq`. */
export interface DocumentFrames {
  document: string;
  tab: string;
  from: number;
  frames: RecordingFrame[];
}

/**
 * Groups frames by document, documents ordered by first time, frames by `seq`. A label seen twice
 * (a batch cut anew, a beacon sent again) is kept once: the copy that comes first.
 */
export function groupFrames(frames: readonly RecordingFrame[]): DocumentFrames[] {
  const documents = new Map<string, Map<number, RecordingFrame>>();
  for (const frame of frames) {
    const bySeq = documents.get(frame.document) ?? new Map<number, RecordingFrame>();
    documents.set(frame.document, bySeq);
    if (!bySeq.has(frame.seq)) bySeq.set(frame.seq, frame);
  }
  return [...documents]
    .map(([document, bySeq]) => {
      const ordered = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
      const from = Math.min(...ordered.map((frame) => frame.from));
      return { document, tab: ordered[0]?.tab ?? '', from, frames: ordered };
    })
    .sort((a, b) => a.from - b.from || compareText(a.document, b.document));
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The frames of one tab in the order they play: each document by its `seq`, documents by time. A page
 * that comes back from the back/forward cache goes on where it stopped, after the page in between.
 */
export function playOrder(documents: readonly DocumentFrames[]): RecordingFrame[] {
  const queues = documents.map(({ frames }) => ({ frames, next: 0 }));
  const ordered: RecordingFrame[] = [];
  for (;;) {
    let earliest: (typeof queues)[number] | undefined;
    for (const queue of queues) {
      const from = queue.frames[queue.next]?.from;
      if (from !== undefined && from < (earliest?.frames[earliest.next]?.from ?? Infinity)) earliest = queue;
    }
    const frame = earliest?.frames[earliest.next++];
    if (!frame) return ordered;
    ordered.push(frame);
  }
}
