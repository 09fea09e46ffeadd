/** The pageviews of a session: kept in order, bounded, and found again by the events that belong to them. */

import { deviceClass } from '#contracts/fields.ts';
import { cutText } from '../cut-text.ts';
import type { ResolvedEvent } from '../resolve-beacon.ts';
import {
  compareStamps,
  type PageState,
  type SessionState,
  type Stamp,
  sessionLimits,
  type WaitingView,
} from './session-state.ts';

type EventOf<Kind extends ResolvedEvent['event']['kind']> = Extract<ResolvedEvent['event'], { kind: Kind }>;
type View = Pick<PageState, 'durationMs' | 'activeMs' | 'maxScroll' | 'fold' | 'foldAt' | 'foldSeq'>;

/** Adds a pageview, with the time and scroll of it that came before it. The first 200 are kept, by their stamps. */
export function addPage(state: SessionState, event: EventOf<'pageview'>, stamp: Stamp, day: number): void {
  const waiting = state.waiting.find((view) => isView(view, stamp.document, event.at));
  state.waiting = state.waiting.filter((view) => view !== waiting);
  const page: PageState = {
    ...stamp,
    path: event.path,
    title: cutText(event.title ?? '', sessionLimits.titleBytes),
    view: event.at,
    day,
    device: deviceClass(event.viewport[0]),
    width: Math.round(event.viewport[0]),
    height: Math.round(event.viewport[1]),
    durationMs: waiting?.durationMs ?? 0,
    activeMs: waiting?.activeMs ?? 0,
    maxScroll: waiting?.maxScroll ?? 0,
    fold: waiting?.fold ?? 0,
    ...(waiting?.foldAt === undefined ? {} : { foldAt: waiting.foldAt, foldSeq: waiting.foldSeq ?? 0 }),
    clicks: 0,
    rageClicks: 0,
    deadClicks: 0,
    errors: 0,
  };
  state.pages = firstPages([...state.pages, page].sort(compareStamps));
}

/** The longest beginning within the caps: a page that is past them once stays past them, whatever comes later. */
function firstPages(pages: PageState[]): PageState[] {
  let bytes = 0;
  const end = pages.findIndex((page, index) => {
    bytes += Buffer.byteLength(page.path) + Buffer.byteLength(page.title);
    return index >= sessionLimits.pages || bytes > sessionLimits.pageTextBytes;
  });
  return end < 0 ? pages : pages.slice(0, end);
}

/** The pageview of that name, or a place to keep its numbers until it comes. */
export function viewOf(state: SessionState, document: string, view: number): View | undefined {
  const known =
    state.pages.find((page) => isView(page, document, view)) ??
    state.waiting.find((waiting) => isView(waiting, document, view));
  if (known || state.waiting.length >= sessionLimits.waitingViews) return known;
  const waiting: WaitingView = { document, view, durationMs: 0, activeMs: 0, maxScroll: 0, fold: 0 };
  state.waiting.push(waiting);
  return waiting;
}

const isView = (one: { document: string; view: number }, document: string, view: number): boolean =>
  one.document === document && one.view === view;

/** The pageview on which an event of a document happened: the last of its path that had begun, else the last begun. */
export function pageAt(
  state: Pick<SessionState, 'pages'>,
  document: string,
  event: { at: number; path: string },
): PageState | undefined {
  let last: PageState | undefined;
  let lastOfPath: PageState | undefined;
  for (const page of state.pages) {
    if (page.document !== document || page.view > event.at) continue;
    if (last === undefined || page.view >= last.view) last = page;
    if (page.path !== event.path) continue;
    if (lastOfPath === undefined || page.view >= lastOfPath.view) lastOfPath = page;
  }
  return lastOfPath ?? last;
}

/** Deepest scroll, and the fold of the earliest scroll event: that is the one at load. */
export function addScroll(view: View, event: EventOf<'scroll'>, seq: number): void {
  view.maxScroll = Math.max(view.maxScroll, event.depth);
  const { foldAt, foldSeq = 0 } = view;
  if (foldAt !== undefined && (foldAt < event.at || (foldAt === event.at && foldSeq <= seq))) return;
  view.foldAt = event.at;
  view.foldSeq = seq;
  view.fold = event.fold;
}
