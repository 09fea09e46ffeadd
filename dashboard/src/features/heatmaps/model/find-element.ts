/** Joins the selector of an element to that of the shadow root or frame it is in; the tracker writes it so. */
const boundary = ' >>> ';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Finds the element that a tracker's selector names, through open shadow roots and same-origin frames.
 * Null where the page has none, or the selector cannot be read.
 */
export function findElement(page: Document, selector: string): Element | null {
  let root: Document | ShadowRoot | null = page;
  let found: Element | null = null;
  for (const part of selector.split(boundary)) {
    found = root ? query(root, part) : null;
    root = found ? insideOf(found) : null;
  }
  return found;
}

function query(root: Document | ShadowRoot, selector: string): Element | null {
  try {
    return root.querySelector(selector);
  } catch (error) {
    // A selector cut to its greatest length need not parse. The frame has a DOMException of its own.
    if (hasName(error) && error.name === 'SyntaxError') return null;
    throw error;
  }
}

const hasName = (error: unknown): error is { name: unknown } =>
  typeof error === 'object' && error !== null && 'name' in error;

/** What is inside: its shadow root, or the document of its frame. */
function insideOf(element: Element): Document | ShadowRoot | null {
  if (element.shadowRoot) return element.shadowRoot;
  return 'contentDocument' in element ? (element.contentDocument as Document | null) : null;
}

/** Where an element is on the page (CSS px of the outermost document), or null when it takes up no room. */
export function boxOnPage(element: Element): Box | null {
  const { left, top, width, height } = element.getBoundingClientRect();
  if (width === 0 || height === 0) return null;
  let [x, y] = [left, top];
  let view = element.ownerDocument.defaultView;
  for (let frame = innerFrame(view); frame && view; frame = innerFrame(view)) {
    const outer = frame.getBoundingClientRect();
    x += outer.left + frame.clientLeft;
    y += outer.top + frame.clientTop;
    view = frame.ownerDocument.defaultView;
  }
  return { x: x + (view?.scrollX ?? 0), y: y + (view?.scrollY ?? 0), width, height };
}

/** The frame element of a window inside the page; the replay's own frame is where the page ends. */
function innerFrame(view: Window | null): Element | null {
  const frame = view?.frameElement ?? null;
  return frame && frame.getAttribute('data-heatmap-page') === null ? frame : null;
}
