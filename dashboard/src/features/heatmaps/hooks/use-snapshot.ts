import type { eventWithTime } from '@rrweb/types';
import { useCallback, useEffect, useState } from 'react';
import type { HeatmapSnapshot } from '#contracts/answers.ts';
import { createFrameReader, type FrameReader } from '../../../lib/frames/frame-reader.ts';
import { planRanges } from '../../../lib/frames/range-plan.ts';
import { type KeptFiles, keptFilesOf } from '../../../lib/replay/kept-files.ts';

export type SnapshotState =
  | { status: 'none' | 'loading' }
  | { status: 'ready'; events: eventWithTime[]; files: KeptFiles }
  | { status: 'failed'; message: string };

type Snapshot = ReturnType<typeof HeatmapSnapshot.parse>;

/** Fetches and opens the parts of a recorded page; the old page stays until the new one is there. */
export function useSnapshot(snapshot: Snapshot | null): { state: SnapshotState; retry: () => void } {
  const [state, setState] = useState<SnapshotState>({ status: 'none' });
  const [attempt, setAttempt] = useState(0);
  // The same page comes as a new object with every answer; its parts say whether it is another one.
  const identity = snapshot ? JSON.stringify(snapshot.parts) : '';

  // biome-ignore lint/correctness/useExhaustiveDependencies: `identity` stands for the snapshot, `attempt` asks again
  useEffect(() => {
    if (!snapshot) return setState({ status: 'none' });
    let current = true;
    const reader = createFrameReader();
    setState((before) => (before.status === 'ready' ? before : { status: 'loading' }));
    readSnapshot(reader, snapshot).then(
      (page) => current && setState({ status: 'ready', ...page }),
      (error: unknown) => {
        if (current) setState({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      current = false;
      reader.close();
    };
  }, [identity, attempt]);

  return { state, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}

async function readSnapshot(
  reader: FrameReader,
  { key, parts }: Snapshot,
): Promise<{ events: eventWithTime[]; files: KeptFiles }> {
  const sealed = parts.map(({ url, range: [first, last], label }) => ({
    url,
    first,
    last,
    label: label.toLowerCase(),
  }));
  const answers = await Promise.all(planRanges(sealed).map((request) => reader.read(key, request)));
  const opened = new Map(answers.flat().map((part) => [part.label, part]));
  const frames = sealed.map(({ label }) => {
    const part = opened.get(label);
    if (part && 'frame' in part) return part.frame;
    throw new Error(`Part ${label} of the page cannot be shown: ${part?.reason ?? 'it was not sent'}.`);
  });
  return {
    events: frames.some(({ encoded }) => encoded)
      ? await decodedEvents(
          reader,
          sealed.map(({ label }) => label),
        )
      : frames.flatMap(({ events }) => events),
    files: keptFilesOf(frames.flatMap(({ analytics }) => analytics)),
  };
}

/** Parts hold what shows the page, and beacons between them are left out. */
async function decodedEvents(reader: FrameReader, labels: readonly string[]): Promise<eventWithTime[]> {
  return (await reader.decode(labels, { ended: true, sparse: true })).flatMap(({ events }) => events);
}
