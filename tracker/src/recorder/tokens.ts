import { BLOCK } from './bits.ts';
import { item, raw } from './bytes.ts';
import { anew } from './changes.ts';
import { attributeText, captions, mayTell, typedText } from './mask.ts';
import { attributeOf, fits, namespaceOf } from './natives.ts';

/** What a player is told of media. */
export const mediaState = ['currentTime', 'volume', 'muted', 'loop', 'playbackRate'] as const;
/** Fields whose state has to be looked at, because no event tells of every change. */
export const fields = new Set<Node>();
/** What was last told of a field. */
export let told = new WeakMap<Node, string>();

export function forgetFields(): void {
  boxes.disconnect();
  fields.clear();
  told = new WeakMap();
}

/** The size of a blocked element, as the player is told it. */
function boxOf(element: Element): [width: string, height: string] {
  const { width, height } = element.getBoundingClientRect();
  return [`${width}px`, `${height}px`];
}
/** Blocked elements: one whose size is not what was told is told anew. */
export const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) if (told.get(target) !== `${boxOf(target)}`) anew.add(target);
});

const isToggle = (field: HTMLInputElement) => /^(checkbox|radio)$/.test(field.type);

/** What a field holds, as far as it may be told. */
export function stateOf(field: HTMLInputElement, bits: number): [text: string, checked: boolean] {
  return [typedText(field, `${field.value}`, bits), isToggle(field) && field.checked];
}

function pair(name: string, value: string | number | boolean | null): void {
  raw(',');
  item(name);
  raw(',');
  item(value);
}

/** Writes name and value of an attribute as it is now, if it is to be told. */
export function writeAttribute(element: Element, tag: string, name: string, bits: number): void {
  const value = attributeOf(element, name);
  if (name === 'checked' || name === 'selected' || (name === 'src' && tag === 'iframe')) return;
  if (name === 'value' && fields.has(element) && !isToggle(element as HTMLInputElement)) return;
  if (name === 'open' && tag === 'dialog' && value !== null) {
    pair('rr_open_mode', fits(element, ':modal') ? 'modal' : 'non-modal');
  }
  // A player cannot show a popover as one.
  const shown =
    name === 'style' && attributeOf(element, 'popover') !== null && fits(element, ':popover-open')
      ? `;display:${getComputedStyle(element).display}!important;z-index:2147483647`
      : '';
  const text = value === null ? null : attributeText(element, tag, name, value, bits);
  if (text !== undefined) pair(name, text === null && !shown ? null : (text ?? '') + shown);
}

/** Writes the name and the attributes of an element; gives true where its children are not to be told. */
export function writeElement(element: Element, tag: string, names: string[], bits: number): boolean {
  const space = namespaceOf(element);
  const isHtml = space?.endsWith('xhtml');
  item(space?.endsWith('svg') ? `:${tag}` : isHtml && tag.includes('-') ? `+${tag}` : tag);
  if (bits & BLOCK) {
    const box = boxOf(element);
    told.set(element, `${box}`);
    boxes.observe(element);
    pair('class', attributeOf(element, 'class') ?? '');
    pair('rr_width', box[0]);
    pair('rr_height', box[1]);
    return true;
  }
  const field = element as HTMLInputElement;
  const isField = isHtml && /^(input|textarea|select)$/.test(tag) && !captions.test(field.type);
  if (isField) fields.add(field);
  if (names.includes('popover') && !names.includes('style')) names.push('style');
  for (const name of names) writeAttribute(element, tag, name, bits);
  if (isField) {
    const [text, checked] = stateOf(field, bits);
    told.set(field, text + checked);
    if (checked) pair('checked', true);
    if (text && !isToggle(field) && tag !== 'select') pair('value', text);
  } else if (tag === 'option') {
    if ((element as HTMLOptionElement).selected && mayTell(element, bits)) pair('selected', true);
  } else if (isHtml && /^(audio|video)$/.test(tag)) {
    const media = element as HTMLMediaElement;
    pair('rr_mediaState', media.paused ? 'paused' : 'played');
    for (const name of mediaState) pair(`rr_media${name[0]?.toUpperCase()}${name.slice(1)}`, media[name]);
  }
  return tag === 'textarea' || tag === 'noscript';
}
