/** Visits as ingest puts them on the stream: accepted under settings that change, with duplicates, poison and erasures. */
import { gzipSync } from 'node:zlib';
import type { RrwebEvent } from '#contracts/beacon.ts';
import type { BeaconEnvelope, EnvelopeSettings, EraseEnvelope, ForgetEnvelope } from '#contracts/stream-record.ts';
import { foldPath } from '../../shared/fold-path.ts';
import { packRecord } from '../../shared/framing.ts';
import { hourStart } from '../../shared/zone.ts';
import { Random } from './random.ts';
import { recordedAs } from './recorded-as.ts';
import { spoil } from './spoilt-records.ts';
import { begin, makeVisit, type SentEvent, type SimulatedProject, spreadMs, type TrackedBeacon } from './visits.ts';

/** A beacon as ingest accepted it. */
export interface SentBeacon {
  kind: 'beacon';
  project: SimulatedProject;
  envelope: BeaconEnvelope;
  /** Folded under the settings in force. */
  events: SentEvent[];
  rrweb: RrwebEvent[];
}

export interface SentErase {
  kind: 'erase';
  envelope: EraseEnvelope;
}

export interface SentForget {
  kind: 'forget';
  envelope: ForgetEnvelope;
}

/** Bytes that no try can mend. */
export interface SentPoison {
  kind: 'poison';
  /** What the failure bucket says of it. */
  reason: RegExp;
  /** Session that its envelope, still whole, names. */
  session?: string;
}

export interface StreamEntry {
  partitionKey: string;
  data: Uint8Array;
  sent: SentBeacon | SentErase | SentForget | SentPoison;
}

export interface TrafficOptions {
  /** ms after it was first sent at which a beacon arrives, one for each time. */
  arrivals?: (random: Random) => number[];
  /** Spoilt records for each good one. */
  poison?: number;
  /** Some spoilt records inflate to more than a body may hold. */
  large?: boolean;
  /** Share of sessions that are erased. */
  erasures?: number;
  /** Share of sessions whose visitor is forgotten some time after they began. */
  forgotten?: number;
  /** Half of the recordings begin with a beacon that has no event. */
  latePictures?: boolean;
}

const day = 86_400_000;
/** Of a project, once it got more. */
const mostBuckets = 5;

/** Ingest's is a keyed hash; to the consumers it is any text. */
export const subjectOfVisitor = (visitor: string): string => `visitor.${visitor}`;

/** Now and then twice: at once by ingest's own retry, or seconds later by the tracker's. */
export function arrivesOnce(random: Random): number[] {
  if (random.chance(0.05)) return [0, 0];
  return random.chance(0.12) ? [0, random.next() * 20_000] : [0];
}

interface TimedEntry {
  at: number;
  entry: StreamEntry;
}

/** A stream of `sessions` visits, interleaved. */
export function makeTraffic(random: Random, sessions: number, options: TrafficOptions = {}): StreamEntry[] {
  const { arrivals = arrivesOnce, poison = 0.04, large = false, erasures = 0.12, forgotten = 0.06 } = options;
  const { latePictures = false } = options;
  const visitors = Array.from({ length: Math.ceil(sessions * 0.7) }, () => random.uuid(4));
  const timed: TimedEntry[] = [];
  // Draws of its own, so that a seed's visits are the same with and without.
  const apart = new Random(Number.parseInt(visitors[0]?.slice(0, 8) ?? '', 16));
  const raised = begin + spreadMs * (0.3 + random.next() * 0.5);
  for (let n = 0; n < sessions; n += 1) {
    const { beacons, project, session } = makeVisit(random, random.pick(visitors), latePictures);
    const sent = beacons
      .flatMap((beacon) => arrivals(random).map((delay) => ({ beacon, at: beacon.sentAt + delay })))
      .sort((one, other) => one.at - other.at);
    // A session stays in the bucket of its first beacon, also when its project gets more of them.
    const first = sent[0]?.at ?? 0;
    const bucket = random.whole(0, (first < raised ? 2 : mostBuckets) - 1);
    for (const { beacon, at } of sent)
      timed.push({ at, entry: beaconEntry(random, beacon, accept(beacon, bucket, at)) });
    const visitor = beacons[0]?.header.visitor ?? '';
    if (apart.chance(forgotten)) timed.push(...forget(project.id, visitor, first + apart.next() * spreadMs * 0.3));
    if (random.chance(erasures)) {
      // Sometimes in the middle, so that beacons come after it.
      const last = sent.at(-1)?.at ?? first;
      const at = first + random.next() * (last - first + 60_000);
      const envelope = { kind: 'erase', project: project.id, bucket, receivedAt: at, session } as const;
      timed.push({ at, entry: controlEntry({ kind: 'erase', envelope }) });
    }
  }
  const spoilt = timed
    .filter(({ entry }) => entry.sent.kind === 'beacon' && random.chance(poison))
    .map(({ at, entry }) => ({ at, entry: spoil(random, entry, large) }));
  return [...timed, ...spoilt].sort((one, other) => one.at - other.at).map(({ entry }) => entry);
}

/** Settings of every project, as they are at a time: half way, the owner folds more, keeps less, and for longer. */
export function settingsAt({ timeZone }: SimulatedProject, at: number): EnvelopeSettings {
  return at < begin + spreadMs / 2
    ? { timeZone, fold: [], keepParams: ['q'], recordingDays: 7, eventDays: 395 }
    : { timeZone, fold: ['/docs/*'], keepParams: [], recordingDays: 30, eventDays: 200 };
}

/** What ingest resolves once, so that no try of a consumer can come to another end. */
function accept({ visit, header, events, rrweb }: TrackedBeacon, bucket: number, receivedAt: number): SentBeacon {
  const { project, offset, client } = visit;
  const settings = settingsAt(project, receivedAt);
  const folded = events.map((one) => ({ ...one, event: { ...one.event, path: foldPath(one.event.path, settings) } }));
  const times = events.map(({ event }) => clamped(event.at + offset, receivedAt));
  const changed = events.flatMap(({ event }, n) => {
    const path = folded[n]?.event.path ?? event.path;
    return path === event.path ? [] : [[event.path, path] as const];
  });
  const envelope: BeaconEnvelope = {
    kind: 'beacon',
    project: project.id,
    bucket,
    receivedAt,
    offset,
    hours: [...new Set(times.map((time) => hourStart(time, settings.timeZone)))].sort((a, b) => a - b),
    paths: Object.fromEntries(changed),
    header,
    settings,
    client,
    subjects: [subjectOfVisitor(header.visitor)],
  };
  return { kind: 'beacon', project, envelope, events: folded, rrweb };
}

/** Times outside ±24 h of receipt are not believed. */
export const clamped = (time: number, receivedAt: number): number =>
  Math.round(Math.min(receivedAt + day, Math.max(receivedAt - day, time)));

function beaconEntry(random: Random, { events, rrweb }: TrackedBeacon, sent: SentBeacon): StreamEntry {
  const { envelope } = sent;
  const header = { ...envelope.header, secret: 'A'.repeat(22) };
  const recording = recordedAs(header, rrweb);
  const lines = [header, ...events.map(({ event }) => event), ...recording.rrweb, ...recording.recorded];
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const body = random.chance(0.5) ? gzipSync(text, { level: 1 }) : Buffer.from(text);
  return { partitionKey: `${envelope.project}#${envelope.bucket}`, data: packRecord(envelope, body), sent };
}

/** In every bucket at once, each with its own place in the order. */
function forget(project: string, visitor: string, at: number): TimedEntry[] {
  return Array.from({ length: mostBuckets }, (_, bucket) => {
    const envelope = { kind: 'forget', project, bucket, receivedAt: at, subject: subjectOfVisitor(visitor) } as const;
    return { at, entry: controlEntry({ kind: 'forget', envelope }) };
  });
}

function controlEntry(sent: SentErase | SentForget): StreamEntry {
  const { envelope } = sent;
  return {
    partitionKey: `${envelope.project}#${envelope.bucket}`,
    data: packRecord(envelope, new Uint8Array(0)),
    sent,
  };
}
