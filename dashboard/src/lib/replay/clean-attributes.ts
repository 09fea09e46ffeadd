import type { CleanContext } from './clean-context.ts';
import { cleanCss, cleanValue, trimAddress } from './clean-css.ts';

/** As rrweb has them: text, numbers of media, flags, null for removed, an object for a change of style. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Names that HTML and XML take; anything else makes `setAttribute` throw. */
const goodName = /^[a-z_@:][\w.:@-]*$/i;
/** Addresses that load by themselves. */
const loading = new Set(['src', 'poster', 'background', 'data', 'lowsrc', 'dynsrc', 'rr_dataurl', 'rr_src']);
const lists = new Set(['srcset', 'imagesrcset']);
/** Nothing to see, and something to do. */
const inert = new Set([
  ...[
    'action',
    'formaction',
    'manifest',
    'archive',
    'codebase',
    'classid',
    'profile',
    'longdesc',
    'integrity',
    'nonce',
  ],
  ...['download', 'sandbox', 'allow', 'allowfullscreen', 'crossorigin', 'autofocus', 'autoplay', 'accesskey', 'csp'],
  ...['fetchpriority', 'blocking', 'credentialless', 'browsingtopics', 'sharedstoragewritable', 'referrerpolicy'],
]);
const orders = new Set(['ping', 'attributionsrc', 'http-equiv']);
const frames = new Set(['iframe', 'frame', 'fencedframe', 'portal']);
const animations = new Set(['set', 'animate', 'animatemotion', 'animatetransform', 'animatecolor', 'discard']);
/** What no browser reads as CSS, and may look like it. */
const unstyled =
  /^(?:class|id|name|title|alt|value|placeholder|content|label|d|points|transform|(?:data|aria|x|v|ng)-.*|.*[:@.].*)$/s;
const scripted = /^\s*(?:javascript|vbscript|livescript|data|blob|filesystem)\s*:/i;

const words = (...lines: string[]): string[] => lines.flatMap((line) => line.split(' '));
/** What rrweb and we ask of any element. A form answers with the field that has such a name or id instead. */
const askedOfElements = words(
  'nodeType nodeName tagName localName childNodes children firstChild lastChild nextSibling previousSibling parentNode',
  'parentElement ownerDocument textContent appendChild insertBefore removeChild replaceChild contains cloneNode',
  'isConnected getRootNode attributes getAttribute setAttribute setAttributeNS removeAttribute hasAttribute classList',
  'style shadowRoot attachShadow matches querySelector querySelectorAll dispatchEvent blur scrollTo scrollTop scrollLeft',
  'offsetHeight getBoundingClientRect',
);
/** And of documents, which answer with a form, a frame or an image of such a name. */
const askedOfDocuments = words(
  'documentElement defaultView head body implementation open close write fonts styleSheets adoptedStyleSheets',
  'createElement createElementNS createTextNode createComment createRange adoptNode importNode getElementById',
  'getElementsByTagName getSelection scrollingElement compatMode',
);
const shadowsElements = new Set(askedOfElements);
const shadowsDocuments = new Set([...askedOfElements, ...askedOfDocuments]);
const fields = new Set(['button', 'fieldset', 'input', 'output', 'select', 'textarea']);

/** Whether a name or id stands in for what is asked of a form or a document. */
function isShadow(tag: string, attribute: string, value: string): boolean {
  if (attribute === 'name' && (tag === 'form' || tag === 'iframe')) return shadowsDocuments.has(value);
  if (attribute !== 'name' && attribute !== 'id') return false;
  return tag === 'img' ? shadowsDocuments.has(value) : fields.has(tag) && shadowsElements.has(value);
}

/** The attributes of an element without what runs, loads or leads away. */
export function cleanAttributes(tag: string, attributes: Attributes, context: CleanContext): Attributes {
  if (tag === 'meta') {
    if ('http-equiv' in attributes) context.refuse('navigation');
    return {};
  }
  if (tag === 'base') {
    if ('href' in attributes) context.refuse('navigation');
    return {};
  }
  if (tag === 'script') {
    if (attributes.src) context.refuse('script');
    return {};
  }
  if (tag === 'link' && !isShownLink(attributes)) return {};
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const clean = cleanAttribute(tag, name, value, attributes, context);
    if (clean !== undefined) kept[name] = clean;
  }
  return kept;
}

const isShownLink = ({ rel, _cssText }: Attributes): boolean =>
  typeof _cssText === 'string' || (typeof rel === 'string' && /(?:^|\s)stylesheet(?:\s|$)/i.test(rel));

function cleanAttribute(tag: string, given: string, value: unknown, all: Attributes, context: CleanContext): unknown {
  const name = given.toLowerCase();
  if (!goodName.test(given) || given === '__proto__') return refused(context, 'damaged');
  if (value === null) return null;
  if (name === 'style' && typeof value === 'object') return cleanStyle(value as Attributes, context);
  if (typeof value === 'object' || typeof value === 'function' || value === undefined)
    return refused(context, 'damaged');
  if (name.startsWith('on')) return refused(context, 'script');
  if (name === 'srcdoc') return refused(context, 'embed');
  if (orders.has(name)) return refused(context, 'navigation');
  // Files of media are not kept: rrweb would wait for them, and fail at a volume that there is none of.
  if (inert.has(name) || name.startsWith('rr_media')) return undefined;
  if (typeof value !== 'string') return value;
  if (name === 'style' || name === '_csstext') return cleanCss(value, context);
  if (isShadow(tag, name, value)) return undefined;
  if (lists.has(name)) return cleanList(value, context);
  if (loading.has(name)) return cleanLoad(tag, value, context);
  if (name === 'href' || name === 'xlink:href') return cleanHref(tag, value, all, context);
  if (animations.has(tag) && name === 'attributename' && isAddress(value)) return refused(context, 'navigation');
  // What it would set is left out with the name of what it sets.
  if (animations.has(tag) && /^(?:to|from|by|values)$/.test(name) && isAddress(all.attributeName)) return undefined;
  // Presentation attributes of SVG take url(…) as well.
  return unstyled.test(name) ? value : cleanValue(value, context);
}

/** Whether an attribute of this name loads, leads away or runs. */
const isAddress = (name: unknown): boolean => typeof name === 'string' && /href|src|style|^on/i.test(name);

function refused(context: CleanContext, kind: Parameters<CleanContext['refuse']>[0]): undefined {
  context.refuse(kind);
  return undefined;
}

function cleanStyle(style: Attributes, context: CleanContext): Attributes {
  const kept: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(style)) {
    if (property === '__proto__') context.refuse('damaged');
    else if (typeof value === 'string') kept[property] = cleanCss(value, context);
    else if (value === false) kept[property] = false;
    else if (Array.isArray(value) && value.every((part) => typeof part === 'string')) {
      kept[property] = value.map((part) => cleanCss(part, context));
    } else context.refuse('damaged');
  }
  return kept;
}

function cleanHref(tag: string, value: string, all: Attributes, context: CleanContext): string | undefined {
  // A sheet is shown by its text, which is cleaned; never by its address, also where that was kept.
  if (tag === 'link') return typeof all._cssText === 'string' ? undefined : refused(context, 'file');
  if (tag === 'a' || tag === 'area') {
    // What a browser leaves out of a scheme: control characters and white space.
    const plain = [...value].filter((character) => character > ' ').join('');
    return scripted.test(plain) ? refused(context, 'script') : value;
  }
  return cleanLoad(tag, value, context);
}

function cleanLoad(tag: string, value: string, context: CleanContext): string | undefined {
  if (frames.has(tag)) return value === '' || value === 'about:blank' ? undefined : refused(context, 'embed');
  const plain = trimAddress(value);
  if (plain === '' || plain.startsWith('#') || /^data:(?:image|audio|video|font)\//i.test(plain)) return value;
  return context.file(plain) ?? refused(context, /^\s*(?:javascript|vbscript)\s*:/i.test(plain) ? 'script' : 'file');
}

/** An address of a srcset with what may follow it, which an address that ends in a comma has none of. */
const candidate = /[\s,]*([^\s,]\S*)([^,]*)/y;
const size = /^\d*\.?\d+[wxh]$/;

/** Candidates of a srcset whose files were kept, parted as HTML says: at more than a comma and a space. */
function cleanList(value: string, context: CleanContext): string | undefined {
  const kept: string[] = [];
  for (let at = 0; at < value.length; ) {
    candidate.lastIndex = at;
    const [whole, word = '', rest = ''] = candidate.exec(value) ?? [];
    if (whole === undefined) break;
    const address = word.replace(/,+$/, '');
    const sizes = address === word ? rest.split(/\s+/).filter(Boolean) : [];
    at += address === word ? whole.length : whole.length - rest.length;
    const file = address.startsWith('data:image/') ? address : context.file(address);
    if (file !== undefined && sizes.every((each) => size.test(each))) kept.push([file, ...sizes].join(' '));
  }
  return kept.length > 0 ? kept.join(', ') : refused(context, 'file');
}
