import { EventType, type eventWithTime, IncrementalSource, MouseInteractions } from '@rrweb/types';
import type { CleanContext } from './clean-context.ts';
import { cleanCss } from './clean-css.ts';
import { cleanMutation } from './clean-mutation.ts';
import { cleanDocument, isId, isRecord } from './clean-node.ts';
import { cleanRules, cleanSheets, cleanStyleChange } from './clean-rules.ts';
import type { PageTree } from './page-tree.ts';

type Data = Record<string, unknown>;

/**
 * An event with nothing in it that runs, loads, leads away or breaks the player; undefined when nothing of
 * it can be kept. What it is made of was written by a page, or by somebody who claims to be one.
 */
export function cleanEvent(event: eventWithTime, tree: PageTree, context: CleanContext): eventWithTime | undefined {
  const { type, timestamp } = event;
  const data: unknown = event.data;
  const clean = isRecord(data) ? dataOf(type, data, tree, context) : undefined;
  if (clean === undefined) {
    if (!isSilent(type, data, tree)) context.refuse('damaged');
    return undefined;
  }
  return { type, timestamp, data: clean } as eventWithTime;
}

/** Nothing that is shown: load events, those of plug-ins, and changes of what is not shown. */
const isSilent = (type: EventType, data: unknown, tree: PageTree): boolean =>
  type === EventType.DomContentLoaded ||
  type === EventType.Load ||
  type === EventType.Plugin ||
  (isRecord(data) &&
    (unshown.has(data.source) || (isId(data.id) && !hasSheet(data, tree) && ofSheets.has(data.source))));
/** Drawings, the playing of media whose files were not kept, and names of elements. */
const unshown = new Set<unknown>([
  IncrementalSource.CanvasMutation,
  IncrementalSource.MediaInteraction,
  IncrementalSource.CustomElement,
]);
const ofSheets = new Set<unknown>([IncrementalSource.StyleSheetRule, IncrementalSource.StyleDeclaration]);

/** A constructed sheet, or one that its element has by now, which it may have lost, or never shown. */
const hasSheet = ({ id, styleId }: Data, tree: PageTree): boolean => isId(styleId) || tree.get(id)?.hasSheet === true;

function dataOf(type: EventType, data: Data, tree: PageTree, context: CleanContext): Data | undefined {
  switch (type) {
    case EventType.Meta:
      return isSize(data) ? { href: addressOf(data), width: data.width, height: data.height } : undefined;
    case EventType.FullSnapshot:
      return snapshotOf(data, tree, context);
    case EventType.IncrementalSnapshot:
      return changeOf(data, tree, context);
    case EventType.Custom:
      return typeof data.tag === 'string' ? { tag: data.tag, payload: data.payload } : undefined;
    default:
      return undefined;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isSize = ({ width, height }: Data): boolean =>
  isNumber(width) && isNumber(height) && width > 0 && height > 0 && width <= 100_000 && height <= 100_000;

export const addressOf = ({ href }: Data): string => (typeof href === 'string' ? href : '');

function snapshotOf(data: Data, tree: PageTree, context: CleanContext): Data | undefined {
  const node = cleanDocument(data.node, undefined, tree, context);
  if (!node) return undefined;
  const { top, left } = isRecord(data.initialOffset) ? data.initialOffset : {};
  return { node, initialOffset: { top: isNumber(top) ? top : 0, left: isNumber(left) ? left : 0 } };
}

function changeOf(data: Data, tree: PageTree, context: CleanContext): Data | undefined {
  switch (data.source) {
    case IncrementalSource.Mutation:
      return cleanMutation(data, tree, context);
    case IncrementalSource.MouseMove:
    case IncrementalSource.TouchMove:
    case IncrementalSource.Drag:
      return positionsOf(data);
    case IncrementalSource.MouseInteraction:
      return isInteraction(data) && isTarget(data.id) ? data : undefined;
    case IncrementalSource.Scroll:
      return isTarget(data.id) && isNumber(data.x) && isNumber(data.y) ? data : undefined;
    case IncrementalSource.ViewportResize:
      return isSize(data) ? data : undefined;
    case IncrementalSource.Input:
      return isTarget(data.id) && typeof data.text === 'string' ? data : undefined;
    case IncrementalSource.StyleSheetRule:
      return hasSheet(data, tree) ? cleanRules(data, context) : undefined;
    case IncrementalSource.StyleDeclaration:
      return hasSheet(data, tree) ? cleanStyleChange(data, context) : undefined;
    case IncrementalSource.AdoptedStyleSheet:
      return cleanSheets(data, context);
    case IncrementalSource.Font:
      return fontOf(data, context);
    case IncrementalSource.Selection:
      return Array.isArray(data.ranges) && data.ranges.every(isRange) ? data : undefined;
    default:
      return undefined;
  }
}

/** One of rrweb's kinds; those without a place have no x and y. */
const isInteraction = ({ type, x, y }: Data): boolean =>
  Number.isInteger(type) && MouseInteractions[type as number] !== undefined && [x, y].every(isPlaceOrNone);
const isPlaceOrNone = (value: unknown): boolean => value === undefined || value === null || isNumber(value);
/** −1 stands for a node that the recorder did not know; rrweb skips it. */
const isTarget = (id: unknown): boolean => isId(id) || id === -1;
const isRange = (range: unknown): boolean =>
  isRecord(range) && isId(range.start) && isId(range.end) && isNumber(range.startOffset) && isNumber(range.endOffset);

function positionsOf({ source, positions }: Data): Data | undefined {
  if (!Array.isArray(positions)) return undefined;
  const kept = positions.filter(
    (each) => isRecord(each) && isNumber(each.x) && isNumber(each.y) && isNumber(each.timeOffset) && isTarget(each.id),
  );
  return kept.length > 0 ? { source, positions: kept } : undefined;
}

/** A font that came with its bytes, or whose file was kept. */
function fontOf({ source, family, fontSource, buffer, descriptors }: Data, context: CleanContext): Data | undefined {
  if (typeof family !== 'string' || typeof fontSource !== 'string') return undefined;
  if (buffer === true && !/^\[[\d,\s]*\]$/.test(fontSource)) return undefined;
  return {
    source,
    family,
    fontSource: buffer === true ? fontSource : cleanCss(fontSource, context),
    buffer: buffer === true,
    descriptors: isRecord(descriptors)
      ? Object.fromEntries(Object.entries(descriptors).filter(([, value]) => typeof value === 'string'))
      : undefined,
  };
}
