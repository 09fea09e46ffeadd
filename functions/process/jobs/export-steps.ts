/** The step that gathers everything that is held of somebody, as NDJSON in sealed parts. */
import { createHash } from 'node:crypto';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { unpackSession } from '../../shared/packed-session.ts';
import { type SessionItem, sessionKey } from '../../shared/tally-items.ts';
import { inParallel } from '../in-parallel.ts';
import { type Wanted, wantedLines } from './archive-lines.ts';
import { type ExportPlace, type ExportUnit, PartWriter } from './export-parts.ts';
import { recordingUnits } from './export-recording.ts';
import { allWork, changeWork, type JobRun, type Outcome, type Work } from './job-run.ts';
import { projectOf, wantedOf } from './whom.ts';

const objectsAtOnce = 8;
const recordingsMessage = 'Writes recordings';

/** Writes the parts; goes on behind the last one that the job knows of, so that no line is there twice. */
export async function gather(run: JobRun): Promise<Outcome> {
  const wanted = await wantedOf(run);
  const writer = await PartWriter.of(run, [...wanted.visitors, ...wanted.users]);
  for await (const unit of unitsAfter(run, wanted, writer.begun)) {
    if (unit.place[0] === 'recordings' && run.job.message !== recordingsMessage) {
      await run.save({ message: recordingsMessage });
    }
    await writer.add(unit);
    // Who goes on within a document reads it from its start: a call gets at least a part further.
    if (run.hasTime() || (unit.within && writer.written === 0)) continue;
    await writer.keep();
    return 'later';
  }
  await writer.keep();
  return 'done';
}

/** What an export is made of, from behind a place on. */
async function* unitsAfter(run: JobRun, wanted: Wanted, begun?: ExportPlace): AsyncGenerator<ExportUnit> {
  const sessions = await allWork(run, 'session');
  const [stage = 'head', name = '', document = '', seq = 0] = begun ?? [];
  const rest = sessions.filter((session) => session.name > name);
  if (stage === 'head') yield await head(run, wanted, sessions.length);
  if (stage === 'head' || stage === 'sessions') {
    for (const session of rest) yield await sessionUnit(run, session.name);
  }
  if (stage !== 'recordings') yield* eventUnits(run, wanted, stage === 'events' ? name : '');
  if (stage === 'recordings') yield* recordingUnits(run, name, { document, seq });
  for (const session of stage === 'recordings' ? rest : sessions) yield* recordingUnits(run, session.name);
}

async function head(run: JobRun, { visitors, users }: Wanted, sessions: number): Promise<ExportUnit> {
  const { job } = run;
  const line = {
    type: 'export',
    version: 1,
    project: job.project,
    projectName: (await projectOf(run))?.name ?? null,
    visitors: [...visitors],
    users: [...users],
    sessions,
    createdAt: new Date(run.now()).toISOString(),
  };
  return { lines: [line], place: ['sessions', ''] };
}

/** What the session's row says, without what only the reducer needs. */
async function sessionUnit({ job, tally }: JobRun, id: string): Promise<ExportUnit> {
  const place = ['sessions', id] as const;
  const stored = await tally.get(sessionKey(job.project, id));
  if (!stored || stored.erased) return { lines: [], place };
  const item = unpackSession<SessionItem>(stored);
  const { pk: _, sk: _sk, gpk: _gpk, gsk: _gsk, w: _w, ttl: _ttl, bucket: _bucket, ...rest } = item;
  const { state: _state, caps: _caps, subjects: _subjects, ...fields } = rest as typeof rest & Record<string, unknown>;
  return { lines: [{ type: 'session', ...fields }], place };
}

/** The beacons of each object of the archive that come after one; a beacon that is archived twice is there once. */
async function* eventUnits(run: JobRun, wanted: Wanted, after: string): AsyncGenerator<ExportUnit> {
  const objects = await allWork(run, 'object');
  const seen = new Set(objects.filter(({ name }) => name <= after).flatMap(labelsOf));
  const rest = objects.filter(({ name }) => name > after);
  for (let at = 0; at < rest.length; at += objectsAtOnce) {
    const names = rest.slice(at, at + objectsAtOnce).map(({ name }) => name);
    const read = new Map<string, Uint8Array>();
    await inParallel(objectsAtOnce, names, async (name) => {
      const object = await run.archive.read(name);
      if (object) read.set(name, object.bytes);
    });
    for (const name of names) {
      const { lines, labels } = eventLines(read.get(name), wanted, seen);
      // Whoever goes on behind this object knows by them what is written.
      await changeWork(run, 'object', { name, labels });
      yield { lines, place: ['events', name] };
    }
  }
}

const labelsOf = ({ labels }: Work): string[] => (Array.isArray(labels) ? labels.map(String) : []);

function eventLines(object: Uint8Array | undefined, wanted: Wanted, seen: Set<string>) {
  const lines: object[] = [];
  const labels: string[] = [];
  for (const { envelope, events } of object ? wantedLines(object, wanted) : []) {
    const { session, visitor, tab, document, seq } = envelope.header;
    // Short, so that an item holds those of the largest object.
    const label = createHash('sha256').update(`${session}/${document}/${seq}`).digest('base64url').slice(0, 16);
    if (seen.has(label)) continue;
    seen.add(label);
    labels.push(label);
    const { client, receivedAt, offset } = envelope;
    lines.push({ type: 'beacon', session, visitor, tab, document, seq, receivedAt, client });
    for (const event of events) lines.push(eventLine(session, event, offset));
  }
  return { lines, labels };
}

const eventLine = (session: string, event: AnalyticsEvent, offset: number) => ({
  type: 'event',
  session,
  time: new Date(event.at + offset).toISOString(),
  event,
});
