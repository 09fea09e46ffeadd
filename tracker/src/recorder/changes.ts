import { BLOCK } from './bits.ts';
import { closeLine, item, openLine, raw } from './bytes.ts';
import { bitsOf, mayMark, ownBits } from './mask.ts';
import { bitsOfId, closed, idOf, inherit, isLive, isUnder, liveId, lose } from './model.ts';
import { attributeNames, nameOf, parentNode, typeOf } from './natives.ts';
import { MUTATION } from './ops.ts';
import { writeAttribute } from './tokens.ts';
import { added, isWalking, textNow, walk } from './walk.ts';

/** Records that are not worked through. */
let queue: MutationRecord[] = [];
/** The next record, and the next node of it. */
let at = 0;
let inRecord = 0;

/** By parent, the ids that the player is told to remove. */
let removes: [parent: number, ids: number[]][] = [];
let texts = new Set<Node>();
let attributes = new Map<Element, string[]>();
/** Elements that are to be told anew. */
export const anew = new Set<Element>();
let count = 0;

export function forgetChanges(): void {
  queue = [];
  at = inRecord = count = 0;
  removes = [];
  texts = new Set();
  attributes = new Map();
  anew.clear();
}

export const queueRecords = (records: MutationRecord[]): void => {
  queue = at === queue.length ? records : queue.slice(at).concat(records);
  at = 0;
};

/** How much there is to be told. */
export const pending = (): number => queue.length - at + count + added.size + texts.size + attributes.size;
export const hasChanges = (): boolean => !!(pending() || anew.size) || isWalking();

function remove(node: Node, parent: number): void {
  // Nobody keeps a tree that came and went.
  added.delete(node);
  const id = idOf(node);
  if (!isUnder(id, parent)) return;
  if (isLive(parent)) {
    const open = removes[removes.length - 1];
    if (open?.[0] === parent) open[1].push(id);
    else removes.push([parent, [id]]);
    count++;
  }
  lose(id);
}

/** Whether a text took the place of a text, as most scripts change what is said: then the player's is told the new one. */
function replace(before: Node, after: Node, parent: number): boolean {
  const id = idOf(before);
  if (!isUnder(id, parent) || typeOf(before) !== 3 || typeOf(after) !== 3) return false;
  inherit(after, before, id);
  texts.add(after);
  return true;
}

/** An attribute is to be told as it then is. */
export function touchAttribute(element: Element, name: string): void {
  const names = attributes.get(element);
  if (!names) attributes.set(element, [name]);
  else if (!names.includes(name)) names.push(name);
}

/** Works through the records, which asks nothing but the model, until it is time; true once all are. */
export function workOnRecords(isTime: () => boolean): boolean {
  for (let steps = 0; at < queue.length; ) {
    const record = queue[at] as MutationRecord;
    const { target, type } = record;
    const parent = idOf(target);
    if (parent && type === 'childList') {
      const { removedNodes, addedNodes } = record;
      const gone = removedNodes.length;
      const end = gone + addedNodes.length;
      const isOpen = isLive(parent) && !closed.has(parent);
      if (gone === 1 && end === 2 && replace(removedNodes[0] as Node, addedNodes[0] as Node, parent)) inRecord = end;
      for (; inRecord < end; inRecord++) {
        if (!(++steps & 255) && isTime()) return false;
        if (inRecord < gone) remove(removedNodes[inRecord] as Node, parent);
        else if (isOpen) added.add(addedNodes[inRecord - gone] as Node);
      }
    } else if (parent && type === 'attributes') {
      const space = record.attributeNamespace?.endsWith('xlink') ? 'xlink:' : '';
      touchAttribute(target as Element, space + record.attributeName);
    } else if (type === 'characterData' && parent) texts.add(target);
    at++;
    inRecord = 0;
    if (!(++steps & 255) && isTime()) return false;
  }
  queue = [];
  at = 0;
  return true;
}

/** An element that asks for other masking than it did, or became a host, is told anew with all in it. */
function retell(): void {
  for (const element of anew) {
    const parent = parentNode(element);
    if (!parent || !liveId(element)) continue;
    attributes.delete(element);
    remove(element, idOf(parent));
    added.add(element);
  }
  anew.clear();
}

let around: Node | null;
let bitsThere = 0;
/** What holds for a node by what it stands in; siblings mostly change together. */
function bitsAround(node: Node): number {
  const parent = parentNode(node);
  if (!parent || parent !== around) bitsThere = bitsOf(parent ?? node);
  around = parent;
  return bitsThere;
}

/** Writes one line of what changed, as far as there is time; true once nothing is left. */
export function writeChanges(now: number, isTime: () => boolean): boolean {
  retell();
  around = null;
  const told = removes.map(([parent, ids]) => [parent, ...ids.map((id, index) => id - (ids[index - 1] ?? 0))]);
  openLine(MUTATION, now, told);
  removes = [];
  count = 0;
  raw(',[');
  let comma = '';
  let steps = 0;
  for (const node of texts) {
    texts.delete(node);
    const id = liveId(node);
    if (!id) continue;
    const parent = parentNode(node);
    raw(`${comma + id},`);
    item(textNow(node, parent && typeOf(parent) === 1 ? nameOf(parent) : '', bitsAround(node)));
    comma = ',';
    if (!(++steps & 15) && isTime()) break;
  }
  raw('],[');
  comma = '';
  for (const [element, names] of attributes) {
    attributes.delete(element);
    const id = liveId(element);
    if (!id) continue;
    const own = bitsOfId.get(id) ?? 0;
    if (mayMark(names) && ownBits(element, nameOf(element), attributeNames(element)) !== own) {
      anew.add(element);
      continue;
    }
    if (own & BLOCK) continue;
    raw(`${comma}[${id}`);
    const bits = own | bitsAround(element);
    for (const name of names) writeAttribute(element, nameOf(element), name, bits);
    raw(']');
    comma = ',';
    if (!(++steps & 15) && isTime()) break;
  }
  raw(']');
  const done = walk(isTime);
  closeLine();
  return done && !texts.size && !attributes.size && !anew.size;
}
