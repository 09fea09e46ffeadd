/**
 * The browser's own ways to read the DOM. A form shadows its properties by fields of that name, and a page may put
 * its own in place of a prototype's; where it has, a clean frame has the browser's.
 */
let clean: typeof globalThis | undefined;

const isNative = (run: unknown) => /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(run));

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
type Run = (this: unknown, ...args: unknown[]) => never;

function own(owner: Owner, name: string): Run {
  const of = (realm: typeof globalThis) => {
    const { get, value } = Object.getOwnPropertyDescriptor(realm[owner].prototype, name) ?? {};
    return (get ?? value) as Run | undefined;
  };
  const run = of(globalThis);
  return run && isNative(run) ? run : (of(cleanWindow()) as Run);
}

const getter = <T>(owner: Owner, name: string): ((node: Node) => T) => {
  const get = own(owner, name);
  return (node) => get.call(node);
};
const method = <T>(owner: Owner, name: string): ((node: Node, given?: string) => T) => {
  const run = own(owner, name);
  return (node, given) => run.call(node, given);
};

export const typeOf = getter<number>('Node', 'nodeType');
export const firstChild = getter<ChildNode | null>('Node', 'firstChild');
export const lastChild = getter<ChildNode | null>('Node', 'lastChild');
export const nextSibling = getter<ChildNode | null>('Node', 'nextSibling');
export const previousSibling = getter<ChildNode | null>('Node', 'previousSibling');
export const parentNode = getter<ParentNode | null>('Node', 'parentNode');
export const isConnected = getter<boolean>('Node', 'isConnected');
export const documentOf = getter<Document | null>('Node', 'ownerDocument');
export const rootOf = method<Node>('Node', 'getRootNode');
export const textOf = getter<string>('CharacterData', 'data');
export const nameOf = getter<string>('Element', 'localName');
export const namespaceOf = getter<string | null>('Element', 'namespaceURI');
export const shadowOf = getter<ShadowRoot | null>('Element', 'shadowRoot');
export const hostOf = getter<Element>('ShadowRoot', 'host');
export const attributeNames = method<string[]>('Element', 'getAttributeNames');
export const attributeOf = method<string | null>('Element', 'getAttribute');
export const matches = method<boolean>('Element', 'matches');
export const closest = method<Element | null>('Element', 'closest');
const contentDocument = getter<Document | null>('HTMLIFrameElement', 'contentDocument');

/** The document inside a frame, if the page may read it. */
export function frameDocument(frame: Node): Document | null {
  try {
    return contentDocument(frame);
  } catch {
    return null;
  }
}

/** The element that a node's tree hangs on: a shadow root's host, the frame of a document. */
export function holderOf(root: Node): Element | null {
  const type = typeOf(root);
  if (type === 11) return (root as ShadowRoot).host ? hostOf(root) : null;
  return type === 9 ? ((root as Document).defaultView?.frameElement ?? null) : null;
}
