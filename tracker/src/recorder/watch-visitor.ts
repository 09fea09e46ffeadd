import { line } from './bytes.ts';
import { bitsOf, type MaskRules } from './mask.ts';
import { idOf, isChild, liveId } from './model.ts';
import { closest, firstChild, holderOf, nextSibling, parentNode, typeOf } from './natives.ts';
import { INPUT, INTERACTION, MEDIA, MOVE, SCROLL, SELECTION } from './ops.ts';
import { fields, stateOf, told } from './tokens.ts';

/** Ms between two places of the pointer, and between two scroll positions. */
const moveMs = 50;
const scrollMs = 100;
/** Movement that goes as one line, if nothing comes between. */
const moveBatchMs = 500;
/** Fields that are looked at in one go. */
const mostFields = 500;

/** Events by the numbers that a player knows them by. */
const interactions = 'mouseup mousedown click contextmenu dblclick focus blur touchstart - touchend touchcancel'.split(
  ' ',
);
const pointers = ['mouse', 'pen', 'touch'];
const medias = ['play', 'pause', 'seeked', 'volumechange', 'ratechange'];
const moves: Record<string, number> = { mousemove: 1, touchmove: 6, drag: 12 };

/** The node where an event began, inside of open shadow roots too. */
const targetOf = (event: Event): Node => (event.composedPath()[0] ?? event.target) as Node;

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
export function watchVisitor(rules: MaskRules, later: (tell: (at: number) => void, soon?: boolean) => void) {
  let pointer = 0;
  let moved = 0;
  let places: [node: Node, x: number, y: number, at: number, source: number][] = [];
  let scrolled = new Set<Node>();
  let scrolledAt = 0;
  let turn = 0;
  let isSelecting = false;

  function move(event: MouseEvent | TouchEvent): void {
    const now = Date.now();
    if (now - moved < moveMs) return;
    moved = now;
    const { clientX, clientY } = (event as TouchEvent).changedTouches?.[0] ?? (event as MouseEvent);
    places.push([targetOf(event), Math.round(clientX), Math.round(clientY), now, moves[event.type] as number]);
  }

  function interact(event: MouseEvent | TouchEvent): void {
    const { type } = event;
    const node = targetOf(event);
    if (typeOf(node) !== 1) return;
    const { clientX, clientY } = (event as TouchEvent).changedTouches?.[0] ?? (event as MouseEvent);
    const own = pointers.indexOf((event as PointerEvent).pointerType);
    const where = clientX === undefined ? [] : [Math.round(clientX), Math.round(clientY), own < 0 ? pointer : own];
    later((at) => line(INTERACTION, at, interactions.indexOf(type), nearId(node), ...where), true);
  }

  /** Tells what a field holds, if that is new. */
  function checkField(field: Node): void {
    if (!fields.has(field)) return;
    const id = liveId(field);
    if (!id) fields.delete(field);
    if (!id || closest(field, rules.ignore)) return;
    const [text, checked] = stateOf(field as HTMLInputElement, bitsOf(field, rules));
    if (told.get(field) === text + checked) return;
    told.set(field, text + checked);
    later((at) => liveId(field) === id && line(INPUT, at, id, text, +checked));
  }

  const handlers: Record<string, (event: never) => void> = {
    pointerdown({ pointerType }: PointerEvent) {
      pointer = Math.max(0, pointers.indexOf(pointerType));
    },
    scroll(event: Event) {
      scrolled.add(event.target as Node);
    },
    selectionchange() {
      isSelecting = true;
    },
  };
  for (const type in moves) handlers[type] = move;
  for (const type of interactions) handlers[type] = interact;
  handlers.input = handlers.change = (event: Event) => checkField(targetOf(event));
  for (const type of medias) {
    handlers[type] = ({ target }: Event) => {
      const media = target as HTMLMediaElement;
      const { currentTime, volume, muted, loop, playbackRate } = media;
      later((at) => {
        const id = liveId(media);
        if (id) line(MEDIA, at, medias.indexOf(type), id, currentTime, volume, +muted, +loop, playbackRate);
      });
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

  function tellSelection(at: number): void {
    isSelecting = false;
    const selection = document.getSelection();
    const ends: number[] = [];
    for (let index = 0; index < (selection?.rangeCount ?? 0); index++) {
      const { startContainer, startOffset, endContainer, endOffset } = (selection as Selection).getRangeAt(index);
      const start = liveId(startContainer);
      const end = liveId(endContainer);
      if (start && end) ends.push(start, offsetIn(startContainer, startOffset), end, offsetIn(endContainer, endOffset));
    }
    line(SELECTION, at, ...ends);
  }

  return {
    handlers,
    /** What a shadow root keeps to itself. */
    inner: ['scroll', 'change', ...medias],
    /** Looks at fields: no event tells what scripts change. */
    checkFields(some: Set<Node>): void {
      const skip = some.size > mostFields ? (turn++ * mostFields) % some.size : 0;
      let index = 0;
      for (const field of some) if (index++ >= skip && index <= skip + mostFields) checkField(field);
    },
    /** Whether it is time to tell what was gathered. */
    isDue: (at: number) => isSelecting || (!!scrolled.size && at - scrolledAt >= scrollMs),
    /** Tells what was gathered. */
    flush(at: number): void {
      if (isSelecting) tellSelection(at);
      scrolledAt = at;
      for (const node of scrolled) {
        const id = liveId(node);
        if (id) line(SCROLL, at, id, ...scrollOf(node));
      }
      scrolled = new Set();
    },
    /**
     * Tells where the pointer was. A player that goes on after movement plays what came within it a second time:
     * so it begins after all that was told, and nothing else is told before it.
     */
    tellMoves(lastAt: number, stamp: (at: number) => number): void {
      const end = places[places.length - 1];
      if (!end) return;
      const at = stamp(end[3]);
      for (const source of new Set(places.map((place) => place[4]))) {
        let x = 0;
        let y = 0;
        const steps = places
          .filter((place) => place[4] === source)
          .flatMap(([node, left, top, time]) => {
            const step = [left - x, top - y, nearId(node), Math.max(time, lastAt) - at];
            x = left;
            y = top;
            return step;
          });
        line(MOVE, at, source, ...steps);
      }
      places = [];
    },
    /** Whether it is time to tell where the pointer was, though nothing else is to be told. */
    areMovesDue: () => !!places[0] && Date.now() - places[0][3] >= moveBatchMs,
    isWaiting: () => !!(isSelecting || scrolled.size || places[0]),
  };
}
