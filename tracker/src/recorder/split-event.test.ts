import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LargeEvent, splitEvent } from './split-event.ts';

interface Node {
  id: number;
  text: string;
  childNodes?: Node[];
}

/** A tree of random shape, its ids in document order. */
const trees = fc
  .array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 60 })
  .map((made) => {
    const nodes: Node[] = made.map(([, size]) => ({ id: 0, text: 'x'.repeat(size), childNodes: [] }));
    made.forEach(([at], index) => {
      if (index) nodes[at % index]?.childNodes?.push(nodes[index] as Node);
    });
    let id = 0;
    const number = (node: Node) => {
      node.id = ++id;
      node.childNodes?.forEach(number);
    };
    number(nodes[0] as Node);
    return nodes[0] as Node;
  });

/** What a player makes of the events: it ignores the children of an added node. */
function play(events: LargeEvent[]): Node {
  const [first, ...rest] = structuredClone(events);
  const root = first?.data.node as Node;
  const byId = new Map<number, Node>();
  const know = (node: Node) => {
    byId.set(node.id, node);
    node.childNodes?.forEach(know);
  };
  know(root);
  for (const { data } of rest) {
    for (const { parentId, nextId, node } of data.adds ?? []) {
      expect(nextId).toBeNull();
      const flat = { ...(node as Node), childNodes: [] };
      const parent = byId.get(parentId);
      expect(parent, `parent ${parentId} is there before ${node.id}`).toBeDefined();
      parent?.childNodes?.push(flat);
      byId.set(flat.id, flat);
    }
  }
  return root;
}

describe('a large event', () => {
  it('is split into pieces that a player puts together again', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 1, max: 4_000 }), (tree, most) => {
        const whole = structuredClone(tree);
        const pieces = splitEvent({ type: 2, timestamp: 5, data: { node: tree } }, most);

        expect(play(pieces)).toEqual(whole);
        expect(pieces.every(({ timestamp }) => timestamp === 5)).toBe(true);
        const rootSize = JSON.stringify({ ...whole, childNodes: [] }).length;
        for (const piece of pieces) expect(JSON.stringify(piece).length).toBeLessThan(most * 2 + rootSize + 8_000);
      }),
    );
  });

  it('stays whole when it is a small mutation, and keeps its order when it is not', () => {
    const adds = Array.from({ length: 10 }, (_, id) => ({
      parentId: 1,
      nextId: null,
      node: { id, text: 'x'.repeat(50) },
    }));
    const mutation = { type: 3, timestamp: 5, data: { source: 0, removes: [{ id: 9 }], adds } };

    expect(splitEvent(mutation, 10_000)).toEqual([mutation]);
    const pieces = splitEvent(mutation, 200);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.flatMap(({ data }) => data.adds)).toEqual(adds);
    expect(pieces[0]?.data).toHaveProperty('removes', [{ id: 9 }]);
    expect(pieces[1]?.data).toHaveProperty('removes', []);
  });
});
