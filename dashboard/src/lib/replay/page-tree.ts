/** Layout of a tree deeper than this costs a browser its stack; parsers of HTML stop at 512. */
const deepest = 1_024;

export interface NodeTraits {
  /** What a node is for as long as its page lasts: an element's tag in lower case, else `#document`, `#text`, `#css` … */
  kind: string;
  /** A shadow root may be attached to it. */
  canHost?: boolean;
  /** A document may stand in it. */
  isFrame?: boolean;
  /** It stands in the shadow root of its parent. */
  isShadow?: boolean;
  /** It has a sheet whose rules may change. */
  hasSheet?: boolean;
}

export interface PlacedNode extends Readonly<NodeTraits> {
  readonly id: number;
  readonly parent: PlacedNode | undefined;
  readonly children: ReadonlySet<PlacedNode>;
  /** The document that it is in; itself where it is one. */
  readonly document: PlacedNode | undefined;
  /** Of a document: its element. */
  readonly root: PlacedNode | undefined;
}

interface Node extends NodeTraits {
  id: number;
  parent: Node | undefined;
  children: Set<Node>;
  document: Node | undefined;
  root: Node | undefined;
  depth: number;
  isThere: boolean;
}

/** Of most nodes, which are text. */
const noChildren = new Set<never>();

/**
 * The page as rrweb has it, node by node. A change of what is not in here must not reach rrweb: it would apply to
 * another element than it was cleaned for, tie nodes into a knot, or wait for a node that never comes.
 */
export class PageTree {
  readonly #nodes = new Map<number, Node>();

  /** The node of an id; undefined when there is none, or it was removed. */
  get(id: unknown): PlacedNode | undefined {
    return this.#there(id);
  }

  /**
   * Puts a new node under a parent (undefined: the page's own document); undefined when the id is taken or was
   * that of another kind, and when the parent is not there, or too deep.
   */
  place(id: number, parent: PlacedNode | undefined, traits: NodeTraits): PlacedNode | undefined {
    const above = parent && this.#there(parent.id);
    const known = this.#nodes.get(id);
    if (above !== parent || known?.isThere || (known && known.kind !== traits.kind)) return undefined;
    const depth = above ? above.depth + 1 : 0;
    if (depth > deepest) return undefined;
    const node: Node = {
      ...traits,
      ...{ id, parent: above, children: noChildren, document: above?.document, root: undefined, depth, isThere: true },
    };
    if (traits.kind === '#document') node.document = node;
    if (above) {
      if (above.children === noChildren) above.children = new Set();
      above.children.add(node);
      if (above.kind === '#document' && !traits.kind.startsWith('#')) above.root = node;
    }
    this.#nodes.set(id, node);
    return node;
  }

  /** Takes a node out with all that is in it. */
  remove({ id }: PlacedNode): void {
    const node = this.#there(id);
    if (node?.parent) {
      node.parent.children.delete(node);
      if (node.parent.root === node) node.parent.root = undefined;
    }
    const open = node ? [node] : [];
    for (let next = open.pop(); next; next = open.pop()) {
      next.isThere = false;
      for (const child of next.children) open.push(child);
      next.children = noChildren;
    }
  }

  /** The text of its sheet was set: rrweb builds it anew, without what was in it. */
  setSheet({ id, children }: PlacedNode): void {
    for (const child of children) this.remove(child);
    const node = this.#there(id);
    if (node) node.hasSheet = true;
  }

  #there(id: unknown): Node | undefined {
    const node = typeof id === 'number' ? this.#nodes.get(id) : undefined;
    return node?.isThere ? node : undefined;
  }
}

/** Whether text in it is CSS; a link whose sheet was read is built as a style. */
export const holdsCss = (kind: string): boolean => kind === 'style' || kind === 'link';
