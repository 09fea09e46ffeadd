/** A recording as lines of an export: the frames of a session as events of rrweb. */
import { createDocumentDecoder } from '#contracts/document-decoder.ts';
import { createKeptSheets } from '#contracts/kept-sheets.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { keptFileObject } from '../../shared/kept-file-items.ts';
import {
  type BlockItem,
  blockPartition,
  type FrameEntry,
  type KeyItem,
  recordingKey,
} from '../../shared/recording-items.ts';
import { openFrame } from '../../shared/seal.ts';
import { inParallel } from '../in-parallel.ts';
import type { ExportUnit } from './export-parts.ts';
import type { JobRun } from './job-run.ts';

/** Frames that are read at once, of at most 64 KB each. */
const framesAtOnce = 64;
const readsAtOnce = 8;

type Placed = FrameEntry & { object: string };

/** Documents of a session in order of their ids, which is that of time, each from its first frame on; frames up to `after` have no lines. */
export async function* recordingUnits(
  run: JobRun,
  session: string,
  after?: { document: string; seq: number },
): AsyncGenerator<ExportUnit> {
  const { job, recordings, keys } = run;
  const key = (await keys.get<KeyItem>(recordingKey(job.project, session)))?.key;
  if (!key) return;
  const items = await recordings.all<BlockItem>(blockPartition(job.project, session));
  const frames = items.flatMap(({ object, frames: own }) => own.map((frame) => ({ ...frame, object })));
  const documents = Map.groupBy(
    frames.filter(({ recorded }) => recorded),
    ({ document }) => document,
  );
  for (const [document, own] of [...documents].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    if (after && document < after.document) continue;
    // A label that was written twice is there once.
    const bySeq = new Map(own.map((frame) => [frame.seq, frame]));
    const inOrder = [...bySeq.values()].toSorted((one, other) => one.seq - other.seq);
    yield* documentUnits(run, { session, key }, inOrder, document === after?.document ? after.seq : -1);
  }
}

async function* documentUnits(
  run: JobRun,
  { session, key }: { session: string; key: Uint8Array },
  frames: readonly Placed[],
  after: number,
): AsyncGenerator<ExportUnit> {
  const { job, files } = run;
  const last = frames.at(-1)?.seq ?? -1;
  if (last <= after) return;
  const missing = new Set<string>();
  const sheets = createKeptSheets(async (hash) => {
    const kept = await files.read(keptFileObject(job.project, hash));
    if (!kept) missing.add(hash);
    return kept && Buffer.from(kept.bytes).toString('utf8');
  });
  const decoder = createDocumentDecoder(sheets.textOf);
  for (let at = 0; at < frames.length; at += framesAtOnce) {
    for (const { frame, sealed } of await readFrames(run, frames.slice(at, at + framesAtOnce))) {
      const { document, tab, seq } = frame;
      const { rrweb, recorded } = openFrame(key, frameLabel({ project: job.project, session, document, seq }), sealed);
      await sheets.gather(recorded);
      const decoded = decoder.next(seq, recorded);
      const rest = seq === last ? decoder.end() : [];
      const place = { type: 'recording', session, tab, document, seq };
      const damages = [
        ...(decoded.damage ? [decoded.damage] : []),
        ...[...missing].map((hash) => `The stylesheet ${hash} is kept no more: the page is without it.`),
      ];
      missing.clear();
      // What is written already was read for what follows it.
      if (seq <= after) continue;
      const lines = [
        ...damages.map((damage) => ({ ...place, damage })),
        ...[...rrweb, ...decoded.events, ...rest].map((event) => ({ ...place, event })),
      ];
      yield { lines, place: ['recordings', session, document, seq], within: seq < last };
    }
  }
}

/** Sealed frames in their order. A session's frames stand next to each other in an object: that is one read. */
async function readFrames({ blocks }: JobRun, frames: readonly Placed[]) {
  const read = new Map<string, { first: number; bytes: Uint8Array }>();
  await inParallel(
    readsAtOnce,
    Map.groupBy(frames, ({ object }) => object),
    async ([object, own]) => {
      const first = Math.min(...own.map((frame) => frame.first));
      const last = Math.max(...own.map((frame) => frame.last));
      read.set(object, { first, bytes: await blocks.range(object, first, last) });
    },
  );
  return frames.map((frame) => {
    const found = read.get(frame.object);
    if (!found) throw new Error(`${frame.object} was not read`);
    return { frame, sealed: found.bytes.subarray(frame.first - found.first, frame.last + 1 - found.first) };
  });
}
