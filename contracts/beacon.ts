/**
 * The beacon: `POST /i?k=WRITE_KEY&t=SENT_AT_MS`, NDJSON, plain or gzip. Line 1 is the header, each
 * further line one event: an analytics event with a `kind`, or, as `format` says, a recorded line: an array of
 * recording-format.ts, or an rrweb event with a numeric `type`.
 * Times (`at`, rrweb's `timestamp`) are ms since the epoch by the page's clock. Past 200 lines, because it is one
 * list of what a line may be.
 */
import * as z from 'zod/mini';
import { FileHash } from './kept-file.ts';

/** Limits of one beacon. Past `sentBytes`, `inflatedBytes`, `opened`, `values`, `members` or `events` the answer is 413. */
export const beaconLimits = {
  sentBytes: 1_000_000,
  inflatedBytes: 10_000_000,
  /** Arrays and objects: an empty one takes two bytes to send and a hundred to hold. A node of rrweb's has two or three, one of ours none. */
  opened: 250_000,
  /** Of arrays and objects, but for the first of each: four a node of rrweb's, so that its pages may have 120,000. */
  values: 500_000,
  /** Of one object: so many names that differ take 40 ms to parse. */
  members: 60_000,
  lines: 20_000,
  /** Analytics lines: the tracker's beacons hold a few hundred at most, and what takes more than a burst upsets the rate limit. */
  events: 1_000,
  /** Of an analytics line. */
  depth: 64,
  /** Of an rrweb line: two levels for each of the DOM, which HTML parsers keep under 512. */
  rrwebDepth: 2_048,
  /** Of a recorded line of our own format, which has trees as flat rows. */
  recordedDepth: 8,
  /** An analytics line; rrweb lines are bounded by the body alone. */
  analyticsLineBytes: 64_000,
  text: 2_048,
  name: 120,
  selector: 512,
  properties: 50,
} as const;

const uuid = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
const uuidV7 = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
const secret = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
const sequence = z.int().check(z.minimum(0), z.maximum(2 ** 31));
const at = z.number().check(z.minimum(0), z.maximum(8.64e15));
const count = z.number().check(z.minimum(0), z.maximum(1e9));
const text = (max: number) => z.string().check(z.maxLength(max));
const path = z.string().check(z.minLength(1), z.maxLength(beaconLimits.text));
const share = z.number().check(z.minimum(0), z.maximum(1));

/** Formats of recorded lines: our own, an array a line (recording-format.ts), and what `@rrweb/record` gave. */
export const recordingFormats = ['afterglow-1', 'rrweb'] as const;

/** Line 1. `seq` counts a document's beacons from 0 and is never reused; `firstSeq` marks the first beacon of a session begun within the document. */
export const BeaconHeader = z.object({
  v: z.literal(1),
  format: z.enum(recordingFormats),
  visitor: uuid,
  session: uuidV7,
  secret,
  tab: uuid,
  document: uuid,
  seq: sequence,
  firstSeq: z.optional(sequence),
  /** Beacons or events the tracker had to drop before this one; shown as a gap. */
  dropped: z.optional(count),
});
export type BeaconHeader = z.infer<typeof BeaconHeader>;

/** Line 1 of a visitor without a name: ingest makes visitor and session from a hash that changes daily. Nothing is recorded. */
export const AnonymousHeader = z.object({
  v: z.literal(1),
  format: z.enum(recordingFormats),
  anonymous: z.literal(true),
  tab: uuid,
  document: uuid,
  seq: sequence,
  dropped: z.optional(count),
});
export type AnonymousHeader = z.infer<typeof AnonymousHeader>;

const scalar = z.union([text(beaconLimits.text), z.number(), z.boolean(), z.null()]);
/** Properties of a custom event, traits of a user: up to 50 scalars. */
export const Properties = z
  .record(z.string().check(z.minLength(1), z.maxLength(beaconLimits.name)), scalar)
  .check(z.refine((value) => Object.keys(value).length <= beaconLimits.properties, 'at most 50 properties'))
  // The same limit as data: for OpenAPI, and for what checks beacons without this library.
  .register(z.globalRegistry, { maxProperties: beaconLimits.properties });
export type Properties = z.infer<typeof Properties>;

const common = { at, path };

/** Where on which element: a stable selector, the label people read, and the position inside the element's box (0…1). */
const target = {
  selector: text(beaconLimits.selector),
  label: z.optional(text(beaconLimits.name)),
  /** Position inside the element's box, 0…1. */
  x: share,
  y: share,
  /** Fallback: position on the document and the document's size, CSS px. */
  pageX: count,
  pageY: count,
  pageWidth: count,
  pageHeight: count,
};

/** A document load, a return from the back/forward cache, or a change of the tracked path. */
export const PageviewEvent = z.object({
  ...common,
  kind: z.literal('pageview'),
  host: text(255),
  title: z.optional(text(beaconLimits.text)),
  /** Full referrer address without query and hash; empty or absent when direct. */
  referrer: z.optional(text(beaconLimits.text)),
  utm: z.optional(
    z.object({
      source: z.optional(text(beaconLimits.name)),
      medium: z.optional(text(beaconLimits.name)),
      campaign: z.optional(text(beaconLimits.name)),
      term: z.optional(text(beaconLimits.name)),
      content: z.optional(text(beaconLimits.name)),
    }),
  ),
  /** A paid click's marker without its value: gclid, msclkid, fbclid … */
  clickId: z.optional(text(32)),
  /** CSS px. */
  viewport: z.tuple([count, count]),
  screen: z.tuple([count, count]),
  language: z.optional(text(35)),
  /** Servers may tell it; the tracker does not, since asking costs a page that has not yet 18 ms. */
  timeZone: z.optional(text(64)),
  /** True once per session: this session was chosen for recording. */
  recorded: z.optional(z.boolean()),
});
export type PageviewEvent = z.infer<typeof PageviewEvent>;

export const ClickEvent = z.object({ ...common, ...target, kind: z.literal('click') });
export type ClickEvent = z.infer<typeof ClickEvent>;

/** A finished burst: `clicks` is how many clicks it had. */
export const RageClickEvent = z.object({ ...common, ...target, kind: z.literal('rage'), clicks: count });
export const DeadClickEvent = z.object({ ...common, ...target, kind: z.literal('dead') });
/** A click followed by a JavaScript error within 1 s; `message` is the error's. */
export const ErrorClickEvent = z.object({
  ...common,
  ...target,
  kind: z.literal('errorClick'),
  message: z.optional(text(beaconLimits.text)),
});

export const CustomEvent = z.object({
  ...common,
  kind: z.literal('event'),
  name: z.string().check(z.minLength(1), z.maxLength(beaconLimits.name)),
  properties: z.optional(Properties),
});
export type CustomEvent = z.infer<typeof CustomEvent>;

export const IdentifyEvent = z.object({
  ...common,
  kind: z.literal('identify'),
  id: z.string().check(z.minLength(1), z.maxLength(beaconLimits.name)),
  traits: z.optional(Properties),
});

/** A JavaScript error or an unhandled rejection. */
export const ErrorEvent = z.object({
  ...common,
  kind: z.literal('error'),
  message: text(beaconLimits.text),
  source: z.optional(text(beaconLimits.text)),
  line: z.optional(count),
  column: z.optional(count),
  stack: z.optional(text(8_192)),
  rejection: z.optional(z.boolean()),
});

/**
 * Time on a pageview since the last such event, ms: `visible` while the page showed, `active` in
 * seconds with input. `view` is the pageview's `at` (its identity within the document).
 */
export const TimeEvent = z.object({ ...common, kind: z.literal('time'), view: at, visible: count, active: count });
export type TimeEvent = z.infer<typeof TimeEvent>;

/** Highest (scroll + viewport) / document height of a pageview so far, and the fold: viewport / document height. */
export const ScrollEvent = z.object({ ...common, kind: z.literal('scroll'), view: at, depth: share, fold: share });
export type ScrollEvent = z.infer<typeof ScrollEvent>;

/** Movement binned in the browser: column 0…columns-1 across the document's width, row in steps of 16 CSS px, samples. See `moveGrid`. */
export const MoveEvent = z.object({
  ...common,
  kind: z.literal('move'),
  cells: z.array(z.tuple([count, count, count])).check(z.maxLength(2_000)),
});
export type MoveEvent = z.infer<typeof MoveEvent>;

/** Visible, active time per band of 100 CSS px of the document that was in the viewport: [row, ms]. */
export const AttentionEvent = z.object({
  ...common,
  kind: z.literal('attention'),
  rows: z.array(z.tuple([count, count])).check(z.maxLength(500)),
});
export type AttentionEvent = z.infer<typeof AttentionEvent>;

/** Recorded sessions only. A console line, arguments as short masked text. */
export const ConsoleEvent = z.object({
  ...common,
  kind: z.literal('console'),
  level: z.enum(['log', 'info', 'warn', 'error', 'debug']),
  text: text(beaconLimits.text),
});

/** Recorded sessions only. A request: address without query, never a body. `status` 0: no answer. */
export const RequestEvent = z.object({
  ...common,
  kind: z.literal('request'),
  method: text(16),
  url: text(beaconLimits.text),
  status: count,
  duration: count,
});

/** Recorded sessions only. Files that the page showed and that are kept: [address, SHA-256 in hex]. */
export const FilesEvent = z.object({
  ...common,
  kind: z.literal('files'),
  files: z.array(z.tuple([text(beaconLimits.text), FileHash])).check(z.maxLength(200)),
});
export type FilesEvent = z.infer<typeof FilesEvent>;

export const AnalyticsEvent = z.discriminatedUnion('kind', [
  PageviewEvent,
  ClickEvent,
  RageClickEvent,
  DeadClickEvent,
  ErrorClickEvent,
  CustomEvent,
  IdentifyEvent,
  ErrorEvent,
  TimeEvent,
  ScrollEvent,
  MoveEvent,
  AttentionEvent,
  ConsoleEvent,
  RequestEvent,
  FilesEvent,
]);
export type AnalyticsEvent = z.infer<typeof AnalyticsEvent>;
export type EventKind = AnalyticsEvent['kind'];

/** An event of `@rrweb/record`: passed through, read by the player. */
export const RrwebEvent = z.looseObject({ type: z.int(), timestamp: at, data: z.unknown() });
export type RrwebEvent = z.infer<typeof RrwebEvent>;

/** rrweb's event types that the pipeline looks at. */
export const rrwebType = { fullSnapshot: 2, incremental: 3, meta: 4 } as const;

/**
 * The grid of movement: square cells of 16 CSS px at the device class's canonical width, so that
 * columns are shares of the document's width and rows are 16 px of its height.
 */
export const moveGrid = {
  size: 16,
  columns: { desktop: 80, tablet: 48, mobile: 24 },
  maxRows: 1_000,
} as const;

/** Rows of attention are bands of this many CSS px. */
export const attentionBand = 100;
