import { EventType, type eventWithTime, IncrementalSource } from '@rrweb/types';
import { type Attributes, cleanAttributes } from './clean-attributes.ts';
import type { CleanContext } from './clean-context.ts';
import { cleanCss } from './clean-css.ts';
import { cleanNode, isId, isRecord } from './clean-node.ts';
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
    if (!isSilent(type, data)) context.refuse('damaged');
    return undefined;
  }
  return { type, timestamp, data: clean } as eventWithTime;
}

/** Nothing that is shown: load events and those of plug-ins, drawings, the playing of media whose files were not kept, and names of elements. */
const isSilent = (type: EventType, data: unknown): boolean =>
  type === EventType.DomContentLoaded || type === EventType.Load || type === EventType.Plugin || isUnshown(data);
const isUnshown = (data: unknown): boolean =>
  isRecord(data) &&
  [IncrementalSource.CanvasMutation, IncrementalSource.MediaInteraction, IncrementalSource.CustomElement].includes(
    data.source as IncrementalSource,
  );

function dataOf(type: EventType, data: Data, tree: PageTree, context: CleanContext): Data | undefined {
  switch (type) {
    case EventType.Meta:
      return isSize(data) ? { href: String(data.href ?? ''), width: data.width, height: data.height } : undefined;
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

function snapshotOf(data: Data, tree: PageTree, context: CleanContext): Data | undefined {
  tree.clear();
  const node = cleanNode(data.node, 0, tree, context);
  if (node?.type !== 0) return undefined;
  const { top, left } = isRecord(data.initialOffset) ? data.initialOffset : {};
  return { node, initialOffset: { top: isNumber(top) ? top : 0, left: isNumber(left) ? left : 0 } };
}

function changeOf(data: Data, tree: PageTree, context: CleanContext): Data | undefined {
  switch (data.source) {
    case IncrementalSource.Mutation:
      return mutationOf(data, tree, context);
    case IncrementalSource.MouseMove:
    case IncrementalSource.TouchMove:
    case IncrementalSource.Drag:
      return positionsOf(data);
    case IncrementalSource.MouseInteraction:
      return isNumber(data.type) && data.type >= 0 && data.type <= 10 && isTarget(data.id) ? data : undefined;
    case IncrementalSource.Scroll:
      return isTarget(data.id) && isNumber(data.x) && isNumber(data.y) ? data : undefined;
    case IncrementalSource.ViewportResize:
      return isSize(data) ? data : undefined;
    case IncrementalSource.Input:
      return isTarget(data.id) && typeof data.text === 'string' ? data : undefined;
    case IncrementalSource.StyleSheetRule:
      return cleanRules(data, context);
    case IncrementalSource.StyleDeclaration:
      return cleanStyleChange(data, context);
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

function mutationOf(data: Data, tree: PageTree, context: CleanContext): Data {
  const list = (name: string): Data[] => {
    const all = data[name];
    if (all === undefined) return [];
    const kept = Array.isArray(all) ? all.filter(isRecord) : [];
    if (!Array.isArray(all) || kept.length < all.length) context.refuse('damaged');
    return kept;
  };
  const removes = list('removes').filter(({ id, parentId }) => isId(id) && isId(parentId));
  const adds = addsOf(list('adds'), tree, context);
  const texts = list('texts').flatMap(({ id, value }) => {
    if (!isId(id) || !(typeof value === 'string' || value === null)) return refusedList(context);
    return [{ id, value: value !== null && tree.isStyleText(id) ? cleanCss(value, context) : value }];
  });
  const attributes = list('attributes').flatMap(({ id, attributes: changed }) => {
    if (!isId(id) || !isRecord(changed)) return refusedList(context);
    return [{ id, attributes: cleanAttributes(tree.tagOf(id), changed as Attributes, context) }];
  });
  const isAttach = data.isAttachIframe === true ? { isAttachIframe: true } : {};
  return { source: IncrementalSource.Mutation, removes, adds, texts, attributes, ...isAttach };
}

/** Under parents that are known or come in the same event, in whatever order; others have no place, as after a gap. */
function addsOf(given: Data[], tree: PageTree, context: CleanContext): Data[] {
  const adds: Data[] = [];
  for (let waiting = given; waiting.length > 0; ) {
    const early: Data[] = [];
    for (const add of waiting) {
      const { parentId, nextId, previousId } = add;
      if (!isId(parentId)) context.refuse('damaged');
      else if (!tree.has(parentId)) early.push(add);
      else {
        const node = cleanNode(add.node, parentId, tree, context);
        const places = { nextId: isId(nextId) ? nextId : null, ...(isId(previousId) ? { previousId } : {}) };
        if (node) adds.push({ parentId, ...places, node });
      }
    }
    if (early.length === waiting.length) break;
    waiting = early;
  }
  return adds;
}

function refusedList(context: CleanContext): [] {
  context.refuse('damaged');
  return [];
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
