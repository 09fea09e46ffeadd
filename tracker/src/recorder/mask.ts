import { ADDRESS, BARE, DROPPED, FREE, MASK, NAMED, PLAIN, SAID, SET, STYLE, TYPED, UNMASK } from './bits.ts';
import {
  attempt,
  attributeOf,
  closest,
  holderOf,
  matches,
  namespaceOf,
  parentNode,
  rootOf,
  typeOf,
} from './natives.ts';
import { hideNumbers, scrubAddress, scrubText, stars } from './scrub-text.ts';

/** What the page and the project ask for. */
export interface MaskRules {
  /** All text, not only what is typed. */
  all: boolean;
  /** Style rules without their texts; there where all text is masked. */
  hideCss: ((css: string) => string) | undefined;
  /** Selectors; `mask` always has `[data-ag-mask]` and so on. */
  mask: string;
  unmask: string;
  ignore: string;
  block: string;
  /** Whether they fit more than our own attributes. */
  custom: boolean;
}

let rules: MaskRules;
/** Selectors of what holds for all in an element, in the order of their bits; and all of them as one. */
let marks: string[];
let anyMark: string;
/** Masks by these rules from now on. */
export const setRules = (given: MaskRules): void => {
  rules = given;
  marks = [given.mask, given.unmask, typed, given.ignore];
  anyMark = marks.join();
};

const typed = 'option,optgroup,selectedcontent,textarea,[contenteditable]:not([contenteditable=false])';
/** Masked whatever anybody unmasks; an option as its list is. */
const never =
  '[type=password],[type=hidden],[autocomplete*=cc- i],[autocomplete*=password i],[autocomplete*=one-time i]';
/** What was such a field when it was last looked at: a page may show the password. */
const secret = new WeakSet<Element>();
const isSecret = (element: Element) => secret.has(element) || (closest(element, never) && secret.add(element));
const fields = /^(input|textarea|select|opt.*)$/;
/** What a button says is part of the page. */
export const captions = /^(submit|button|reset|image)$/;
const harmless = /^(viewport|color-scheme|theme-color)$/;

/** Kinds of attributes by name, in the order of their numbers; the first that fits. Others are said, but for drawings. */
const kinds = [
  /^on|^(srcdoc|nonce)$/,
  /^(href|src|action|formaction|poster|data|cite|ping|background|xlink:href|manifest)$/,
  /^(image)?srcset$/,
  /^data-ag-|^contenteditable$/,
  // How it looks, whatever it says.
  /^(class|type|rel|media|width|height|(col|row)s(pan)?|dir|lang|role|open|hidden|slot|part|is|sizes?|v?align|(bg)?color|border|cell.*|x(ml|link).*)$/,
  /^style$/,
  // What frameworks keep for themselves, and what is called a secret.
  /[:@]|^(x|hx|ng)-|token|csrf|secret|passw/,
  // What says something to people.
  /^(title|aria-(label|.*(text|hold|desc).*)|data-.*)$/,
  /^(id|for|name|aria-.*)$/,
];
const kindsOf = new Map<string, number>();
function kindOf(name: string): number {
  let kind = kindsOf.get(name);
  if (kind === undefined) {
    kind = kinds.findIndex((names) => names.test(name));
    kindsOf.set(name, kind);
  }
  return kind;
}
const isMark = (name: string) => kindOf(name) === PLAIN;

/** Whether attributes of these names may ask for anything. */
export const mayMark = (names: readonly string[]): boolean => rules.custom || names.some(isMark);

/** What the element itself asks for. `names` are those of its attributes. */
export function ownBits(element: Element, tag: string, names: readonly string[]): number {
  // Selectors are tried on what they may fit: most elements are nothing special.
  if (!mayMark(names) && !/^(opt|textarea|selected)/.test(tag)) return 0;
  return [...marks, rules.block].reduce((bits, selector, index) => bits | (+matches(element, selector) << index), 0);
}

/** What holds for a node by all that it stands in, through shadow roots and frames. */
export function bitsOf(node: Node): number {
  let bits = 0;
  let next: Node | null | undefined;
  for (let at: typeof next = node; at; at = next) {
    const root = rootOf(at) as Document;
    if (root.designMode === 'on') bits |= TYPED;
    next = parentNode(at) ?? holderOf(at);
    if (typeOf(at) !== 1) continue;
    next = holderOf(root);
    // Most stands in none.
    if (!closest(at, anyMark)) continue;
    for (const [index, selector] of marks.entries()) if (closest(at, selector)) bits |= 1 << index;
  }
  return bits;
}

/** Whether text under these bits is hidden; what is `said` in attributes is not typed. */
const hides = (bits: number, said?: boolean): boolean =>
  !!(bits & MASK) || (!(bits & UNMASK) && (rules.all || !(said || !(bits & TYPED))));

/** Whether what is in this field may be told. */
export const mayTell = (element: Element, bits: number): boolean =>
  !isSecret(element) && (bits & (MASK | UNMASK)) === UNMASK;

/** What is in a field, as it may be told. */
export const typedText = (element: Element, text: string, bits: number): string =>
  mayTell(element, bits) ? hideNumbers(text, true) : stars(text);

/** The text of a text node, as it may be told. */
export function nodeText(text: string, parent: string, bits: number): string {
  if (hides(bits)) return stars(text);
  if (bits & (TYPED | UNMASK)) return hideNumbers(text, bits & TYPED);
  return parent === 'title' ? scrubText(text) : text;
}

/** An address in full. */
function absolute(address: string, base: string): string {
  if (!address || /^\s*(#|[a-z][\w+.-]*:)/i.test(address)) return address;
  return attempt(() => new URL(address, base).href) ?? address;
}

export const baseOf = (node: Node) => node.baseURI || location.href;

/** Style rules as they may be told, with their addresses in full. */
export function absoluteCss(css: string, base: string): string {
  const shown = rules.hideCss?.(css) ?? css;
  if (!/url\(|@import/i.test(shown)) return shown;
  return shown.replace(
    /(url\(\s*(["']?)|@import\s*(["']))([^"')\s]+)/gi,
    (_, before: string, _quote, _import, address: string) => before + scrubAddress(absolute(address, base)),
  );
}

/** An attribute as it may be told; undefined where it may not at all. */
export function attributeText(
  element: Element,
  tag: string,
  name: string,
  value: string,
  bits: number,
): string | undefined {
  const kind = kindOf(name);
  // What is said of a field is not typed; what stands in one is.
  const hidden = hides(bits, !(bits & TYPED) || matches(element, typed));
  if (name === 'value') {
    const isShown =
      /^(progress|meter|li)$/.test(tag) || (tag === 'input' && captions.test((element as HTMLInputElement).type));
    if (isShown && !hidden) return value;
    return fields.test(tag) ? typedText(element, value, bits) : stars(value);
  }
  if (tag === 'meta') {
    return name !== 'content' || harmless.test(attributeOf(element, 'name') ?? '') ? value : '';
  }
  if (kind === PLAIN || kind === FREE) return value;
  if (kind === DROPPED) return undefined;
  if (kind === BARE) return '';
  const address = (each: string) => scrubAddress(absolute(each, baseOf(element)));
  if (kind === ADDRESS) return hidden && (tag === 'a' || /^data:image\/svg/.test(value)) ? '' : address(value);
  if (kind === STYLE) return absoluteCss(value, baseOf(element));
  if (kind === SET) {
    return value.replace(/([^\s,]\S*[^\s,])(\s[^,]*)?/g, (_, each: string, rest = '') => address(each) + rest);
  }
  // In drawings names are what holds them together, and most else is how they look.
  if (kind !== SAID && !namespaceOf(element)?.endsWith('xhtml')) return value;
  // A name with a digit may be made of somebody's data.
  if (kind === NAMED) return hidden && /\d/.test(value) ? stars(value) : value;
  const hint = name === 'placeholder' || (name === 'label' && fields.test(tag));
  return hidden || (hint && !mayTell(element, bits)) ? stars(value) : scrubText(value);
}
