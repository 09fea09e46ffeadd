/** Steps that gather everything that is held of somebody, as NDJSON in sealed parts. */
import { brotliCompressSync, constants } from 'node:zlib';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { createDocumentDecoder } from '#contracts/document-decoder.ts';
import { createKeptSheets } from '#contracts/kept-sheets.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { exportLabel } from '../../shared/export-label.ts';
import type { ExportPart } from '../../shared/job-items.ts';
import { keptFileObject } from '../../shared/kept-file-items.ts';
import { unpackSession } from '../../shared/packed-session.ts';
import {
  type BlockItem,
  blockPartition,
  type FrameEntry,
  type KeyItem,
  recordingKey,
} from '../../shared/recording-items.ts';
import { newFrameKey, openFrame, sealBytes } from '../../shared/seal.ts';
import { type SessionItem, sessionKey } from '../../shared/tally-items.ts';
import { wantedLines } from './archive-lines.ts';
import { allWork, type JobRun, noteWork, type Outcome } from './job-run.ts';
import { projectOf, wantedOf } from './whom.ts';

/** An answer of Lambda holds 6 MB, packed where the client can; a line is never cut. */
const partBytes = 4_000_000;
/** By the lifecycle of the class of objects. */
const keptDays = 7;
const dayMs = 86_400_000;

/** Collects lines into parts. */
class PartWriter {
  readonly parts: ExportPart[] = [];
  private readonly run: JobRun;
  private readonly key: Uint8Array;
  private lines: string[] = [];
  private size = 0;

  constructor(run: JobRun, key: Uint8Array) {
    this.run = run;
    this.key = key;
  }

  async add(line: object): Promise<void> {
    const text = JSON.stringify(line);
    const size = Buffer.byteLength(text) + 1;
    if (this.size > 0 && this.size + size > partBytes) await this.flush();
    this.lines.push(text);
    this.size += size;
  }

  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const { run, key, parts } = this;
    const bytes = Buffer.from(`${this.lines.join('\n')}\n`);
    const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    const object = `${keptDays}/${run.random(32)}`;
    // Noted first: an export that is begun again finds what an earlier try left behind.
    await noteWork(run, 'part', { name: object });
    await run.blocks.write(object, sealBytes(key, exportLabel(run.job.project, run.job.id, parts.length), packed));
    parts.push({ object, bytes: bytes.byteLength });
    this.lines = [];
    this.size = 0;
  }
}

/** Writes the parts; begun again from the start where it was ended, so that no line is there twice. */
export async function gather(run: JobRun): Promise<Outcome> {
  const { job, blocks } = run;
  for (const { name } of await allWork(run, 'part')) await blocks.remove(name);
  const key = newFrameKey();
  const writer = new PartWriter(run, key);
  const wanted = await wantedOf(run);
  const sessions = await allWork(run, 'session');
  const project = await projectOf(run);
  await writer.add({
    type: 'export',
    version: 1,
    project: job.project,
    projectName: project?.name ?? null,
    visitors: [...wanted.visitors],
    users: [...wanted.users],
    sessions: sessions.length,
    createdAt: new Date(run.now()).toISOString(),
  });
  for (const { name } of sessions) await addSession(run, writer, name);
  await addEvents(run, writer, wanted);
  await run.save({ message: 'Writes recordings' });
  for (const { name } of sessions) await addRecording(run, writer, name);
  await writer.flush();
  const expiresAt = run.now() + (keptDays - 1) * dayMs;
  await run.save({
    download: { key, parts: writer.parts, expiresAt },
    exported: [...wanted.visitors, ...wanted.users],
  });
  return 'done';
}

/** What the session's row says, without what only the reducer needs. */
async function addSession({ job, tally }: JobRun, writer: PartWriter, id: string): Promise<void> {
  const stored = await tally.get(sessionKey(job.project, id));
  if (!stored || stored.erased) return;
  const item = unpackSession<SessionItem>(stored);
  const { pk: _, sk: _sk, gpk: _gpk, gsk: _gsk, w: _w, ttl: _ttl, bucket: _bucket, ...rest } = item;
  const { state: _state, caps: _caps, subjects: _subjects, ...fields } = rest as typeof rest & Record<string, unknown>;
  await writer.add({ type: 'session', ...fields });
}

async function addEvents(run: JobRun, writer: PartWriter, wanted: Parameters<typeof wantedLines>[1]): Promise<void> {
  const seen = new Set<string>();
  for (const { name } of await allWork(run, 'object')) {
    const object = await run.archive.read(name);
    for (const { envelope, events } of object ? wantedLines(object.bytes, wanted) : []) {
      const { session, visitor, tab, document, seq } = envelope.header;
      const label = `${session}/${document}/${seq}`;
      if (seen.has(label)) continue;
      seen.add(label);
      const { client, receivedAt, offset } = envelope;
      await writer.add({ type: 'beacon', session, visitor, tab, document, seq, receivedAt, client });
      for (const event of events) await writer.add(eventLine(session, event, offset));
    }
  }
}

const eventLine = (session: string, event: AnalyticsEvent, offset: number) => ({
  type: 'event',
  session,
  time: new Date(event.at + offset).toISOString(),
  event,
});

/** The frames of a session as events of rrweb, document by document in order of `seq`. */
async function addRecording(run: JobRun, writer: PartWriter, session: string): Promise<void> {
  const { job, recordings, keys } = run;
  const key = (await keys.get<KeyItem>(recordingKey(job.project, session)))?.key;
  if (!key) return;
  const items = await recordings.all<BlockItem>(blockPartition(job.project, session));
  const frames = items.flatMap(({ object, frames: own }) => own.map((frame) => ({ ...frame, object })));
  const documents = Map.groupBy(
    frames.filter(({ recorded }) => recorded),
    ({ document }) => document,
  );
  for (const own of documents.values()) {
    // A label that was written twice is there once.
    const bySeq = new Map(own.map((frame) => [frame.seq, frame]));
    const inOrder = [...bySeq.values()].toSorted((one, other) => one.seq - other.seq);
    await addDocument(run, writer, { session, key }, inOrder);
  }
}

async function addDocument(
  { job, blocks, files }: JobRun,
  writer: PartWriter,
  { session, key }: { session: string; key: Uint8Array },
  frames: readonly (FrameEntry & { object: string })[],
): Promise<void> {
  const missing = new Set<string>();
  const sheets = createKeptSheets(async (hash) => {
    const kept = await files.read(keptFileObject(job.project, hash));
    if (!kept) missing.add(hash);
    return kept && Buffer.from(kept.bytes).toString('utf8');
  });
  const decoder = createDocumentDecoder(sheets.textOf);
  for (const [at, { object, document, tab, seq, first, last }] of frames.entries()) {
    const label = frameLabel({ project: job.project, session, document, seq });
    const { rrweb, recorded } = openFrame(key, label, await blocks.range(object, first, last));
    await sheets.gather(recorded);
    const decoded = decoder.next(seq, recorded);
    const rest = at === frames.length - 1 ? decoder.end() : [];
    const place = { type: 'recording', session, tab, document, seq };
    if (decoded.damage) await writer.add({ ...place, damage: decoded.damage });
    for (const hash of missing) {
      await writer.add({ ...place, damage: `The stylesheet ${hash} is kept no more: the page is without it.` });
    }
    missing.clear();
    for (const event of [...rrweb, ...decoded.events, ...rest]) await writer.add({ ...place, event });
  }
}
