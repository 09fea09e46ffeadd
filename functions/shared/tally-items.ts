/**
 * Items of the `tally` table: what aggregate writes and query reads. Every item that a bucket writes
 * carries `w` (see docs/architecture.md): the position in the stream up to which it has counted. Past 200 lines,
 * because keys and items of one table are told in one place.
 *
 * | item    | pk                                       | sk                              |
 * |---------|------------------------------------------|---------------------------------|
 * | session | `S#project#hidden session`               | `STATE`                         |
 * | counter | `C#project#crowd#by#UTC day of the hour` | `hour#value#bucket`             |
 * | heat    | `H#project#crowd#type#device#path`       | `local day's start#part#bucket` |
 *
 * Instants in keys are 13 digits of ms, so that text order is time order.
 */
import { createHash } from 'node:crypto';
import type { HeatmapType } from '#contracts/answers.ts';
import type { DeviceClass, Dimension } from '#contracts/fields.ts';
import { hiddenId } from './hidden-id.ts';

/** Bots are counted apart from humans, so that they are in no number unless asked for. */
export type Crowd = 'human' | 'bot';

/**
 * Besides the dimensions: `all` is the total of the hour, `minute` the totals of single minutes (kept 48 h),
 * `property` counts properties of custom events (`''`, and `(other)` past the cap of names), `usage` what a
 * project took of its quotas in a UTC month, whoever sent it.
 */
export type CounterBy = Dimension | 'all' | 'minute' | 'property' | 'usage';
/** Where the values past a cap are counted. */
export const otherValue = '(other)';

/** What a counter item counts. Absent is 0. Sums belong to the sessions that began in the hour, the rest to events in the hour. */
export interface Counts {
  pageviews?: number;
  /** Occurrences of custom events; by `usage` of analytics events of every kind. */
  events?: number;
  sessions?: number;
  bounces?: number;
  durationMs?: number;
  clicks?: number;
  rageClicks?: number;
  deadClicks?: number;
  errors?: number;
  /** Sessions with a recording. */
  recordings?: number;
  /** Sessions that the tracker chose for recording, whether or not something was recorded. */
  chosen?: number;
}

export interface CounterItem {
  pk: string;
  sk: string;
  w: string;
  /** The dimension's value in full; '' for `all`; the minute's start in ms for `minute`. */
  value: string;
  /** ms of the hour's start. */
  hour: number;
  counts: Counts;
  /** Sketch of visitors seen; see visitor-sketch.ts. */
  visitors: Uint8Array;
  ttl: number;
}

export interface HeatItem {
  pk: string;
  sk: string;
  w: string;
  path: string;
  day: number;
  /** Clicks, pageviews (scroll, attention) or samples (move). */
  samples: number;
  visitors: Uint8Array;
  /** click kinds: the element. */
  selector?: string;
  label?: string;
  /** Sums over clicks of the fallback position and of the document's size, CSS px. */
  pageX?: number;
  pageY?: number;
  pageWidth: number;
  pageHeight: number;
  /**
   * click kinds: `"col,row"` of a 100 × 100 grid inside the element's box → clicks.
   * scroll: `"d<0…100>"` pageviews whose depth in % rounds down to it; `"f<0…100>"` the same for the fold.
   * move: `"col,row"` of the move grid → samples. attention: `"row"` → ms.
   */
  cells: Record<string, number>;
  ttl: number;
}

export const instantKey = (ms: number): string => String(Math.trunc(ms)).padStart(13, '0');
/** Start of the UTC month of an instant, ms: what quotas go by. */
export function monthStart(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
export const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A value as part of a key: itself while short, else its beginning and a hash. `#` is kept out. */
export function valueKey(value: string): string {
  const safe = value.replaceAll('#', '%23');
  if (Buffer.byteLength(safe) <= 200) return safe;
  return `${safe.slice(0, 60).toWellFormed()}~${createHash('sha256').update(value).digest('hex').slice(0, 24)}`;
}

export const sessionKey = (project: string, session: string) => ({
  pk: `S#${project}#${hiddenId(project, session)}`,
  sk: 'STATE',
});

/** Partition of the sessions index: sessions of one project that began on one UTC day. */
export const sessionsPartition = (project: string, crowd: Crowd, startedAt: number): string =>
  `${project}#${crowd}#${utcDay(startedAt)}`;
/** `place`: of the session's visitor, by `visitorPlace`; '' where nothing tells who it is. */
export const sessionsSort = (startedAt: number, session: string, place = ''): string =>
  `${instantKey(startedAt)}#${session}${place === '' ? '' : `#${place}`}`;

/** What a sort key of the sessions index tells: ms, and the visitor's place as a number, 0…1. */
export function readSessionsSort(sort: string): { startedAt: number; visitor: number | undefined } {
  const [instant, , place] = sort.split('#');
  const visitor = place === undefined ? undefined : Buffer.from(place, 'base64url').readUIntBE(0, 6) / 2 ** 48;
  return { startedAt: Number(instant), visitor };
}

export const counterPartition = (project: string, crowd: Crowd, by: CounterBy, hour: number): string =>
  `C#${project}#${crowd}#${by}#${utcDay(hour)}`;
export const counterSort = (hour: number, value: string, bucket: number): string =>
  `${instantKey(hour)}#${valueKey(value)}#${bucket}`;

export const heatPartition = (
  project: string,
  crowd: Crowd,
  type: HeatmapType,
  device: DeviceClass,
  path: string,
): string => `H#${project}#${crowd}#${type}#${device}#${valueKey(path)}`;
/** `part`: hash of the selector for click kinds, else the type. */
export const heatSort = (day: number, part: string, bucket: number): string => `${instantKey(day)}#${part}#${bucket}`;
export const selectorPart = (selector: string): string =>
  createHash('sha256').update(selector).digest('hex').slice(0, 24);

/** Read side of a session item; aggregate keeps its reducer's state in further attributes. Times ms. */
export interface SessionItem {
  pk: string;
  sk: string;
  gpk: string;
  gsk: string;
  w: string;
  ttl: number;
  project: string;
  session: string;
  bucket: number;
  /** Present on a tombstone: everything else but keys and `w` is gone. */
  erased?: true;
  visitor: string;
  userId: string;
  traits: Record<string, string | number | boolean | null>;
  startedAt: number;
  lastAt: number;
  /** Start (ms) of the project-zone hour in which it began; it counts there. */
  hour: number;
  durationMs: number;
  activeMs: number;
  pageviews: number;
  events: number;
  clicks: number;
  rageClicks: number;
  deadClicks: number;
  errors: number;
  maxScroll: number;
  bounce: boolean;
  entryPath: string;
  exitPath: string;
  host: string;
  referrer: string;
  channel: string;
  utmSource: string;
  utmMedium: string;
  utmCampaign: string;
  country: string;
  region: string;
  city: string;
  device: DeviceClass;
  browser: string;
  os: string;
  language: string;
  screen: string;
  bot: boolean;
  hasRecording: boolean;
  /** Its tracker chose it for recording. */
  chosen?: true;
  /** Pageviews in order of (time, document, seq), at most 200. */
  pages: SessionPage[];
  /** Custom events by name, at most 100 names. */
  eventNames: Record<string, number>;
  /** Events whose times were more than 24 h from receipt and were moved there; absent: none. */
  clamped?: number;
  /** Keyed names of its visitor and users, as in the envelope; sessions of an earlier version have none. */
  subjects?: readonly string[];
}

export interface SessionPage {
  path: string;
  title: string;
  /** Corrected time, ms. */
  at: number;
  document: string;
  /** The pageview's own `at`, uncorrected: its identity within the document. */
  view: number;
  device: DeviceClass;
  durationMs: number;
  activeMs: number;
  maxScroll: number;
  fold: number;
  clicks: number;
  rageClicks: number;
  deadClicks: number;
  errors: number;
}
