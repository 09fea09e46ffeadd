/** Which page a full snapshot shows, and how large it was. */
import { type AnalyticsEvent, type RrwebEvent, rrwebType } from '#contracts/beacon.ts';
import { type DeviceClass, deviceClass } from '#contracts/fields.ts';
import { isKeyframe, type RecordingLine } from '#contracts/recording-format.ts';
import { foldPath } from '../../shared/fold-path.ts';
import { scrubText } from '../../shared/scrub.ts';
import { completionOf, type Recorded } from '../recorded.ts';
import { correctedTime, type ResolvedBeacon } from '../resolve-beacon.ts';

/** What completes a snapshot: events of its document within this many ms after it. */
export const completionMs = 3_000;

export interface PageSnapshot {
  path: string;
  device: DeviceClass;
  /** Corrected time, and time by the page's clock, ms. */
  at: number;
  pageAt: number;
  width: number;
  height: number;
  /** Page's clock, ms: when the document went on to its next pageview, as far as the beacon tells; else Infinity. */
  leftAt: number;
  content: Recorded;
}

interface Size {
  href: string;
  width: number;
  height: number;
}

/** Every full snapshot of a beacon, with its size and what completed it as far as the beacon goes. */
export function pageSnapshots(beacon: ResolvedBeacon, recording: Recorded): PageSnapshot[] {
  const make = (size: Size, pageAt: number, start: Recorded, rest: Recorded): PageSnapshot[] => {
    const path = pathOf(beacon, size.href, pageAt);
    if (path === undefined) return [];
    const { width, height } = size;
    const leftAt = nextPageview(beacon, pageAt);
    const more = completing(rest, pageAt, leftAt);
    return [
      {
        path,
        device: deviceClass(width),
        at: correctedTime(beacon.envelope, pageAt),
        pageAt,
        width,
        height: Math.max(height, documentHeight(beacon, path, height)),
        leftAt,
        content: { rrweb: [...start.rrweb, ...more.rrweb], recorded: [...start.recorded, ...more.recorded] },
      },
    ];
  };
  let meta: { event: RrwebEvent; size: Size } | undefined;
  const ofEvents = recording.rrweb.flatMap((event, index) => {
    const size = event.type === rrwebType.meta ? sizeOf(event.data) : undefined;
    if (size) meta = { event, size };
    if (event.type !== rrwebType.fullSnapshot || !meta) return [];
    const rest = { rrweb: recording.rrweb.slice(index + 1), recorded: [] };
    return make(meta.size, event.timestamp, { rrweb: [meta.event, event], recorded: [] }, rest);
  });
  const ofLines = recording.recorded.flatMap((line, index) => {
    const size = isKeyframe(line) ? sizeOfLine(line) : undefined;
    if (!size) return [];
    const rest = { rrweb: [], recorded: recording.recorded.slice(index + 1) };
    return make(size, line[1], { rrweb: [], recorded: [line] }, rest);
  });
  return [...ofEvents, ...ofLines];
}

/** What completes a snapshot taken at `pageAt`; what came after `leftAt` does not. */
export const completing = (recording: Recorded, pageAt: number, leftAt: number): Recorded =>
  completionOf(recording, pageAt, Math.min(pageAt + completionMs, leftAt));

/** Files that the page showed, of which the tracker tells once it has read them: later than what completes the picture. */
const filesWithinMs = 30_000;

/** What a beacon tells of kept files that the page of a snapshot shows. */
export function filesShown(beacon: ResolvedBeacon, pageAt: number, leftAt: number): AnalyticsEvent[] {
  const end = Math.min(pageAt + filesWithinMs, leftAt);
  return beacon.events.flatMap(({ event }) =>
    event.kind === 'files' && event.at >= pageAt && event.at <= end ? [event] : [],
  );
}

/** When the first pageview after `pageAt` began, page's clock: a single-page app shows another page from then on. */
export function nextPageview(beacon: ResolvedBeacon, pageAt: number): number {
  const later = beacon.events.filter(({ event }) => event.kind === 'pageview' && event.at > pageAt);
  return Math.min(...later.map(({ event }) => event.at));
}

function sizeOf(data: unknown): Size | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { href, width, height } = data as Partial<Record<keyof Size, unknown>>;
  if (typeof href !== 'string' || typeof width !== 'number' || typeof height !== 'number') return undefined;
  return { href, width, height };
}

const sizeOfLine = ([, , , href, width, height]: RecordingLine): Size | undefined => sizeOf({ href, width, height });

/** The tracked path: that of the last pageview before it in the beacon, else the page's address, folded. */
function pathOf(beacon: ResolvedBeacon, href: string, pageAt: number): string | undefined {
  const { settings } = beacon.envelope;
  const viewed = beacon.events.findLast(({ event }) => event.kind === 'pageview' && event.at <= pageAt);
  if (viewed) return viewed.event.path;
  if (!URL.canParse(href)) return undefined;
  const { pathname, search } = new URL(href);
  return scrubText(foldPath(pathname + search, settings));
}

/** Height of the document as far as the beacon's clicks and scrolling on that page tell; 0 when they do not. */
export function documentHeight({ events }: ResolvedBeacon, path: string, viewportHeight: number): number {
  const heights = events.map(({ event }) => {
    if (event.path !== path) return 0;
    if ('pageHeight' in event) return event.pageHeight;
    return event.kind === 'scroll' && event.fold > 0 ? viewportHeight / event.fold : 0;
  });
  return Math.round(Math.max(0, ...heights));
}
