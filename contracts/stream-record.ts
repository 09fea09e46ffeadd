/**
 * What ingest puts on Kinesis. Framing: 1 byte of version (1), uint32 big-endian length of the
 * envelope, the envelope as JSON (≤ 16 KB), then the body as it came (plain or gzip NDJSON). A
 * control record (erase, forget) has an empty body.
 *
 * The envelope carries everything that could change between two tries of a consumer, resolved once.
 */
import * as z from 'zod/mini';
import { BeaconHeader } from './beacon.ts';
import { defaultSettings, type ProjectSettings } from './project-settings.ts';
import { retentionDays } from './resources.ts';

export const streamRecordVersion = 1;
export const maxEnvelopeBytes = 16_384;

/** The beacon's header without the session's secret, which goes into no frame and no archive. */
export const FrameHeader = z.omit(BeaconHeader, { secret: true });
export type FrameHeader = z.infer<typeof FrameHeader>;

/** How many names of a day get numbers of their own; the rest is counted under `(other)`. */
export const NameCaps = z.object({ paths: z.int(), eventNames: z.int(), propertyNames: z.int() });
export type NameCaps = z.infer<typeof NameCaps>;

/** Caps of a project's limits. */
export const nameCaps = (limits: ProjectSettings['limits']): NameCaps => ({
  paths: limits.pathsPerDay,
  eventNames: limits.eventNamesPerDay,
  propertyNames: limits.propertyNamesPerDay,
});

/** Settings in force when the beacon was accepted. */
export const EnvelopeSettings = z.object({
  timeZone: z.string(),
  fold: z.array(z.string()),
  keepParams: z.array(z.string()),
  recordingDays: z.literal(retentionDays),
  eventDays: z.int(),
  /** A record of an earlier version has none: see `capsOf`. */
  caps: z.optional(NameCaps),
});
export type EnvelopeSettings = z.infer<typeof EnvelopeSettings>;

/** Caps in force when the beacon was accepted. */
export const capsOf = ({ caps }: EnvelopeSettings): NameCaps => caps ?? nameCaps(defaultSettings.limits);

/** Who sent it, as far as the CDN's headers and the user agent tell. Empty where unknown. */
export const Client = z.object({
  country: z.string(),
  region: z.string(),
  city: z.string(),
  browser: z.string(),
  os: z.string(),
  bot: z.boolean(),
});
export type Client = z.infer<typeof Client>;

export const BeaconEnvelope = z.object({
  kind: z.literal('beacon'),
  project: z.string(),
  /** 0 … bucket count − 1; partition key is `project#bucket`. */
  bucket: z.int(),
  /** ms since the epoch. */
  receivedAt: z.number(),
  /** Added to an event's `at` gives its corrected time, which is clamped to ±24 h of `receivedAt`. */
  offset: z.number(),
  /** Starts (ms, ascending) of the project-zone hours into which the corrected times fall; a time's hour is the greatest start ≤ it. */
  hours: z.array(z.number()),
  /** Folded path of each path of the body that folding changes. */
  paths: z.record(z.string(), z.string()),
  header: FrameHeader,
  settings: EnvelopeSettings,
  client: Client,
  /** Keyed names of whom it tells: its visitor, and every user it identifies. A record of an earlier version has none. */
  subjects: z.optional(z.array(z.string())),
});
export type BeaconEnvelope = z.infer<typeof BeaconEnvelope>;

/** Asks every owner to replace its item of the session by a tombstone. */
export const EraseEnvelope = z.object({
  kind: z.literal('erase'),
  project: z.string(),
  bucket: z.int(),
  receivedAt: z.number(),
  session: z.string(),
});
export type EraseEnvelope = z.infer<typeof EraseEnvelope>;

/** Asks every owner to take nothing more of a subject: a visitor, a user, or the whole project. One goes to every bucket. */
export const ForgetEnvelope = z.object({
  kind: z.literal('forget'),
  project: z.string(),
  bucket: z.int(),
  receivedAt: z.number(),
  /** As in `subjects`, or `project`. */
  subject: z.string(),
  /** Only of sessions that had begun by then, ms; absent: of all. */
  before: z.optional(z.number()),
});
export type ForgetEnvelope = z.infer<typeof ForgetEnvelope>;

export const Envelope = z.discriminatedUnion('kind', [BeaconEnvelope, EraseEnvelope, ForgetEnvelope]);
export type Envelope = z.infer<typeof Envelope>;

/** What a frame holds inside, after its codec byte and inflating: first line; what was recorded follows, one a line. */
export const FrameHead = z.object({ offset: z.number(), events: z.array(z.unknown()) });

/** First byte inside a sealed frame: one gzip member, whose lines are rrweb events or lines of `afterglow-1`. */
export const frameCodec = { rrweb: 1, afterglow1: 2 } as const;
export type FrameCodec = (typeof frameCodec)[keyof typeof frameCodec];

/** Whether somebody who opens a frame can read it. */
export const isFrameCodec = (byte: unknown): byte is FrameCodec =>
  byte === frameCodec.rrweb || byte === frameCodec.afterglow1;
export const frameNonceBytes = 12;
export const frameTagBytes = 16;

/** Additional data that binds a frame to its place. */
export function frameLabel(place: { project: string; session: string; document: string; seq: number }): string {
  return `${place.project}/${place.session}/${place.document}/${place.seq}`.toLowerCase();
}
