import { NodeType, type serializedNodeWithId } from '@rrweb/types';
import { type Attributes, cleanAttributes } from './clean-attributes.ts';
import type { CleanContext } from './clean-context.ts';
import { cleanCss } from './clean-css.ts';
import type { PageTree } from './page-tree.ts';

type Given = Record<string, unknown>;

/** Elements that load or run something of their own, shown as an empty box in their place. */
const embeds = new Set(['object', 'embed', 'applet', 'portal', 'fencedframe', 'frame', 'frameset', 'webview']);
const goodTag = /^[a-z][\w.:-]*$/i;
/** HTML's custom element names, without those that SVG and MathML had before. */
const customName =
  /^(?!(?:annotation-xml|color-profile|missing-glyph|font-face(?:-(?:src|uri|format|name))?)$)[a-z][a-z0-9._]*-[a-z0-9._-]*$/;

export const isRecord = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/**
 * A node with all that is in it, cleaned; undefined when it is not one, or has no place in the tree. Walks with
 * a stack of its own: a recording may be as deep as it likes.
 */
export function cleanNode(
  given: unknown,
  parent: number,
  tree: PageTree,
  context: CleanContext,
): serializedNodeWithId | undefined {
  const root = cleanOne(given, parent, tree, context);
  if (!root) return undefined;
  const open: [node: Given, given: Given][] = [[root, given as Given]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, { childNodes }] = next;
    if (!Array.isArray(node.childNodes) || !Array.isArray(childNodes)) continue;
    for (const child of childNodes) {
      const clean = cleanOne(child, node.id as number, tree, context);
      if (!clean) continue;
      node.childNodes.push(clean);
      open.push([clean, child as Given]);
    }
    if (node.tagName === 'style') joinCss(node.childNodes as Given[], childNodes, context);
  }
  return root as unknown as serializedNodeWithId;
}

/** CSS in several text nodes is one sheet: an address may begin in one and end in the next. */
function joinCss(clean: Given[], given: readonly unknown[], context: CleanContext): void {
  if (clean.length < 2) return;
  const whole = given.map((child) => (isRecord(child) ? text(child.textContent) : '')).join('');
  for (const [index, child] of clean.entries()) child.textContent = index === 0 ? cleanCss(whole, context) : '';
}

function cleanOne(given: unknown, parent: number, tree: PageTree, context: CleanContext): Given | undefined {
  const clean = isRecord(given) && isId(given.id) ? shapeOf(given, parent, tree, context) : undefined;
  if (clean && tree.place(clean.id as number, parent, String(clean.tagName ?? '').toLowerCase())) {
    const { rootId, isShadow } = given as Given;
    if (isId(rootId)) clean.rootId = rootId;
    if (isShadow === true) clean.isShadow = true;
    return clean;
  }
  context.refuse('damaged');
  return undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function shapeOf(given: Given, parent: number, tree: PageTree, context: CleanContext): Given | undefined {
  const { id, type } = given;
  switch (type) {
    case NodeType.Document:
      return { id, type, childNodes: [], ...(given.compatMode === 'BackCompat' ? { compatMode: 'BackCompat' } : {}) };
    case NodeType.DocumentType:
      return { id, type, name: goodTag.test(text(given.name)) ? given.name : 'html', publicId: '', systemId: '' };
    case NodeType.Element:
      return elementOf(given, context);
    case NodeType.Text: {
      const isStyle = tree.tagOf(parent) === 'style' || given.isStyle === true;
      const content = tree.tagOf(parent) === 'script' ? '' : text(given.textContent);
      return { id, type, textContent: isStyle ? cleanCss(content, context) : content, ...(isStyle ? { isStyle } : {}) };
    }
    case NodeType.CDATA:
      // An HTML document refuses CDATA; what it shows is text.
      return { id, type: NodeType.Text, textContent: text(given.textContent) };
    case NodeType.Comment:
      return { id, type, textContent: '' };
    default:
      return undefined;
  }
}

function elementOf(given: Given, context: CleanContext): Given {
  const { id, type } = given;
  const named = text(given.tagName);
  const attributes = isRecord(given.attributes) ? given.attributes : {};
  if (!goodTag.test(named)) context.refuse('damaged');
  const lower = named.toLowerCase();
  const isEmbed = embeds.has(lower);
  if (isEmbed) context.refuse('embed');
  const tagName = isEmbed || !goodTag.test(named) ? 'div' : named;
  const flags: Given = {};
  if (given.isSVG === true) flags.isSVG = true;
  if (given.isShadowHost === true && canHostShadow(lower)) flags.isShadowHost = true;
  if (given.needBlock === true) flags.needBlock = true;
  if (given.isCustom === true && customName.test(named)) flags.isCustom = true;
  const boxed = isEmbed ? box(attributes) : cleanAttributes(lower, attributes, context);
  return { id, type, tagName, attributes: boxed, childNodes: [], ...flags };
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
