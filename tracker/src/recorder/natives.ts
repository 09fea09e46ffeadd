/**
 * The browser's own ways to read the DOM. A form shadows its properties by fields of that name, and a page may put
 * its own in place of a prototype's; where it has, a clean frame has the browser's.
 */
let clean: typeof globalThis | undefined;

function cleanWindow(): typeof globalThis {
  if (!clean) {
    const frame = document.createElement('iframe');
    document.documentElement.append(frame);
    clean = frame.contentWindow as unknown as typeof globalThis;
    frame.remove();
  }
  return clean;
}

type Owner = 'Node' | 'Element' | 'CharacterData' | 'HTMLIFrameElement' | 'ShadowRoot';

const { bind, call, toString: sourceOf } = Function.prototype;

function own<T>(owner: Owner, name: string): (node: Node, given?: string) => T {
  const of = (realm: typeof globalThis) => {
    const { get, value } = Object.getOwnPropertyDescriptor(realm[owner].prototype, name) ?? {};
    return get ?? value;
  };
  let run = of(globalThis);
  if (!/native code/.test(sourceOf.call(run))) run = of(cleanWindow());
  // A function of its own for each: one for all of them would be called with too many to be fast.
  return bind.call(call, run);
}

export const [firstChild, lastChild, nextSibling, previousSibling] = [
  'firstChild',
  'lastChild',
  'nextSibling',
  'previousSibling',
].map((name) => own('Node', name)) as [Sibling, Sibling, Sibling, Sibling];
type Sibling = (node: Node) => ChildNode | null;

export const typeOf = own<number>('Node', 'nodeType');
export const parentNode = own<ParentNode | null>('Node', 'parentNode');
export const documentOf = own<Document | null>('Node', 'ownerDocument');
export const rootOf = own<Node>('Node', 'getRootNode');
export const textOf = own<string>('CharacterData', 'data');
export const nameOf = own<string>('Element', 'localName');
export const namespaceOf = own<string | null>('Element', 'namespaceURI');
export const shadowOf = own<ShadowRoot | null>('Element', 'shadowRoot');
export const attributeNames = own<string[]>('Element', 'getAttributeNames');
export const attributeOf = own<string | null>('Element', 'getAttribute');
export const matches = own<boolean>('Element', 'matches');
export const closest = own<Element | null>('Element', 'closest');
const hostOf = own<Element>('ShadowRoot', 'host');
const contentDocument = own<Document | null>('HTMLIFrameElement', 'contentDocument');

/** What a browser may refuse to tell: then nothing. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** Whether a selector that a browser may not know fits. */
export const fits = (element: Element, selector: string) => attempt(() => matches(element, selector));

/** The document inside a frame, if the page may read it. */
export const frameDocument = (frame: Node) => attempt(() => contentDocument(frame));

/** What the page itself stands in. */
const { frameElement: frame } = window;

/** The element that a node's tree hangs on: a shadow root's host, the frame of a document. */
export function holderOf(root: Node): Element | null | undefined {
  if (root === document) return frame;
  const type = typeOf(root);
  if (type === 11) return (root as ShadowRoot).host && hostOf(root);
  return type === 9 ? (root as Document).defaultView?.frameElement : null;
}
