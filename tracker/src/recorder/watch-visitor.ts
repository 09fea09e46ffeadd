import { IGNORE } from './bits.ts';
import { line } from './bytes.ts';
import { mostFields, moveMs } from './limits.ts';
import { bitsOf } from './mask.ts';
import { idOf, isChild, liveId } from './model.ts';
import { documentOf, firstChild, holderOf, nextSibling, parentNode, typeOf } from './natives.ts';
import { INPUT, INTERACTION, MEDIA, MOVE, SCROLL, SELECTION } from './ops.ts';
import { fields, mediaState, stateOf, told } from './tokens.ts';

/** Events by the numbers that a player knows them by. */
const interactions = 'mouseup mousedown click contextmenu dblclick focus blur touchstart - touchend touchcancel'.split(
  ' ',
);
const pointers = ['mouse', 'pen', 'touch'];
const medias = ['play', 'pause', 'seeked', 'volumechange', 'ratechange'];
const moves: Record<string, number> = { mousemove: 1, touchmove: 6, drag: 12 };

/** The node where an event began, inside of open shadow roots too. */
const targetOf = (event: Event): Node => (event.composedPath()[0] ?? event.target) as Node;

/** Where the pointer is. */
function placeOf(event: MouseEvent | TouchEvent): [x: number, y: number] {
  const { clientX, clientY } = (event as TouchEvent).changedTouches?.[0] ?? (event as MouseEvent);
  return [Math.round(clientX), Math.round(clientY)];
}

/** The id of the nearest node that the player holds. */
function nearId(node: Node): number {
  for (let at: Node | null | undefined = node; at; at = parentNode(at) ?? holderOf(at)) {
    const id = liveId(at);
    if (id && typeOf(at) !== 11) return id;
  }
  return 1;
}

/** How far a node is scrolled. */
export function scrollOf(node: Node): [left: number, top: number] {
  const box = (typeOf(node) === 9 ? ((node as Document).scrollingElement ?? node) : node) as Element;
  return [Math.round(box.scrollLeft) || 0, Math.round(box.scrollTop) || 0];
}

/**
 * Watches what the visitor does.
 * @param later takes what is to be told once all that came before it is; `soon` where the page may answer to it
 */
export function watchVisitor(
  later: (tell: (at: number) => unknown, soon?: boolean) => unknown,
  stamp: (at: number) => number,
) {
  let moved = 0;
  let places: [node: Node, x: number, y: number, source: number, at: number][] = [];
  const asked = new Set<unknown>();
  /** What was last told of the selection in a document; nothing of a mere caret. */
  const selected = new Map<Node, string>();

  /** Has something told of a node, unless that is to be told already: it is told as it then is. */
  function once(node: unknown, tell: (at: number) => unknown): void {
    if (asked.has(node)) return;
    asked.add(node);
    later((at) => {
      asked.delete(node);
      tell(at);
    });
  }

  function move(event: MouseEvent | TouchEvent): void {
    const now = Date.now();
    if (now - moved < moveMs) return;
    moved = now;
    const source = moves[event.type] as number;
    // One line is of one kind.
    if (source !== (places[0]?.[3] ?? source)) return;
    if (!places[0]) later(tellMoves);
    places.push([targetOf(event), ...placeOf(event), source, now]);
  }

  function interact(event: MouseEvent | TouchEvent): void {
    const { type } = event;
    const node = targetOf(event);
    if (typeOf(node) !== 1) return;
    const kind = pointers.indexOf((event as PointerEvent).pointerType);
    const where = /^(focus|blur)$/.test(type) ? [] : placeOf(event);
    later(
      (at) => line(INTERACTION, at, interactions.indexOf(type), nearId(node), ...where, ...(kind < 0 ? [] : [kind])),
      true,
    );
  }

  /** Tells what a field holds, if that is new. */
  function checkField(field: Node): void {
    if (!fields.has(field)) return;
    const id = liveId(field);
    if (!id) fields.delete(field);
    const bits = id && bitsOf(field);
    if (!id || bits & IGNORE) return;
    const [text, checked] = stateOf(field as HTMLInputElement, bits);
    if (told.get(field) === text + checked) return;
    told.set(field, text + checked);
    later((at) => liveId(field) === id && line(INPUT, at, id, text, +checked));
  }

  const handlers: Record<string, (event: never) => void> = {
    scroll({ target }: Event) {
      const node = target as Node;
      once(node, (at) => {
        const id = liveId(node);
        if (id) line(SCROLL, at, id, ...scrollOf(node));
      });
    },
    selectionchange: select,
  };
  for (const type in moves) handlers[type] = move;
  for (const type of interactions) handlers[type] = interact;
  handlers.input = handlers.change = (event: Event) => checkField(targetOf(event));
  for (const type of medias) {
    handlers[type] = ({ target }: Event) => {
      const media = target as HTMLMediaElement;
      const state = mediaState.map((name) => +media[name]);
      later((at) => liveId(media) && line(MEDIA, at, medias.indexOf(type), liveId(media), ...state));
    };
  }

  /** The place in a node as a player counts: without what is not told. */
  function offsetIn(node: Node, offset: number): number {
    if (typeOf(node) === 3) return offset;
    const id = idOf(node);
    let count = 0;
    let child: Node | null = firstChild(node);
    for (let left = offset; child && left; left--, child = nextSibling(child)) if (isChild(child, id)) count++;
    return count;
  }

  function select({ target }: { target: unknown }): void {
    // A field says what changes in it.
    const page = documentOf(target as Node) ?? (target as Document);
    once(page.documentElement, (at) => {
      const selection = page.getSelection();
      const ends: number[] = [];
      for (let index = selection?.isCollapsed === false ? selection.rangeCount : 0; index--; ) {
        const { startContainer, startOffset, endContainer, endOffset } = (selection as Selection).getRangeAt(index);
        const start = liveId(startContainer);
        const end = liveId(endContainer);
        if (start && end)
          ends.push(start, offsetIn(startContainer, startOffset), end, offsetIn(endContainer, endOffset));
      }
      if (`${ends}` !== (selected.get(page) ?? '')) line(SELECTION, at, ...ends);
      selected.set(page, `${ends}`);
    });
  }

  /**
   * Tells where the pointer was. A player that goes on after movement plays what came within it a second time:
   * so it begins after all that was told, which was at `lastAt`, and nothing else is told before it.
   */
  function tellMoves(lastAt: number): void {
    const end = places[places.length - 1];
    if (!end) return;
    const at = stamp(end[4]);
    let x = 0;
    let y = 0;
    const steps = places.flatMap(([node, left, top, , time]) => {
      const step = [left - x, top - y, nearId(node), Math.max(time, lastAt) - at];
      x = left;
      y = top;
      return step;
    });
    line(MOVE, at, end[3], ...steps);
    places = [];
  }

  return {
    handlers,
    selected,
    select,
    /** What a shadow root keeps to itself. */
    inner: ['scroll', 'change', ...medias],
    /** Looks at some fields, others the next time: no event tells what scripts change. */
    checkFields(): void {
      let left = Math.min(mostFields, fields.size);
      for (const field of fields) {
        if (!left--) break;
        fields.delete(field);
        fields.add(field);
        checkField(field);
      }
    },
    tellMoves,
  };
}
