import { NodeType, type serializedNodeWithId } from '@rrweb/types';
import { type Attributes, cleanAttributes } from './clean-attributes.ts';
import type { CleanContext } from './clean-context.ts';
import { cleanCss } from './clean-css.ts';
import { holdsCss, type NodeTraits, type PageTree, type PlacedNode } from './page-tree.ts';

type Given = Record<string, unknown>;

/** A node as it is shown, and what it is. */
interface Shape {
  node: Given;
  traits: NodeTraits;
}

/** Elements that load or run something of their own, shown as an empty box in their place. */
const embeds = new Set(['object', 'embed', 'applet', 'portal', 'fencedframe', 'frame', 'frameset', 'webview']);
const goodTag = /^[a-z][\w.:-]*$/i;
/** What `createElementNS` takes for SVG's. */
const goodSvgTag = /^(?!xmlns$)[a-z][\w.-]*$/i;
/** HTML's custom element names, without those that SVG and MathML had before. */
const customName =
  /^(?!(?:annotation-xml|color-profile|missing-glyph|font-face(?:-(?:src|uri|format|name))?)$)[a-z][a-z0-9._]*-[a-z0-9._-]*$/;

export const isRecord = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/**
 * A document with all that is in it, of the page or of a frame; undefined when it is none, or has no `html`. Walks with
 * a stack of its own: a recording may be as deep as it likes.
 */
export function cleanDocument(
  given: unknown,
  frame: PlacedNode | undefined,
  tree: PageTree,
  context: CleanContext,
): serializedNodeWithId | undefined {
  if (!isRecord(given) || given.type !== NodeType.Document || !isId(given.id)) return undefined;
  const placed = tree.place(given.id, frame, { kind: '#document' });
  if (!placed) return undefined;
  const { id, type } = given;
  const page: Given = { id, type, ...(given.compatMode === 'BackCompat' ? { compatMode: 'BackCompat' } : {}) };
  const open: [node: Given, placed: PlacedNode, given: unknown][] = [[page, placed, given.childNodes]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, parent, children] = next;
    const kept: Given[] = [];
    for (const child of childrenOf(node, children)) {
      // Only as the first it says something to rrweb, and after the element no document takes one.
      if (isRecord(child) && child.type === NodeType.DocumentType && kept.length > 0) continue;
      const clean = cleanOne(child, parent, tree, context);
      if (!clean) continue;
      kept.push(clean.node);
      if (clean.node.childNodes) open.push([clean.node, clean.placed, (child as Given).childNodes]);
    }
    if (holdsCss(parent.kind)) joinCss(kept, children, context);
    node.childNodes = kept;
  }
  if (placed.root) return page as unknown as serializedNodeWithId;
  tree.remove(placed);
  return undefined;
}

/** A single node that is added to a parent; what is in it comes by itself. */
export function cleanNode(
  given: unknown,
  parent: PlacedNode,
  tree: PageTree,
  context: CleanContext,
): serializedNodeWithId | undefined {
  return cleanOne(given, parent, tree, context)?.node as unknown as serializedNodeWithId | undefined;
}

/** rrweb makes the text of a text area from its value. */
function childrenOf({ tagName, attributes }: Given, children: unknown): unknown[] {
  const isTold = /^textarea$/i.test(text(tagName)) && typeof (attributes as Attributes).value === 'string';
  return Array.isArray(children) && !isTold ? children : [];
}

/** CSS in several text nodes is one sheet: an address may begin in one and end in the next. */
function joinCss(clean: Given[], given: unknown, context: CleanContext): void {
  if (clean.length < 2 || !Array.isArray(given)) return;
  const whole = given.map((child) => (isRecord(child) ? text(child.textContent) : '')).join('');
  for (const [index, child] of clean.entries()) child.textContent = index === 0 ? cleanCss(whole, context) : '';
}

function cleanOne(
  given: unknown,
  parent: PlacedNode,
  tree: PageTree,
  context: CleanContext,
): { node: Given; placed: PlacedNode } | undefined {
  if (!isRecord(given) || !isId(given.id)) return refused(context);
  const shape = shapeOf(given, parent, context);
  if (shape && given.isShadow === true && parent.canHost) shape.traits.isShadow = true;
  const placed = shape && tree.place(given.id, parent, shape.traits);
  if (!placed) return refused(context);
  const { node } = shape;
  if (placed.document?.parent) node.rootId = placed.document.id;
  if (placed.isShadow) node.isShadow = true;
  return { node, placed };
}

function refused(context: CleanContext): undefined {
  context.refuse('damaged');
  return undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function shapeOf(given: Given, parent: PlacedNode, context: CleanContext): Shape | undefined {
  const { id, type } = given;
  const isTop = parent.kind === '#document';
  if (parent.kind.startsWith('#') && !isTop) return undefined;
  switch (type) {
    case NodeType.DocumentType:
      return isTop
        ? { node: { id, type, name: 'html', publicId: '', systemId: '' }, traits: { kind: '#doctype' } }
        : undefined;
    case NodeType.Element: {
      const shape = elementOf(given, context);
      return isTop && (shape.traits.kind !== 'html' || shape.node.isSVG || parent.root) ? undefined : shape;
    }
    case NodeType.Text:
    case NodeType.CDATA:
      // An HTML document refuses CDATA; what it shows is text.
      return isTop ? undefined : textOf(given, parent.kind, context);
    case NodeType.Comment:
      return { node: { id, type, textContent: '' }, traits: { kind: '#comment' } };
    default:
      return undefined;
  }
}

function textOf({ id, textContent }: Given, parent: string, context: CleanContext): Shape {
  const given = parent === 'script' ? '' : text(textContent);
  const node = { id, type: NodeType.Text };
  return holdsCss(parent)
    ? { node: { ...node, textContent: cleanCss(given, context), isStyle: true }, traits: { kind: '#css' } }
    : { node: { ...node, textContent: given }, traits: { kind: '#text' } };
}

function elementOf(given: Given, context: CleanContext): Shape {
  const { id, type } = given;
  const isSVG = given.isSVG === true;
  const attributes = isRecord(given.attributes) ? given.attributes : {};
  // Of SVG's elements what counts is the name after the prefix, which another namespace would refuse.
  const named = isSVG ? text(given.tagName).replace(/^.*:(?=.)/, '') : text(given.tagName);
  const isGood = (isSVG ? goodSvgTag : goodTag).test(named);
  if (!isGood) context.refuse('damaged');
  const lower = named.toLowerCase();
  const isEmbed = embeds.has(lower);
  if (isEmbed) context.refuse('embed');
  const tagName = isEmbed || !isGood ? 'div' : named;
  const kind = tagName.toLowerCase();
  const canHost = !isSVG && canHostShadow(kind);
  const shown = isEmbed ? box(attributes) : cleanAttributes(lower, attributes, context);
  const node: Given = { id, type, tagName, attributes: shown, childNodes: [] };
  if (isSVG) node.isSVG = true;
  if (given.isShadowHost === true && canHost) node.isShadowHost = true;
  if (given.needBlock === true) node.needBlock = true;
  if (given.isCustom === true && customName.test(tagName)) node.isCustom = true;
  const hasSheet = kind === 'style' || (kind === 'link' && typeof shown._cssText === 'string');
  return { node, traits: { kind, canHost, isFrame: !isSVG && kind === 'iframe', hasSheet } };
}

const hosts = /^(?:article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;
const canHostShadow = (tag: string): boolean => hosts.test(tag) || customName.test(tag);

/** The room that an embedded object took. */
function box({ width, height, rr_width, rr_height }: Attributes): Attributes {
  const size = (value: unknown, spare: unknown) => {
    const css = text(value) || text(spare);
    return /^\d{1,5}(?:\.\d+)?(?:px|%)?$/.test(css) ? (/\d$/.test(css) ? `${css}px` : css) : undefined;
  };
  const [w, h] = [size(rr_width, width), size(rr_height, height)];
  return { style: `display: inline-block;${w ? ` width: ${w};` : ''}${h ? ` height: ${h};` : ''}` };
}
