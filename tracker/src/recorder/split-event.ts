/** A node as rrweb serializes it. */
interface SerializedNode {
  id: number;
  childNodes?: SerializedNode[];
}

interface Add {
  parentId: number;
  nextId: number | null;
  node: SerializedNode;
}

/** The parts of an rrweb event that a split looks at. */
export interface LargeEvent {
  type: number;
  timestamp: number;
  data: { source?: number; node?: SerializedNode; adds?: Add[] };
}

const sizeOf = (node: SerializedNode) => JSON.stringify({ ...node, childNodes: [] }).length;

/**
 * An event as several that each stay near `most` characters and are valid by themselves: of a full snapshot a
 * shallow one and mutations that add the rest in document order, of a mutation its adds in their order.
 */
export function splitEvent(event: LargeEvent, most: number): LargeEvent[] {
  const { type, timestamp, data } = event;
  const { node: root, adds } = data;
  const cut: Add[] = root ? prune(root, most) : (adds ?? []);
  const pieces: LargeEvent[] = root ? [event] : [];
  let piece: Add[] = [];
  let size = 0;
  const close = () => {
    const rest = { source: 0, texts: [], attributes: [], removes: [], adds: piece };
    pieces.push(
      pieces.length ? { type: 3, timestamp, data: rest } : { type, timestamp, data: { ...data, adds: piece } },
    );
    piece = [];
    size = 0;
  };
  for (const add of cut) {
    // With what stands around a node in the list.
    const own = sizeOf(add.node) + 40;
    if (piece.length && size + own > most) close();
    piece.push(add);
    size += own;
  }
  if (piece.length) close();
  return pieces;
}

/** Takes out of the tree all that comes after the first `most` characters in document order, as adds in that order. */
function prune(root: SerializedNode, most: number): Add[] {
  const cut: Add[] = [];
  let room = most;
  // Open nodes, the next one last: a page may be deeper than the stack of calls.
  const open: { node: SerializedNode; parent?: SerializedNode }[] = [{ node: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parent } = next;
    const children = node.childNodes;
    room -= sizeOf(node);
    if (parent) {
      if (room > 0) parent.childNodes?.push(node);
      else cut.push({ parentId: parent.id, nextId: null, node });
    }
    if (!children) continue;
    node.childNodes = [];
    for (let at = children.length; at--; ) open.push({ node: children[at] as SerializedNode, parent: node });
  }
  return cut;
}
