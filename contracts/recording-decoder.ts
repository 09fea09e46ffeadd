/**
 * Turns lines of the format `afterglow-1` into rrweb's events. Past 200 lines, because what is left here turns on one
 * state: the snapshot that is open, and what the player knows by which id.
 */
import type { RrwebEvent } from './beacon.ts';
import type { KeptText } from './kept-sheets.ts';
import { changeOf, playOf, selectedRanges, source } from './recorded-changes.ts';
import { recordingOp } from './recording-format.ts';
import { type Attributes, attributesOf, count, fail, list, number, tagName, text } from './recording-values.ts';

/** Levels of elements that are built; what is deeper is left out, because a player builds by recursion. */
export const maxDepth = 1_000;

export interface RecordingDecoder {
  /** The events of the next line, parsed from JSON. Throws {@link RecordingFormatError} and nothing else. */
  decode(line: unknown): RrwebEvent[];
  /** Beacons are missing: what comes before the next snapshot has no meaning. Gives what an unfinished snapshot had. */
  reset(): RrwebEvent[];
}

interface Node {
  id: number;
  type: number;
  tagName?: string;
  attributes?: Attributes;
  childNodes?: Node[];
  textContent?: string;
  name?: string;
  publicId?: string;
  systemId?: string;
  compatMode?: string;
  rootId?: number;
  isSVG?: true;
  isCustom?: true;
  isStyle?: true;
  isShadow?: true;
  isShadowHost?: true;
}

interface Add {
  parentId: number;
  previousId?: number;
  nextId: number | null;
  node: Node;
}

/** A node whose children are being read. */
interface Level {
  /** What a player calls it: of a shadow root, its host. */
  id: number;
  /** Where children go; without it they are added one by one. */
  into?: Node;
  /** The element itself, that may turn out to be a host. */
  node?: Node;
  depth: number;
  shadow?: boolean;
  style?: boolean;
}

interface Snapshot {
  at: number;
  meta: RrwebEvent;
  root: Node;
  levels: Level[];
  /** By id, for what is told of them later. */
  nodes: Map<number, Node>;
  /** Documents of frames. */
  frames: Add[];
  /** What can only be told once the nodes are there. */
  after: RrwebEvent[];
}

const kind = { document: 0, doctype: 1, element: 2, text: 3 } as const;
/**
 * A decoder for the lines of one document, in their order. It may begin at any snapshot. `keptText` has the sheets that
 * are named by their content; a page is left without those that it does not have.
 */
export function createDecoder(keptText: KeptText = () => undefined): RecordingDecoder {
  /** Whether lines have a meaning: a snapshot came, and nothing is missing since. */
  let synced = false;
  let snapshot: Snapshot | undefined;
  let base = 0;
  let last = 0;
  /** Players know no shadow roots, only their hosts. */
  let hosts = new Map<number, number>();
  let styles = new Set<number>();
  let css = new Map<number, string>();
  let sheets = new Map<number, string[]>();
  /** The node where something was selected last. */
  let selected = 0;
  /** Of the mutation that is read: what plays as it is added. */
  let started: Record<string, unknown>[] = [];

  const idOf = (value: unknown): number => {
    const id = count(value);
    return id ? base + id : fail('an id is 0');
  };
  const incremental = (at: number, data: Record<string, unknown>): RrwebEvent => ({ type: 3, timestamp: at, data });
  const mutation = (at: number) => ({ removes: [] as object[], adds: [] as Add[], texts: [], attributes: [], at });
  const mutationEvent = ({ at, ...rest }: ReturnType<typeof mutation>, more: object = {}) =>
    incremental(at, { source: source.mutation, ...rest, ...more });
  const attach = (at: number, add: Add) => mutationEvent({ ...mutation(at), adds: [add] }, { isAttachIframe: true });

  /** Reads tokens onto the levels. `add` takes what has no place in a tree, `frame` the documents of frames. */
  function read(
    tokens: unknown[],
    from: number,
    levels: Level[],
    add: (level: Level, node: Node) => void,
    frame: (add: Add) => void,
  ): void {
    for (let at = from; at < tokens.length; at += 1) {
      const token = tokens[at];
      const level = levels.at(-1) ?? fail('more is closed than is open');
      if (typeof token === 'number') {
        if (count(token) >= levels.length) fail('more is closed than is open');
        levels.length -= token;
        continue;
      }
      last += 1;
      const id = base + last;
      const put = (node: Node) => {
        if (level.shadow) node.isShadow = true;
        if (level.depth > maxDepth) return;
        if (level.into) level.into.childNodes?.push(node);
        else add(level, node);
        snapshot?.nodes.set(id, node);
      };
      if (typeof token === 'string') {
        put({ id, type: kind.text, textContent: token, ...(level.style && { isStyle: true }) });
        continue;
      }
      const pairs = list(token);
      const tag = text(pairs[0]);
      const depth = level.depth + 1;
      if (tag === '#shadow') {
        if (level.node) level.node.isShadowHost = true;
        hosts.set(id, level.id);
        levels.push({ ...level, depth, shadow: true, style: false });
      } else if (tag === '#document') {
        const node: Node = { id, type: kind.document, childNodes: [] };
        if (pairs[1] === 'BackCompat') node.compatMode = 'BackCompat';
        if (level.depth <= maxDepth) frame({ parentId: level.id, nextId: null, node });
        snapshot?.nodes.set(id, node);
        levels.push({ id, into: node, depth: level.depth > maxDepth ? depth : 0 });
      } else if (tag[0] === '!') {
        put({
          id,
          type: kind.doctype,
          name: tag.slice(1) || 'html',
          publicId: text(pairs[1] ?? ''),
          systemId: text(pairs[2] ?? ''),
        });
      } else {
        const bare = /^[:+]/.test(tag) ? tag.slice(1) : tag;
        const attributes = attributesOf(pairs, 1);
        const node: Node = {
          id,
          type: kind.element,
          tagName: tagName.test(bare) ? bare : 'div',
          attributes,
          childNodes: [],
        };
        // A player that seeks fails on media that are added while they play.
        if (attributes.rr_mediaState === 'played' && !snapshot) {
          attributes.rr_mediaState = 'paused';
          started.push(playOf(id, attributes));
        }
        if (tag[0] === ':') node.isSVG = true;
        if (tag[0] === '+') node.isCustom = true;
        put(node);
        if (tag === 'style') styles.add(id);
        levels.push({ id, node, ...(level.into && { into: node }), depth, style: tag === 'style' });
      }
    }
  }

  function mutate([, , removes, texts, attributes, ...groups]: unknown[], at: number): RrwebEvent[] {
    const events: RrwebEvent[] = [];
    let current = mutation(at);
    started = [];
    for (const group of list(removes)) {
      const [parent, ...steps] = list(group);
      const parentId = idOf(parent);
      const host = hosts.get(parentId);
      let id = 0;
      for (const step of steps) {
        id += number(step);
        current.removes.push(host ? { parentId: host, id: idOf(id), isShadow: true } : { parentId, id: idOf(id) });
      }
    }
    for (const group of groups) {
      const [parent, anchor, root] = list(group);
      const parentId = idOf(parent);
      const rootId = root ? idOf(root) : undefined;
      const beside = number(anchor);
      const host = hosts.get(parentId);
      const base: Level = { id: host ?? parentId, depth: 0, shadow: !!host, style: styles.has(parentId) };
      const frames: Add[] = [];
      let previousId = beside > 0 ? idOf(beside) : 0;
      let nextId = beside < 0 ? idOf(-beside) : null;
      read(
        list(group),
        3,
        [base],
        (level, node) => {
          if (rootId) node.rootId = rootId;
          const add: Add = { parentId: level.id, nextId: null, node };
          if (level === base) {
            if (previousId) add.previousId = previousId;
            add.nextId = nextId;
            previousId = node.id;
            nextId = null;
          }
          current.adds.push(add);
        },
        (add) => frames.push(add),
      );
      if (!frames[0]) continue;
      if (current.adds[0] || current.removes[0]) events.push(mutationEvent(current));
      for (const add of frames) events.push(attach(at, add));
      current = mutation(at);
    }
    const values = list(texts);
    const changed: object[] = [];
    for (let index = 0; index < values.length; index += 2) {
      changed.push({ id: idOf(values[index]), value: text(values[index + 1]) });
    }
    const named = list(attributes).map((entry) => {
      const pairs = list(entry);
      return { id: idOf(pairs[0]), attributes: attributesOf(pairs, 1) };
    });
    if (current.adds[0] || current.removes[0] || changed[0] || named[0]) {
      events.push(mutationEvent(current, { texts: changed, attributes: named }));
    }
    return [...events, ...started.map((data) => incremental(at, data))];
  }

  function finish(): RrwebEvent[] {
    if (!snapshot) return [];
    const { at, meta, root, frames, after, nodes } = snapshot;
    snapshot = undefined;
    // A sheet may be told further after a snapshot that ended early.
    for (const [id, text] of css) {
      const node = nodes.get(id);
      if (node?.attributes) node.attributes._cssText = text;
    }
    // A player needs an element to put its own rules into; it gives way to the first that the page adds.
    if (!root.childNodes?.some(({ type }) => type === kind.element)) {
      root.childNodes?.push({ id: 2 ** 31, type: kind.element, tagName: 'html', attributes: {}, childNodes: [] });
    }
    const initialOffset = { left: 0, top: 0 };
    return [
      meta,
      { type: 2, timestamp: at, data: { node: root, initialOffset } },
      ...frames.map((add) => attach(at, add)),
      ...after,
    ];
  }

  function end([, , left, top, ...scrolled]: unknown[]): RrwebEvent[] {
    if (!snapshot) return fail('no snapshot is open');
    const { at, nodes, after } = snapshot;
    for (let index = 0; index < scrolled.length; index += 3) {
      const id = idOf(scrolled[index]);
      const x = number(scrolled[index + 1]);
      const y = number(scrolled[index + 2]);
      const node = nodes.get(id);
      const attributes = node?.attributes;
      if (attributes) {
        if (x) attributes.rr_scrollLeft = x;
        if (y) attributes.rr_scrollTop = y;
      } else if (node?.type === kind.document) after.push(incremental(at, { source: source.scroll, id, x, y }));
    }
    const offset = { left: number(left), top: number(top) };
    const events = finish();
    for (const { type, data } of events) if (type === 2) Object.assign(data as object, { initialOffset: offset });
    return events;
  }

  function begin([, , from, href, width, height, compat]: unknown[], at: number): void {
    base = count(from);
    last = 0;
    synced = true;
    selected = 0;
    hosts = new Map();
    styles = new Set();
    css = new Map();
    sheets = new Map();
    const meta = { type: 4, timestamp: at, data: { href: text(href), width: count(width), height: count(height) } };
    last += 1;
    const root: Node = { id: base + last, type: kind.document, childNodes: [] };
    if (compat === 'BackCompat') root.compatMode = compat;
    snapshot = {
      at,
      meta,
      root,
      levels: [{ id: root.id, into: root, depth: 0 }],
      nodes: new Map([[root.id, root]]),
      frames: [],
      after: [],
    };
  }

  /** What an op other than those of a snapshot says. */
  function dataOf(op: number, line: unknown[]): Record<string, unknown> | undefined {
    const [, , first, second, third] = line;
    switch (op) {
      case recordingOp.css: {
        const id = idOf(first);
        const part = count(second);
        const whole = (part & 1 ? '' : (css.get(id) ?? '')) + text(third);
        css.set(id, whole);
        return part & 2 ? sheetData(id, whole) : undefined;
      }
      case recordingOp.keptCss: {
        const id = idOf(first);
        const whole = keptText(text(second));
        // In place of what was told of it before, even where it cannot be had.
        css.delete(id);
        return whole === undefined ? undefined : sheetData(id, whole);
      }
      case recordingOp.sheet: {
        const id = idOf(first);
        const rules = sheets.get(id) ?? [];
        for (let at = 3; at < line.length; at += 1) rules.push(text(line[at]));
        sheets.set(id, rules);
        return undefined;
      }
      case recordingOp.adopt: {
        const id = idOf(first);
        const styleIds = line.slice(3).map(idOf);
        const fresh = styleIds.flatMap((styleId) => {
          const rules = sheets.get(styleId);
          sheets.delete(styleId);
          return rules ? [{ styleId, rules: rules.map((rule, index) => ({ rule, index })) }] : [];
        });
        return { source: source.adopt, id: hosts.get(id) ?? id, styleIds, ...(fresh[0] && { styles: fresh }) };
      }
      case recordingOp.selection: {
        const ranges = selectedRanges(line, idOf);
        // A player leaves what is selected where nothing is: a mere caret there takes it away.
        if (!ranges[0] && selected) ranges.push({ start: selected, startOffset: 0, end: selected, endOffset: 0 });
        selected = ranges[0]?.start ?? 0;
        return { source: source.selection, ranges };
      }
      default:
        return changeOf(op, line, idOf);
    }
  }

  /** All of a linked sheet is there: it goes into the snapshot, or changes what a player has. */
  function sheetData(id: number, whole: string): Record<string, unknown> | undefined {
    css.delete(id);
    if (!snapshot) {
      const attributes = [{ id, attributes: { _cssText: whole } }];
      return { source: source.mutation, removes: [], adds: [], texts: [], attributes };
    }
    const attributes = snapshot.nodes.get(id)?.attributes;
    if (attributes) attributes._cssText = whole;
    return undefined;
  }

  function take(line: unknown[]): RrwebEvent[] {
    const op = count(line[0]);
    const at = number(line[1]);
    if (op === recordingOp.snapshot) {
      const unfinished = finish();
      begin(line, at);
      return unfinished;
    }
    if (op === recordingOp.gap) {
      const unfinished = finish();
      synced = false;
      return [
        ...unfinished,
        { type: 5, timestamp: at, data: { tag: 'afterglow-gap', payload: { reason: text(line[2]) } } },
      ];
    }
    if (!synced) return [];
    if (op === recordingOp.nodes) {
      if (!snapshot) return fail('no snapshot is open');
      const { levels, frames } = snapshot;
      read(
        line,
        2,
        levels,
        () => {},
        (add) => frames.push(add),
      );
      return [];
    }
    if (op === recordingOp.end) return end(line);
    if (op === recordingOp.mutation) return snapshot ? fail('a mutation within a snapshot') : mutate(line, at);
    const data = dataOf(op, line);
    if (!data) return [];
    const event = incremental(at, data);
    if (!snapshot) return [event];
    snapshot.after.push({ ...event, timestamp: snapshot.at });
    return [];
  }

  return {
    decode(line) {
      try {
        return take(list(line));
      } catch (error) {
        synced = false;
        snapshot = undefined;
        throw error;
      }
    },
    reset() {
      const unfinished = finish();
      synced = false;
      return unfinished;
    },
  };
}
