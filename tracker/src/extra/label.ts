import type { TrackerConfig } from '../../../contracts/tracker-config.ts';
import type { Inner } from '../inner.ts';
import { hostOf } from './selector.ts';

/** Text that visitors type or choose, which no label may carry. */
const typed = 'input,select,textarea,[contenteditable],[data-ag-mask],[data-ag-block]';

/** Whether the element is in one that the selector fits, through open shadow roots and same-origin frames. */
export function isIn(element: Element, selector: string): boolean {
  const host = hostOf(element.getRootNode() as Document);
  return !!element.closest(selector) || (!!host && isIn(host, selector));
}

/** What a person would call the element: its text or name, unless some of it is private. */
export function labelOf({ config, dataset }: Inner, element: Element): string | undefined {
  // Before the settings are there nobody knows what is private.
  if (dataset.mask === 'all' || config.mask !== 'inputs') return;
  // First, as all that is in it would have to be looked through.
  if (element.firstElementChild && !element.matches('a,button,summary')) return;
  const { mask, block } = config.selectors as TrackerConfig['selectors'];
  const secret = [typed, ...mask, ...block].join();
  if (element.querySelector(secret)) return;
  if (isIn(element, secret)) return;
  const text = element.getAttribute('aria-label') || (element.textContent as string);
  return /@|%40/.test(text) ? undefined : text.trim().slice(0, 80);
}
