import { ADDRESS, DROPPED, MASK, NAMED, PLAIN, SET, STYLE, TYPED, UNMASK } from './bits.ts';
import { hideCss } from './hide-css.ts';
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
import { isCardNumber, scrubAddress, scrubText, stars } from './scrub-text.ts';

/** What the page and the project ask for. */
export interface MaskRules {
  /** All text, not only what is typed. */
  all: boolean;
  /** Selectors; `mask` always has `[data-ag-mask]` and so on. */
  mask: string;
  unmask: string;
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
  marks = [given.mask, given.unmask, typed];
  anyMark = marks.join();
};

const typed = 'option,optgroup,textarea,[contenteditable]:not([contenteditable=false])';
/** Masked whatever anybody unmasks. */
const never = '[type=password],[type=hidden],[autocomplete^=cc-],[autocomplete*=password],[autocomplete^=one-time]';
const fields = /^(input|textarea|select|opt.*|button)$/;
/** What a button says is part of the page. */
export const captions = /^(submit|button|reset|image)$/;
const harmless = /^(viewport|color-scheme|theme-color)$/;

/** Kinds of attributes by name, in the order of their numbers; the first that fits. */
const kinds = [
  /^on|^(srcdoc|nonce)$/,
  /^(href|src|action|formaction|poster|data|cite|ping|background|xlink:href|manifest)$/,
  /^(image)?srcset$/,
  /^data-ag-|^contenteditable$/,
  // What says something to people.
  /^(title|alt|label|placeholder|summary|abbr|download|aria-(label|description|placeholder|valuetext|roledescription)|data-.*)$/,
  /^style$/,
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
  const { mask, unmask, block } = rules;
  // Selectors are tried on what they may fit: most elements are nothing special.
  if (!mayMark(names) && !/^(opt|textarea)/.test(tag)) return 0;
  return [mask, unmask, typed, block].reduce(
    (bits, selector, index) => bits | (+matches(element, selector) << index),
    0,
  );
}

/** What holds for a node by all that it stands in, through shadow roots and frames. */
export function bitsOf(node: Node): number {
  let bits = 0;
  let next: Node | null | undefined;
  for (let at: typeof next = node; at; at = next) {
    next = parentNode(at) ?? holderOf(at);
    if (typeOf(at) !== 1) continue;
    next = holderOf(rootOf(at));
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
export const mayTell = (element: Element, text: string, bits: number): boolean =>
  (bits & (MASK | UNMASK)) === UNMASK && !matches(element, never) && !isCardNumber(text);

/** What is in a field, as it may be told. */
export const typedText = (element: Element, text: string, bits: number): string =>
  mayTell(element, text, bits) ? text : stars(text);

/** The text of a text node, as it may be told. */
export function nodeText(text: string, parent: string, bits: number): string {
  if (hides(bits) || (bits & TYPED && isCardNumber(text))) return stars(text);
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
  const shown = rules.all ? hideCss(css) : css;
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
  if (name === 'value') {
    const shown =
      /^(progress|meter|li)$/.test(tag) ||
      (tag === 'input' && captions.test((element as HTMLInputElement).type) && !hides(bits, true));
    return shown || (fields.test(tag) && mayTell(element, value, bits)) ? value : stars(value);
  }
  if (tag === 'meta') {
    return name !== 'content' || harmless.test(attributeOf(element, 'name') ?? '') ? value : '';
  }
  if (kind < 0 || kind === PLAIN) return value;
  if (kind === DROPPED) return undefined;
  if (kind === ADDRESS) return scrubAddress(absolute(value, baseOf(element)));
  if (kind === STYLE) return absoluteCss(value, baseOf(element));
  // A name with a digit may be made of somebody's data. In drawings names are what holds them together.
  if (kind === NAMED)
    return /\d/.test(value) && hides(bits, true) && !namespaceOf(element)?.endsWith('svg') ? stars(value) : value;
  if (kind === SET) {
    return value
      .split(/,\s+/)
      .map((each) => each.replace(/\S+/, (address) => scrubAddress(absolute(address, baseOf(element)))))
      .join(', ');
  }
  const hint = name === 'placeholder' || (name === 'label' && fields.test(tag));
  return hides(bits, true) || (hint && !mayTell(element, value, bits)) ? stars(value) : scrubText(value);
}
