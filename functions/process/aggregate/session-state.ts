/** What a session adds up to. Its end does not depend on the order in which beacons came. */
import type { DeviceClass } from '#contracts/fields.ts';
import type { Client } from '#contracts/stream-record.ts';
import type { SessionPage } from '../../shared/tally-items.ts';
import type { SeenSequences } from '../seen-sequences.ts';
import type { PlacedEvent } from './unsettled-events.ts';

/** Caps, so that no session takes more than 100 KB, whatever is sent: each of its beacons writes it anew. */
export const sessionLimits = {
  pages: 200,
  /** Paths and titles of all pages together. */
  pageTextBytes: 30_000,
  titleBytes: 200,
  eventNames: 100,
  /** Past this, or that many, a name counts under `(other)`. */
  eventNameBytes: 5_000,
  traits: 50,
  traitNameBytes: 4_000,
  traitBytes: 128,
  /** One more than 24 hours can touch where clocks change; each is an item of every dimension. */
  hours: 26,
  waitingViews: 50,
  subjects: 20,
} as const;

/** Where an event stands: by corrected time, then document, beacon and place in the beacon. */
export interface Stamp {
  at: number;
  document: string;
  seq: number;
  index: number;
}

export interface FirstEvent extends Stamp {
  hour: number;
  visitor: string;
  path: string;
  client: Client;
}

/** The first pageview, which says where the session came from and on what. */
export interface Entry extends Stamp {
  path: string;
  host: string;
  referrer: string;
  channel: string;
  utmSource: string;
  utmMedium: string;
  utmCampaign: string;
  device: DeviceClass;
  language: string;
  screen: string;
}

export interface PlacedPath extends Stamp {
  path: string;
}

/** A pageview with what happened on it. `width` and `height`: of the viewport, CSS px. */
export interface PageState extends SessionPage, Stamp {
  /** ms of the start of the project-local day. */
  day: number;
  width: number;
  height: number;
  /** Of the earliest scroll event, from which `fold` is. */
  foldAt?: number;
  foldSeq?: number;
  attended?: true;
}

/** Time and scroll of a pageview that has not come yet. */
export interface WaitingView {
  document: string;
  view: number;
  durationMs: number;
  activeMs: number;
  maxScroll: number;
  fold: number;
  foldAt?: number;
  foldSeq?: number;
}

export type Scalar = string | number | boolean | null;

export interface SessionState {
  project: string;
  session: string;
  bucket: number;
  /** Position in the stream up to which it has counted; absent before the first write. */
  w?: string;
  ttl: number;
  erased?: true;
  seen: SeenSequences;
  first?: FirstEvent;
  last?: PlacedPath;
  entry?: Entry;
  exit?: PlacedPath;
  user?: Stamp & { id: string };
  traits: Record<string, Stamp & { value: Scalar }>;
  visibleMs: number;
  activeMs: number;
  pageviews: number;
  events: number;
  clicks: number;
  rageClicks: number;
  deadClicks: number;
  errors: number;
  maxScroll: number;
  hasRecording: boolean;
  /** Chosen for recording by its tracker. */
  chosen?: true;
  /** Pageviews by the start (ms) of each hour in which the session was seen. */
  hours: Record<string, number>;
  /** In order of their stamps. */
  pages: PageState[];
  waiting: WaitingView[];
  /** The first `seq` in this session of documents that began in an earlier one. */
  firstSeqs: Record<string, number>;
  /** Events that overtook an earlier beacon of their document. */
  unsettled: PlacedEvent[];
  eventNames: Record<string, number>;
  /** Keyed names of its visitor and users, in order of the text. */
  subjects: readonly string[];
}

export function newSession(project: string, session: string, bucket: number): SessionState {
  return {
    project,
    session,
    bucket,
    ttl: 0,
    seen: new Map(),
    traits: {},
    visibleMs: 0,
    activeMs: 0,
    pageviews: 0,
    events: 0,
    clicks: 0,
    rageClicks: 0,
    deadClicks: 0,
    errors: 0,
    maxScroll: 0,
    hasRecording: false,
    hours: {},
    pages: [],
    waiting: [],
    firstSeqs: {},
    unsettled: [],
    eventNames: {},
    subjects: [],
  };
}

/** Negative when `one` comes first. */
export function compareStamps(one: Stamp, other: Stamp): number {
  if (one.at !== other.at) return one.at - other.at;
  if (one.document !== other.document) return one.document < other.document ? -1 : 1;
  return one.seq - other.seq || one.index - other.index;
}

export const isEarlier = (next: Stamp, known: Stamp | undefined): boolean =>
  known === undefined || compareStamps(next, known) < 0;
export const isLater = (next: Stamp, known: Stamp | undefined): boolean =>
  known === undefined || compareStamps(next, known) > 0;

/** Visible time summed over tabs, at most from the first event to the last. */
export function durationMs({ first, last, visibleMs }: SessionState): number {
  return first && last ? Math.min(visibleMs, last.at - first.at) : 0;
}

/** One pageview, under 10 s visible, no click. */
export function isBounce({ pageviews, visibleMs, clicks }: SessionState): boolean {
  return pageviews === 1 && visibleMs < 10_000 && clicks === 0;
}

/** Device of the session: that of its first pageview. */
export const sessionDevice = (entry: Entry | undefined): DeviceClass => entry?.device ?? 'desktop';
