/** Tells nodes as tokens, a slice at a time. Past 200 lines, because it is one walk that can stop anywhere. */
import { BLOCK } from './bits.ts';
import { item, items, raw } from './bytes.ts';
import { absoluteCss, baseOf, bitsOf, nodeText, ownBits } from './mask.ts';
import { bitsOfId, closed, hasChildren, idOf, isChild, isLive, learn, liveId, lose, settle, shown } from './model.ts';
import {
  attributeNames,
  documentOf,
  firstChild,
  frameDocument,
  holderOf,
  lastChild,
  nameOf,
  nextSibling,
  parentNode,
  previousSibling,
  shadowOf,
  textOf,
  typeOf,
} from './natives.ts';
import { tellSheet, tellStyle } from './sheets.ts';
import { writeElement } from './tokens.ts';

/** Elements that nobody makes scroll: there are many of them. */
const inline = /^(a|p|li|t[rdh]|span|b|label|button|g)$/;

/** A parent whose children are being told. */
interface Level {
  node: Node;
  id: number;
  tag: string;
  bits: number;
  /** The parent is new itself: all of its children after the last told one are to be told. */
  fresh: boolean;
  /** No children of its own are to be told. */
  sealed?: boolean;
  /** Of a known parent: the node that was added, with which a run of new siblings begins. */
  start?: Node;
  /** The last child that was told. */
  last?: Node;
  lastId: number;
  /** The last child that was looked at, and in which turn: it says where to go on only until the page runs again. */
  at?: Node;
  turn: number;
  /** Whether an element is among them. */
  elements?: boolean;
}

let stack: Level[] = [];
/** Nodes under known parents that are to be told. */
export let added = new Set<Node>();
/**
 * Goes on where it was: from the start of a large set it would pass by all that was deleted. Begun only when it is
 * needed: one that rests keeps alive whatever was in the set since.
 */
let entries: Iterator<Node>;
/** A snapshot is being told: one tree, no groups. */
let isWhole = false;
/** Where the parent of the open group is on the stack; none is open below 0. */
let group = -1;
/** Brackets to be closed before the next token. */
let closes = 0;
let turn = 0;
/** Elements that may be scrolled, met during a snapshot. */
export let scrollers: Node[] = [];
let enterRoot: (root: Node) => void;

export const isWalking = (): boolean => !!stack[0];
export const isTellingWhole = (): boolean => isWhole;

/** Forgets what was to be told. */
export function forgetWalk(): void {
  stack = [];
  added = new Set();
  entries = [].values();
  scrollers = [];
  endWhole();
}

/** Puts a parent on the stack. */
function open(node: Node, id: number, tag: string, bits: number, fresh = true): Level {
  const level: Level = { node, id, tag, bits, fresh, lastId: 0, turn: 0 };
  stack.push(level);
  return level;
}

/** Begins with the whole document. `entered` is called with every document and shadow root before it is read. */
export function beginWhole(entered: (root: Node) => void): void {
  enterRoot = entered;
  forgetWalk();
  isWhole = true;
  enterRoot(document);
  open(document, learn(document, 0), '', 0);
}

/** The tree is closed by now; what is left of it follows in groups. */
export function endWhole(): void {
  settle();
  isWhole = false;
  group = -1;
  closes = 0;
}

function endGroup(): void {
  if (group >= 0) raw(']');
  group = -1;
  if (!isWhole) closes = 0;
}

/** What has to stand before a token of this level: its group, and brackets that are due. */
function lead(level: Level): void {
  if (!isWhole && group < 0) {
    const own = documentOf(level.node) ?? level.node;
    raw(',[');
    items([level.id, anchorOf(level), own === document ? 0 : idOf(own)], '');
    // Without its first comma.
    group = stack.length - 1;
  }
  if (closes) raw(`,${closes}`);
  closes = 0;
}

function anchorOf({ node, id, fresh, last, lastId, start }: Level): number {
  if (fresh) return 0;
  if (last) return lastId;
  if (!hasChildren(id)) return 0;
  let next = start as ChildNode | null;
  while (next && !isChild(next, id)) next = nextSibling(next);
  return next && parentNode(next) === node ? -idOf(next) : 0;
}

function pop(): void {
  const level = stack.pop();
  if (isWhole) {
    if (level?.elements && !inline.test(level.tag)) scrollers.push(level.node);
    closes++;
  } else if (group < 0) return;
  else if (stack.length > group) closes++;
  else endGroup();
}

/** The next child to look at. */
function nextOf(level: Level): Node | null | undefined {
  const { node, id, fresh, start, last, lastId, at } = level;
  let next: Node | null | undefined;
  if (level.sealed) return undefined;
  if (level.turn === turn) next = nextSibling(at as Node);
  else if (last) {
    if (parentNode(last) === node && idOf(last) === lastId && isChild(last, id)) next = nextSibling(last);
    else if (fresh) next = tailOf(level);
    // Its place is lost: the rest of the run is found by the nodes that were added.
    else if (start) added.add(start);
  } else if (fresh) next = firstChild(node);
  else if (start && parentNode(start) === node) next = start;
  else if (start) added.add(start);
  return next && !fresh && isChild(next, id) ? undefined : next;
}

/** The first child after the last told one. */
function tailOf({ node, id }: Level): Node | undefined {
  let first: Node | undefined;
  for (let at: Node | null = lastChild(node); at && !isChild(at, id); at = previousSibling(at)) first = at;
  return first;
}

/** Tells what is under way and what was added until it is time; true once nothing is left. */
export function walk(isTime: () => boolean): boolean {
  turn++;
  let count = 0;
  for (;;) {
    const level = stack[stack.length - 1];
    if (!level) {
      if (isWhole) return true;
      const { value: next } = entries.next();
      if (!next) {
        if (!added.size) return true;
        entries = added.values();
        continue;
      }
      added.delete(next);
      enter(next);
    } else if (level.turn !== turn && !isLive(level.id)) pop();
    else {
      const next = nextOf(level);
      if (next) {
        level.at = next;
        level.turn = turn;
        visit(next, level);
      } else pop();
    }
    if (!(++count & 31) && isTime()) break;
  }
  endGroup();
  return !stack[0] && (isWhole || !added.size);
}

/** Puts the parent of an added node on the stack, if the node is there and not told. */
function enter(node: Node): unknown {
  const holder = parentNode(node) ?? holderOf(node);
  const id = holder && liveId(holder);
  if (!holder || !id || isChild(node, id)) return;
  const isRoot = !parentNode(node);
  if (isRoot ? isHidden(holder, id, node) : closed.has(id)) return;
  const level = open(holder, id, typeOf(holder) === 1 ? nameOf(holder) : '', bitsOf(holder), false);
  if (isRoot) {
    level.sealed = level.fresh = true;
    return openRoot(node, level);
  }
  const before = previousSibling(node);
  if (before && isChild(before, id)) {
    level.last = level.at = before;
    level.lastId = idOf(before);
    level.turn = turn;
  }
  level.start = node;
}

/** Whether a root is in a blocked element, or no longer what its frame shows. */
const isHidden = (holder: Node, id: number, root: Node) =>
  (bitsOfId.get(id) ?? 0) & BLOCK || (typeOf(root) === 9 && frameDocument(holder) !== root);

function openRoot(root: Node, level: Level): void {
  lead(level);
  const isDocument = typeOf(root) === 9;
  raw(
    isDocument
      ? (root as Document).compatMode === 'BackCompat'
        ? ',["#document","BackCompat"]'
        : ',["#document"]'
      : ',["#shadow"]',
  );
  enterRoot(root);
  if (isDocument) {
    // A player has one document a frame.
    const before = shown.get(level.id);
    if (before && isLive(before)) lose(before);
  }
  const id = learn(root, level.id);
  if (isDocument) shown.set(level.id, id);
  open(root, id, '', level.bits | bitsOf(root));
}

function visit(node: Node, level: Level): unknown {
  const type = typeOf(node);
  if (type === 1) return visitElement(node as Element, level);
  if (type === 3) {
    lead(level);
    raw(',');
    item(textNow(node, level.tag, level.bits));
  } else if (type === 10) {
    const { name, publicId, systemId } = node as DocumentType;
    lead(level);
    raw(',');
    items([[`!${name}`, publicId, systemId]], '');
  } else return;
  level.last = node;
  level.lastId = learn(node, level.id);
}

/** What a text node says, as it may be told. */
export function textNow(node: Node, parent: string, bits: number): string {
  const text = textOf(node);
  return parent === 'style' ? absoluteCss(text, baseOf(node)) : nodeText(text, parent, bits);
}

function visitElement(element: Element, level: Level): void {
  const tag = nameOf(element);
  if (tag === 'script') return;
  lead(level);
  const names = attributeNames(element);
  const own = ownBits(element, tag, names);
  const bits = level.bits | own;
  raw(',[');
  const isLeaf = writeElement(element, tag, names, bits);
  raw(']');
  const id = learn(element, level.id);
  if (own) bitsOfId.set(id, own);
  level.last = element;
  level.lastId = id;
  level.elements = true;
  if (tag === 'link') tellSheet(element, id);
  const frame = tag === 'iframe';
  const sealed = isLeaf || frame || (tag === 'style' && tellStyle(element, id));
  if (sealed && tag !== 'style') closed.add(id);
  const root = own & BLOCK ? null : frame ? frameDocument(element) : shadowOf(element);
  if (!root && (sealed || !firstChild(element))) closes++;
  else {
    const inner = open(element, id, tag, bits);
    inner.sealed = sealed;
    if (root) openRoot(root, inner);
  }
}
