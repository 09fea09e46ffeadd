/**
 * A page as lines that can be compared: elements, attributes, text, shadow roots, frames, styles, and the state
 * of fields. The live page is told as it may be told: what the guide calls private reads as a recording shows it.
 * Runs in the page, in a world of its own, so that what the page overwrote does not reach it. Past 200 lines,
 * because it is sent there as one.
 */
import { hideNumbers, scrubAddress, scrubText, stars } from '../../src/recorder/scrub-text.ts';

export interface TreeOptions {
  /** Whether this is the page itself, and not its replay. */
  live: boolean;
  /** All text is masked but what the page shows on purpose. */
  maskAll: boolean;
  /** Address of the page, against which others are resolved. */
  base: string;
}

/** An element's place among the lines, how far it is scrolled, and how far it could be. */
export type Scroll = [line: number, left: number, top: number, maxLeft: number, maxTop: number];

/** An audio's or video's place among the lines, how it plays, its time in s, and how fast that goes on. */
export type Media = [line: number, state: string, time: number, speed: number];

export interface PageTree {
  lines: string[];
  /** Of what is scrolled; in a replay of all that could be. */
  scrolls: Scroll[];
  media: Media[];
  /** By the page's clock, ms. */
  at: number;
}

/** A form's own fields stand in for what they are named after. */
function native<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
): (node: Owner) => Owner[Name] {
  const get = Object.getOwnPropertyDescriptor(owner, name)?.get;
  if (!get) throw new Error(`There is no ${String(name)}.`);
  return (node) => get.call(node);
}
const typeOf = native(Node.prototype, 'nodeType');
const firstOf = native(Node.prototype, 'firstChild');
const nextOf = native(Node.prototype, 'nextSibling');
const namesOf = native(Element.prototype, 'attributes');

const html = 'http://www.w3.org/1999/xhtml';
const never =
  'input[type=password],input[type=hidden],[autocomplete*=cc- i],[autocomplete*=password i],[autocomplete*=one-time i]';
const typed = 'option,optgroup,selectedcontent,textarea,[contenteditable]:not([contenteditable=false])';
const textual = /^(text|search|tel|url|email|password|hidden|submit|button|reset)$/;
const captions = /^(submit|button|reset)$/;
const addresses = /^(href|src|action|formaction|poster|data|cite|background|xlink:href)$/;
/** What a page needs to look as it does; of drawings all but what is said. */
const looks =
  /^(class|type|rel|media|width|height|(col|row)s(pan)?|dir|lang|role|open|hidden|slot|part|sizes?|v?align|(bg)?color|border|cell.*|x(ml|link).*|data-ag-.*|contenteditable)$/;
const said = /^(title|aria-(label|description|placeholder|valuetext|roledescription|describedby)|data-.*)$/;
/** What frameworks keep for themselves, and what is called a secret. */
const bare = /[:@]|^(x|hx|ng)-|token|csrf|secret|passw/;
/** What shows nothing by itself. */
const left = /^(script|noscript|meta|link|base|template)$/;
/** What a replay cannot have, or tells in another way. */
const unsaid =
  /^(on.*|rr_.*|srcdoc|nonce|integrity|crossorigin|autofocus|autoplay|loading|srcset|sizes|ping|value|checked|selected|_csstext|is|autocomplete)$/i;

/** Tells a document. `isPlaying` says whether an audio or video plays, or would in a replay that goes on. */
export function pageTree(
  root: Document,
  { live, maskAll, base }: TreeOptions,
  isPlaying = (media: HTMLMediaElement) => !media.paused,
): PageTree {
  const lines: string[] = [];
  const scrolls: Scroll[] = [];
  const media: Media[] = [];
  /** What is selected in the document that is told, and where its ends are among the lines. */
  let selected: Selected | undefined;

  const isMasked = (element: Element | null) => within(element, '[data-ag-mask]');
  const isOpen = (element: Element | null) => within(element, '[data-ag-unmask]') && !isMasked(element);
  const hides = (element: Element | null): boolean => isMasked(element) || (maskAll && !isOpen(element));
  const mayTell = (element: Element): boolean => isOpen(element) && !element.closest(never);
  const enteredText = (element: Element, text: string) => (mayTell(element) ? hideNumbers(text, true) : stars(text));
  /** What is said of a field is the page's, what stands in one is not. */
  const hidesSaid = (element: Element): boolean =>
    hides(element) || (within(element, typed) && !element.matches(typed) && !isOpen(element));

  function addressOf(value: string): string {
    if (value.startsWith('#') || /^(data:image|blob:)/.test(value))
      return value.startsWith('#') ? '' : value.slice(0, 40);
    const absolute = URL.canParse(value, base) ? new URL(value, base).href : value;
    const told = live ? scrubAddress(absolute) : absolute;
    return told === scrubAddress(base) ? '' : told.replace(/^\w+:\/\/[^/]*/, '');
  }

  function attributeOf(element: Element, tag: string, name: string, value: string): string | undefined {
    if (unsaid.test(name) || (name === 'name' && value in Node.prototype) || (/^i?frame$/.test(tag) && name === 'src'))
      return undefined;
    if (name === 'style') {
      const style = styleOf((element as HTMLElement).style);
      return style.replace(/(^|; )(display: \w+ !important; |)z-index: 2147483647/, '') || undefined;
    }
    if (name === 'class') {
      const kept = value.split(/\s+/).filter((part) => part && !/^(:\w|rrweb-)/.test(part));
      return kept.join(' ') || undefined;
    }
    if (addresses.test(name)) {
      const isLeft = hidesSaid(element) && (tag === 'a' || /^data:image\/svg/.test(value));
      return live && isLeft ? '' : addressOf(value);
    }
    if (!live || looks.test(name)) return value;
    if (bare.test(name)) return '';
    if (!said.test(name) && element.namespaceURI !== html) return value;
    // A name with a digit may be made of somebody's data.
    if (!said.test(name) && /^(id|for|name|aria-.*)$/.test(name))
      return hidesSaid(element) && /\d/.test(value) ? stars(value) : value;
    const entered = name === 'placeholder' || (name === 'label' && /^opt/.test(tag));
    return hidesSaid(element) || (entered && !mayTell(element)) ? stars(value) : scrubText(value);
  }

  function stateOf(element: Element, tag: string): string[] {
    const state: string[] = [];
    if (tag === 'input') {
      const { type, value, checked } = element as HTMLInputElement;
      if (textual.test(type) && value) state.push(`value=${JSON.stringify(fieldOf(element, type, value))}`);
      if (/^(checkbox|radio)$/.test(type) && checked) state.push('checked');
    } else if (tag === 'textarea') {
      const { value } = element as HTMLTextAreaElement;
      if (value) state.push(`value=${JSON.stringify(fieldOf(element, '', value))}`);
    } else if (tag === 'option' && (element as HTMLOptionElement).selected && isOpen(element)) state.push('selected');
    else if (tag === 'dialog' && element.matches('[open]:modal')) state.push('modal');
    else if (element.hasAttribute('popover') && (live ? element.matches(':popover-open') : isRaised(element))) {
      state.push('popover-open');
    }
    // A player shows all as defined: most are so a moment later, and it cannot define what is there already.
    if (!live && element.namespaceURI === html && element.matches(':not(:defined)')) state.push('undefined');
    return state;
  }

  function fieldOf(element: Element, type: string, value: string): string {
    if (!live) return value;
    if (captions.test(type)) return hides(element) ? stars(value) : value;
    return enteredText(element, value);
  }

  function textOf(text: string, parent: Element | null): string {
    if (!live || !parent) return text;
    if (parent.localName === 'title') return maskAll ? stars(text) : scrubText(text);
    const isTyped = within(parent, typed);
    if (hides(parent) || (isTyped && !isOpen(parent))) return stars(text);
    return isTyped || isOpen(parent) ? hideNumbers(text, isTyped) : text;
  }

  function scrollOf(element: Element): void {
    const { scrollLeft, scrollTop } = element;
    if (live && !scrollLeft && !scrollTop) return;
    const most = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight] as const;
    if (live || scrollLeft || scrollTop || most[0] > 0 || most[1] > 0)
      scrolls.push([lines.length, scrollLeft, scrollTop, ...most]);
  }

  function mediaOf(element: HTMLMediaElement): void {
    const { volume, muted, loop, playbackRate, currentTime } = element;
    const playing = isPlaying(element);
    const state = [playing ? 'plays' : 'is paused', `volume ${volume}`, muted && 'muted', loop && 'loop'];
    const told = [...state, `rate ${playbackRate}`].filter(Boolean).join(', ');
    media.push([lines.length, told, currentTime, playing ? playbackRate : 0]);
  }

  function sheetOf(sheet: CSSStyleSheet, pad: string, kind: string): void {
    lines.push(`${pad}${kind}`);
    ruleLines(sheet.cssRules, `${pad} `);
  }

  function ruleLines(rules: CSSRuleList, pad: string): void {
    for (const rule of rules) {
      const { selectorText, style, cssRules } = rule as CSSStyleRule;
      if (selectorText !== undefined && style) {
        const own = selectors(selectorText).filter((selector) => !selector.includes('\\:hover'));
        lines.push(`${pad}${own.join(', ')} { ${styleOf(style)} }`);
        if (cssRules?.length) ruleLines(cssRules, `${pad} `);
      } else if (cssRules) {
        lines.push(`${pad}${rule.cssText.slice(0, rule.cssText.indexOf('{')).trim()}`);
        ruleLines(cssRules, `${pad} `);
      } else lines.push(pad + withoutUrls(rule.cssText));
    }
  }

  function children(parent: ParentNode & Node, pad: string): void {
    let text = '';
    const host = typeOf(parent) === 1 ? (parent as unknown as Element) : null;
    const flush = () => {
      const told = textOf(text, host);
      const apart = typeOf(parent) === 9 || host?.localName === 'head' || host?.localName === 'html';
      if (text && !(apart && !text.trim())) lines.push(`${pad}${JSON.stringify(told)}`);
      text = '';
    };
    let index = 0;
    for (let child = firstOf(parent); child; child = nextOf(child)) {
      const type = typeOf(child);
      mark(parent, text.length, index++);
      if (type === 3) mark(child, text.length);
      if (type === 3 || type === 4) text += child.nodeValue ?? '';
      else if (type === 10) {
        const { name, publicId } = child as DocumentType;
        // The player's way to a document in quirks mode.
        if (live || !publicId.includes('HTML 4.0 Transitional'))
          lines.push(`${pad}!doctype ${name} ${publicId}`.trimEnd());
      } else if (type === 1) {
        if (isLeft(child as Element)) continue;
        flush();
        elementOf(child as Element, pad);
      }
    }
    mark(parent, text.length, index);
    flush();
  }

  /** Notes which end of the selection is in a text, or before the child of that index, and after how many letters there. */
  function mark(node: Node, letters: number, index?: number): void {
    if (!selected) return;
    const { startContainer, startOffset, endContainer, endOffset } = selected.range;
    const place = (offset: number) => `${lines.length}:${letters + (index === undefined ? offset : 0)}`;
    if (node === startContainer && (index ?? startOffset) === startOffset) selected.start = place(startOffset);
    if (node === endContainer && (index ?? endOffset) === endOffset) selected.end = place(endOffset);
  }

  function isLeft(element: Element): boolean {
    const tag = element.localName;
    if (tag === 'link') return !(element as HTMLLinkElement).sheet;
    if (left.test(tag)) return true;
    // The player's own, before the head.
    return !live && tag === 'style' && element.parentElement?.localName === 'html' && !element.previousElementSibling;
  }

  function elementOf(element: Element, pad: string): void {
    const tag = element.localName;
    const sheet = (element as HTMLStyleElement).sheet as CSSStyleSheet | null | undefined;
    if (tag === 'style' || tag === 'link') {
      if (sheet && isReadable(sheet)) sheetOf(sheet, pad, `<style>${sheet.media.mediaText}`);
      return;
    }
    const space = element.namespaceURI === html ? '' : `${element.namespaceURI?.split('/').at(-1)}:`;
    if (element.matches('[data-ag-block]') || isBox(element)) {
      lines.push(`${pad}<${space + tag} box>`);
      return;
    }
    scrollOf(element);
    if (element.namespaceURI === html && /^(audio|video)$/.test(tag)) mediaOf(element as HTMLMediaElement);
    lines.push(`${pad}<${[space + tag, ...attributesOf(element, tag), ...stateOf(element, tag)].join(' ')}>`);
    if (tag === 'textarea') return;
    const inside = `${pad} `;
    const { shadowRoot } = element;
    if (shadowRoot) {
      lines.push(`${inside}#shadow`);
      for (const own of shadowRoot.adoptedStyleSheets) sheetOf(own, `${inside} `, '#adopted');
      children(shadowRoot, `${inside} `);
    }
    const inner = /^i?frame$/.test(tag) ? documentOf(element as HTMLIFrameElement) : undefined;
    if (inner) documentLines(inner, inside);
    else children(element, inside);
  }

  function attributesOf(element: Element, tag: string): string[] {
    const told: string[] = [];
    for (const { name, value } of namesOf(element)) {
      const shown = attributeOf(element, tag, name, value);
      if (shown !== undefined) told.push(`${name}=${JSON.stringify(shown)}`);
    }
    return told.sort();
  }

  function documentLines(page: Document, pad: string): void {
    // The player brings frames into no other mode.
    lines.push(`${pad}#document ${page === root ? page.compatMode : ''}`);
    for (const own of page.adoptedStyleSheets) sheetOf(own, `${pad} `, '#adopted');
    const outer = selected;
    selected = selectedIn(page);
    children(page, `${pad} `);
    if (selected) lines.push(`${pad}#selected from ${selected.start} to ${selected.end}`);
    selected = outer;
  }

  documentLines(root, '');
  lines.push(
    ...[...root.fonts]
      .map(({ family, style, weight, status }) => `#font ${family} ${style} ${weight} ${status}`)
      .sort(),
  );
  return { lines, scrolls, media, at: Date.now() };
}

interface Selected {
  range: Range;
  start?: string;
  end?: string;
}

/** A mere caret is nothing. */
function selectedIn(page: Document): Selected | undefined {
  const selection = page.getSelection();
  return selection?.rangeCount && !selection.isCollapsed ? { range: selection.getRangeAt(0) } : undefined;
}

/** Whether an element stands in one that fits, through shadow roots and frames. */
function within(element: Element | null, selector: string): boolean {
  for (let at = element; at; ) {
    if (at.closest(selector)) return true;
    const root = at.getRootNode() as Partial<Pick<ShadowRoot, 'host'> & Pick<Document, 'defaultView'>>;
    at = root.host ?? root.defaultView?.frameElement ?? null;
  }
  return false;
}

/** What a blocked element leaves: a size. */
function isBox(element: Element): boolean {
  const { style } = element as HTMLElement;
  const bare = !firstOf(element) && [...namesOf(element)].every(({ name }) => /^(class|style|rr_.*)$/.test(name));
  return bare && style?.length === 2 && /px$/.test(style.width) && /px$/.test(style.height);
}

/** A player cannot show a popover as one, only above everything else. */
const isRaised = (element: Element) => (element as HTMLElement).style.zIndex === '2147483647';

/** The document in a frame that may be read and has something in it. */
function documentOf(frame: HTMLIFrameElement): Document | undefined {
  try {
    const inner = frame.contentDocument;
    return inner && (inner.head?.firstChild || inner.body?.firstChild || inner.body?.attributes.length)
      ? inner
      : undefined;
  } catch {
    return undefined;
  }
}

function isReadable(sheet: CSSStyleSheet): boolean {
  try {
    return sheet.cssRules.length >= 0;
  } catch {
    return false;
  }
}

/** Declarations in the order of their names, without where files are. */
function styleOf(style: CSSStyleDeclaration | undefined): string {
  if (!style) return '';
  const told: string[] = [];
  for (const name of style) {
    // Longhands of a shorthand with variables have no value, and browsers write such rules down with losses.
    const value = style.getPropertyValue(name);
    if (value) told.push(`${name}: ${value}${style.getPropertyPriority(name) && ' !important'}`);
  }
  return withoutUrls(told.sort().join('; '));
}

const withoutUrls = (text: string): string => text.replace(/url\((["']?)(?!data:)[^)]*?([^/)"']*)\1\)/g, 'url($2)');

/** The parts of a selector list. */
function selectors(text: string): string[] {
  const parts: string[] = [''];
  let level = 0;
  for (const letter of text) {
    if (letter === '(' || letter === '[') level += 1;
    if (letter === ')' || letter === ']') level -= 1;
    if (letter === ',' && !level) parts.push('');
    else parts.push((parts.pop() ?? '') + letter);
  }
  return parts.map((part) => part.trim());
}
