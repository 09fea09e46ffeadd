/**
 * What a player holds, as far as it was told: the page may be ahead of it. Ids count from 1, the document, with
 * every snapshot. A node whose parents lead to the document is live; one write kills all below a node.
 */
import { mostIds } from './limits.ts';

let ids = new WeakMap<Node, number>();
/** The parent under which the player holds a node, by id; 0 once it was told to remove it. */
let parents: number[] = [];
/** Live children, by id. */
let children: number[] = [];
let last = 0;
/** Ids that the page took as it was told whole. */
let first = 0;

/** Ids that snapshots before this one have used. */
export let base = 0;
/** Elements whose children are not told. */
export let closed = new Set<number>();
/** The document of a frame, by their ids. */
export let shown = new Map<number, number>();
/** What elements asked for when they were told, where they asked for anything. */
export let bitsOfId = new Map<number, number>();

/** A new snapshot: the player will hold nothing. */
export function forgetAll(): void {
  base += last;
  last = 0;
  ids = new WeakMap();
  parents = [0];
  children = [0];
  closed = new Set();
  shown = new Map();
  bitsOfId = new Map();
}

/** The page is told whole. */
export const settle = (): void => {
  first = last;
};

/** Whether most of what is remembered is of nodes that are gone. */
export const isWorn = (): boolean => last > mostIds + 2 * first;

export const idOf = (node: Node): number => ids.get(node) ?? 0;

export function isLive(id: number): boolean {
  let at = id;
  while (at > 1) at = parents[at] as number;
  return at === 1;
}

/** The id of a node that the player holds, else 0. */
export function liveId(node: Node): number {
  const id = idOf(node);
  return isLive(id) ? id : 0;
}

/** Whether the player holds what has the id right under this parent. */
export const isUnder = (id: number, parent: number): boolean => parents[id] === parent;
/** The same of a node. */
export const isChild = (node: Node, parent: number): boolean => isUnder(idOf(node), parent);

export const hasChildren = (id: number): boolean => !!children[id];

/** A node takes the place and the id of another: the player need not know. */
export function inherit(node: Node, before: Node, id: number): void {
  ids.delete(before);
  ids.set(node, id);
}

/** The node is told, and gets its id. */
export function learn(node: Node, parent: number): number {
  ids.set(node, ++last);
  parents[last] = parent;
  children[last] = 0;
  (children[parent] as number)++;
  return last;
}

/** The player will be told that it is gone. */
export function lose(id: number): void {
  (children[parents[id] as number] as number)--;
  parents[id] = 0;
}
