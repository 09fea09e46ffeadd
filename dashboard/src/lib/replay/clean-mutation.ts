import { IncrementalSource, NodeType, type serializedNodeWithId } from '@rrweb/types';
import { type Attributes, cleanAttributes } from './clean-attributes.ts';
import type { CleanContext } from './clean-context.ts';
import { cleanCss } from './clean-css.ts';
import { cleanDocument, cleanNode, isId, isRecord } from './clean-node.ts';
import { holdsCss, type PageTree, type PlacedNode } from './page-tree.ts';

type Data = Record<string, unknown>;

interface Removal {
  parentId: number;
  id: number;
  isShadow?: true;
}

/** rrweb lists all siblings for every text that it adds. */
const mostSiblings = 10_000;

/** What a mutation changes of the page as it is by then; other changes have no place, as after a gap. */
export function cleanMutation(data: Data, tree: PageTree, context: CleanContext): Data {
  const list = (name: string): Data[] => {
    const all = data[name];
    if (all === undefined) return [];
    const kept = Array.isArray(all) ? all.filter(isRecord) : [];
    if (!Array.isArray(all) || kept.length < all.length) context.refuse('damaged');
    return kept;
  };
  // rrweb's recorder may tell late that a node went from where it was before.
  const removes = list('removes').flatMap(({ id, parentId }) => {
    const node = tree.get(id);
    return node?.parent?.id === parentId ? removal(node, tree) : [];
  });
  const given = list('adds');
  for (const add of given) removes.push(...replaced(add, tree));
  const adds = addsOf(given, tree, context);
  const texts = list('texts').flatMap(({ id, value }) => textOf(tree.get(id), value, context));
  const attributes = list('attributes').flatMap((change) => attributesOf(tree.get(change.id), change, tree, context));
  const isAttach = data.isAttachIframe === true ? { isAttachIframe: true } : {};
  return { source: IncrementalSource.Mutation, removes, adds, texts, attributes, ...isAttach };
}

/** Takes a node out; a document stays as long as its frame. */
function removal(node: PlacedNode | undefined, tree: PageTree): Removal[] {
  if (!node?.parent || node.kind === '#document') return [];
  tree.remove(node);
  return [{ parentId: node.parent.id, id: node.id, ...(node.isShadow ? { isShadow: true } : {}) }];
}

/**
 * Takes out what a node that is added stands for: itself, of which rrweb would leave a copy behind, or the element of
 * the document that it becomes the element of.
 */
function replaced({ node, parentId }: Data, tree: PageTree): Removal[] {
  const parent = tree.get(parentId);
  if (!isRecord(node)) return [];
  const before = tree.get(node.id);
  for (let above = before && parent; above; above = above.parent) if (above === before) return [];
  const isRoot = parent?.kind === '#document' && node.type === NodeType.Element;
  return [...removal(before, tree), ...(isRoot ? removal(parent.root, tree) : [])];
}

interface Add {
  parentId: number;
  previousId?: number;
  nextId: number | null;
  node: serializedNodeWithId;
}

/** In their order, but parents that come in the same event before what is put under them. */
function addsOf(given: readonly Data[], tree: PageTree, context: CleanContext): Add[] {
  const adds: Add[] = [];
  const early = new Map<unknown, Data[]>();
  const ready = [...given];
  for (const add of ready) {
    const { parentId } = add;
    const parent = tree.get(parentId);
    const waiting = early.get(parentId);
    if (!isId(parentId)) context.refuse('damaged');
    else if (waiting) waiting.push(add);
    else if (!parent) early.set(parentId, [add]);
    else {
      const clean = addOf(add, parent, tree, context);
      if (!clean) continue;
      adds.push(clean);
      for (const next of early.get(clean.node.id) ?? []) ready.push(next);
      early.delete(clean.node.id);
    }
  }
  return adds;
}

function addOf({ node, nextId, previousId }: Data, parent: PlacedNode, tree: PageTree, context: CleanContext) {
  const type = isRecord(node) ? node.type : undefined;
  // After its first node a document takes none, nor does its type say anything then.
  if (type === NodeType.DocumentType && parent.children.size > 0) return undefined;
  const isDocument = type === NodeType.Document;
  if (isDocument !== (parent.isFrame === true)) return refused(context);
  if (type === NodeType.Text && parent.children.size >= mostSiblings) return refused(context);
  // The next document of a frame takes the place of the one before.
  if (isDocument) for (const before of parent.children) tree.remove(before);
  const clean = isDocument ? cleanDocument(node, parent, tree, context) : cleanNode(node, parent, tree, context);
  if (!clean) return isDocument ? refused(context) : undefined;
  if (clean.type === NodeType.Text && clean.isStyle) clean.textContent = asPiece(clean.textContent);
  const placed = tree.get(clean.id);
  const isBeside = (id: unknown): id is number => {
    const other = tree.get(id);
    return parent.kind !== '#document' && other?.parent === parent && other.isShadow === placed?.isShadow;
  };
  const add: Add = { parentId: parent.id, nextId: isBeside(nextId) ? nextId : null, node: clean };
  if (isBeside(previousId)) add.previousId = previousId;
  return add;
}

/** Of CSS in several text nodes: nothing that ends in one goes on in the next, not even an escape. */
const asPiece = (css: string): string => `\n\n${css}\n\n`;

function textOf(node: PlacedNode | undefined, value: unknown, context: CleanContext) {
  if (!node) return [];
  const isText = node.kind === '#text' || node.kind === '#css' || node.kind === '#comment';
  if (!isText || !(typeof value === 'string' || value === null)) return refusedList(context);
  const isCss = node.kind === '#css' && value !== null;
  return [{ id: node.id, value: isCss ? asPiece(cleanCss(value, context)) : value }];
}

function attributesOf(node: PlacedNode | undefined, { attributes }: Data, tree: PageTree, context: CleanContext) {
  if (!node) return [];
  if (node.kind.startsWith('#') || !isRecord(attributes)) return refusedList(context);
  const clean: Attributes = cleanAttributes(node.kind, attributes, context);
  if (holdsCss(node.kind) && typeof clean._cssText === 'string') tree.setSheet(node);
  return [{ id: node.id, attributes: clean }];
}

function refused(context: CleanContext): undefined {
  context.refuse('damaged');
  return undefined;
}

function refusedList(context: CleanContext): [] {
  context.refuse('damaged');
  return [];
}
