/**
 * Clicks, movement and attention belong to a pageview of their document. One that overtook an earlier beacon
 * of the document waits in the session until that has come, so that where it is drawn does not depend on the
 * order of beacons. Meanwhile it counts for the page that is known.
 */
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { pageAt } from './pages.ts';
import type { PageState, SessionState } from './session-state.ts';

/** A document may lack a beacon for ever: past this, events go to the page that is known. */
export const unsettledLimits = { events: 60, bytes: 12_000 } as const;

type EventOf<Kind extends AnalyticsEvent['kind']> = Extract<AnalyticsEvent, { kind: Kind }>;
type TargetKind = 'click' | 'rage' | 'dead' | 'errorClick';
type PageKind = TargetKind | 'error' | 'move' | 'attention';

/** Of an event, what the page and its heatmaps need. */
export type PageEvent =
  | { kind: 'error'; at: number; path: string }
  | Pick<EventOf<'move'>, 'kind' | 'at' | 'path' | 'cells'>
  | Pick<EventOf<'attention'>, 'kind' | 'at' | 'path' | 'rows'>
  | (Pick<
      EventOf<TargetKind>,
      'at' | 'path' | 'selector' | 'label' | 'x' | 'y' | 'pageX' | 'pageY' | 'pageWidth' | 'pageHeight'
    > & { kind: TargetKind });

/** An event with what its heatmap is told of the beacon it came with. */
export interface PlacedEvent {
  event: PageEvent;
  document: string;
  seq: number;
  /** ms of the start of the project-local day. */
  day: number;
  visitor: string;
  bot: boolean;
  /** Whether it is drawn at all. */
  drawn: boolean;
}

/** What of an event has to find its page; undefined for kinds that name it or need none. */
export function pageEvent(event: AnalyticsEvent): PageEvent | undefined {
  const { kind, at, path } = event;
  switch (kind) {
    case 'error':
      return { kind, at, path };
    case 'move':
      return { kind, at, path, cells: event.cells };
    case 'attention':
      return { kind, at, path, rows: event.rows };
    case 'click':
    case 'rage':
    case 'dead':
    case 'errorClick': {
      const { selector, label, x, y, pageX, pageY, pageWidth, pageHeight } = event;
      return { kind, at, path, selector, label, x, y, pageX, pageY, pageWidth, pageHeight };
    }
    default:
      return undefined;
  }
}

/** Whether every beacon of the document up to `seq` has come, so that the page of its events cannot change. */
export function isComplete({ seen, firstSeqs }: SessionState, document: string, seq: number): boolean {
  const [first = Number.POSITIVE_INFINITY, last = -1] = seen.get(document) ?? [];
  return first <= (firstSeqs[document] ?? 0) && seq <= last;
}

/** Settles what can be: gives the events whose page is now known for good, and keeps the others waiting. */
export function settle(state: SessionState, placed: readonly PlacedEvent[]): PlacedEvent[] {
  const settled: PlacedEvent[] = [];
  const waiting: PlacedEvent[] = [];
  let bytes = 0;
  for (const one of [...state.unsettled, ...placed]) {
    const size = isComplete(state, one.document, one.seq) ? 0 : Buffer.byteLength(JSON.stringify(one));
    if (size > 0 && waiting.length < unsettledLimits.events && bytes + size <= unsettledLimits.bytes) {
      waiting.push(one);
      bytes += size;
    } else settled.push(one);
  }
  state.unsettled = waiting;
  for (const one of settled) {
    const page = pageAt(state, one.document, one.event);
    if (page) countOn(page, one.event.kind);
  }
  return settled;
}

const counters: Partial<Record<PageKind, 'clicks' | 'rageClicks' | 'deadClicks' | 'errors'>> = {
  click: 'clicks',
  rage: 'rageClicks',
  dead: 'deadClicks',
  error: 'errors',
};

function countOn(page: PageState, kind: PageKind, sign: 1 | -1 = 1): void {
  const name = counters[kind];
  if (name) page[name] += sign;
  if (kind === 'attention' && sign > 0) page.attended = true;
}

/** The pages as readers see them: what waits counts for the page that is known. */
export function shownPages({ pages, unsettled }: SessionState): PageState[] {
  return withUnsettled(pages, unsettled, 1);
}

/** The pages without what waits, as {@link shownPages} made them. */
export function settledPages(shown: readonly PageState[], unsettled: readonly PlacedEvent[]): PageState[] {
  return withUnsettled(shown, unsettled, -1);
}

function withUnsettled(pages: readonly PageState[], unsettled: readonly PlacedEvent[], sign: 1 | -1): PageState[] {
  const copies = pages.map((page) => ({ ...page }));
  for (const { document, event } of unsettled) {
    const page = pageAt({ pages: copies }, document, event);
    // Attention is a mark, which could not be taken off again.
    if (page && event.kind !== 'attention') countOn(page, event.kind, sign);
  }
  return copies;
}

/** Whether a page had attention, or what waits says so. */
export function isAttended(page: PageState, { pages, unsettled }: SessionState): boolean {
  return (
    page.attended === true ||
    unsettled.some(({ document, event }) => event.kind === 'attention' && pageAt({ pages }, document, event) === page)
  );
}
