import { item, raw, string } from './bytes.ts';
import { attributeText, BLOCK, type MaskRules, mayTell, typedText } from './mask.ts';
import { attributeNames, attributeOf, matches, namespaceOf } from './natives.ts';

/** Fields whose state has to be looked at, because no event tells of every change. */
export const fields = new Set<HTMLInputElement>();
/** What was last told of a field. */
export let told = new WeakMap<Element, string>();

/** Names of elements that were told and are not defined yet. */
export const undefinedNames = new Set<string>();

export function forgetFields(): void {
  fields.clear();
  told = new WeakMap();
}

const isToggle = (field: HTMLInputElement) => /^(checkbox|radio)$/.test(field.type);

/** What a field holds, as far as it may be told. */
export function stateOf(field: HTMLInputElement, bits: number): [text: string, checked: boolean] {
  return [typedText(field, `${field.value}`, bits), isToggle(field) && field.checked];
}

function pair(name: string, value: string | number | boolean): void {
  raw(',');
  string(name);
  raw(',');
  item(value);
}

/** What an open popover looks like to a player, which cannot show it as one. */
export function popoverStyle(element: Element): string {
  try {
    if (!matches(element, ':popover-open')) return '';
  } catch {
    // A browser without popovers.
    return '';
  }
  return `;display:${getComputedStyle(element).display}!important;z-index:2147483647`;
}

export function openMode(dialog: Element): string {
  try {
    return matches(dialog, ':modal') ? 'modal' : 'non-modal';
  } catch {
    return 'non-modal';
  }
}

/** Writes the name and the attributes of an element; gives true where its children are not to be told. */
export function writeElement(element: Element, tag: string, bits: number, rules: MaskRules): boolean {
  const space = namespaceOf(element);
  const isHtml = space?.endsWith('xhtml');
  string(space?.endsWith('svg') ? `:${tag}` : isHtml && tag.includes('-') ? `+${tag}` : tag);
  if (isHtml && tag.includes('-') && !customElements.get(tag)) undefinedNames.add(tag);
  if (bits & BLOCK) {
    const { width, height } = element.getBoundingClientRect();
    pair('class', attributeOf(element, 'class') ?? '');
    pair('rr_width', `${width}px`);
    pair('rr_height', `${height}px`);
    return true;
  }
  const field = element as HTMLInputElement;
  const isField = isHtml && /^(input|textarea|select)$/.test(tag);
  const hasState = isField && !(tag === 'input' && /^(submit|button|reset|image)$/.test(field.type));
  for (const name of attributeNames(element)) {
    if (name === 'checked' || name === 'selected' || (tag === 'iframe' && name === 'src')) continue;
    if (name === 'value' && hasState && !isToggle(field)) continue;
    let value = attributeText(element, tag, name, attributeOf(element, name) ?? '', bits, rules);
    if (value === undefined) continue;
    if (name === 'popover') {
      const style = popoverStyle(element);
      if (style && !element.hasAttribute('style')) pair('style', style);
    } else if (name === 'style' && element.hasAttribute('popover')) value += popoverStyle(element);
    pair(name, value);
  }
  if (!isHtml) return false;
  if (hasState) {
    const [text, checked] = stateOf(field, bits);
    fields.add(field);
    told.set(field, text + checked);
    if (checked) pair('checked', true);
    if (text && !isToggle(field) && tag !== 'select') pair('value', text);
  } else if (tag === 'option') {
    const option = element as HTMLOptionElement;
    if (option.selected && mayTell(option, option.value, bits)) pair('selected', true);
  } else if (tag === 'audio' || tag === 'video') {
    const media = element as HTMLMediaElement;
    pair('rr_mediaState', media.paused ? 'paused' : 'played');
    pair('rr_mediaCurrentTime', media.currentTime);
    pair('rr_mediaPlaybackRate', media.playbackRate);
    pair('rr_mediaMuted', media.muted);
    pair('rr_mediaLoop', media.loop);
    pair('rr_mediaVolume', media.volume);
  } else if (tag === 'dialog' && (element as HTMLDialogElement).open) pair('rr_open_mode', openMode(element));
  return tag === 'textarea' || tag === 'noscript';
}
