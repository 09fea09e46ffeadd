/** Layout of a tree deeper than this costs a browser its stack; parsers of HTML stop at 512. */
const deepest = 1_024;

interface Known {
  parent: number;
  tag: string;
}

/** Which node stands where in the picture: what keeps a recording from tying it into a knot. */
export class PageTree {
  readonly #nodes = new Map<number, Known>();

  clear(): void {
    this.#nodes.clear();
  }

  has(id: number): boolean {
    return this.#nodes.has(id);
  }

  tagOf(id: number): string {
    return this.#nodes.get(id)?.tag ?? '';
  }

  /** Whether the text of this node is CSS. */
  isStyleText(id: number): boolean {
    return this.tagOf(this.#nodes.get(id)?.parent ?? 0) === 'style';
  }

  /** Puts a node under a parent (0: none); false when it would stand under itself, or too deep. */
  place(id: number, parent: number, tag: string): boolean {
    let depth = 0;
    for (let above = parent; above !== 0; above = this.#nodes.get(above)?.parent ?? 0) {
      depth += 1;
      if (above === id || depth > deepest) return false;
    }
    this.#nodes.set(id, { parent, tag });
    return true;
  }
}
