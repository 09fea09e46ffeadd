import type { CleanContext } from './clean-context.ts';
import { cleanCss } from './clean-css.ts';

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
  // Files of media are not kept, and rrweb would wait for them.
  ...[
    'rr_mediastate',
    'fetchpriority',
    'blocking',
    'credentialless',
    'browsingtopics',
    'sharedstoragewritable',
    'referrerpolicy',
  ],
]);
const orders = new Set(['ping', 'attributionsrc', 'http-equiv']);
const frames = new Set(['iframe', 'frame', 'fencedframe', 'portal']);
const animations = new Set(['set', 'animate', 'animatemotion', 'animatetransform', 'animatecolor', 'discard']);
const scripted = /^\s*(?:javascript|vbscript|livescript|data|blob|filesystem)\s*:/i;

/** What the player asks of forms and documents, which answer with an element of theirs that has such a name. */
const shadowing =
  /^(?:node(?:Type|Name)|childNodes|children|(?:first|last)Child|(?:next|previous)Sibling|parent(?:Node|Element)|ownerDocument|textContent|insertBefore|(?:append|remove|replace)Child|contains|cloneNode|isConnected|getRootNode|tagName|attributes|shadowRoot|attachShadow|(?:get|set|remove|has)Attribute(?:NS)?|classList|querySelector(?:All)?|matches|scroll(?:To|Top|Left)|documentElement|defaultView|implementation|createElement(?:NS)?|adoptedStyleSheets)$/;

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
  if (inert.has(name)) return undefined;
  if (typeof value !== 'string') return value;
  if (name === 'style' || name === '_csstext') return cleanCss(value, context);
  if ((name === 'name' || name === 'id') && shadowing.test(value)) return undefined;
  if (lists.has(name)) return cleanList(value, context);
  if (loading.has(name)) return cleanLoad(tag, value, context);
  if (name === 'href' || name === 'xlink:href') return cleanHref(tag, value, all, context);
  if (animations.has(tag) && /^(?:to|from|by|values)$/.test(name)) {
    return /href|src|style|^on/i.test(String(all.attributeName ?? '')) ? refused(context, 'navigation') : value;
  }
  // Presentation attributes of SVG take url(…) as well.
  return /url\s*\(|\\/i.test(value) ? cleanCss(value, context) : value;
}

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
  const plain = value.trim();
  if (plain === '' || plain.startsWith('#') || /^data:(?:image|audio|video|font)\//i.test(plain)) return value;
  return context.file(plain) ?? refused(context, /^\s*(?:javascript|vbscript)\s*:/i.test(plain) ? 'script' : 'file');
}

/** Candidates of a srcset whose files were kept. */
function cleanList(value: string, context: CleanContext): string | undefined {
  const kept = value.split(/,\s+/).flatMap((candidate) => {
    const [address = '', ...size] = candidate.trim().split(/\s+/);
    const file = address.startsWith('data:image/') ? address : context.file(address);
    return file === undefined ? [] : [[file, ...size].join(' ')];
  });
  return kept.length > 0 ? kept.join(', ') : refused(context, 'file');
}
