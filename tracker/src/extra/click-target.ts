import { selectorOf } from './selector.ts';

/** Where on which element something happened, as the beacon's click events carry it. */
export interface Target {
  selector: string;
  label?: string | undefined;
  x: number;
  y: number;
  pageX: number;
  pageY: number;
  pageWidth: number;
  pageHeight: number;
}

/** The element a click is counted on: the control around what was hit, or what was hit itself. */
export const clickedElement = (hit: Element): Element =>
  hit.closest('a,button,input,select,textarea,label,summary,[role=button]') || hit;

/**
 * Describes where an event hit the element: shares of its box, and CSS px on the top document. `left` and
 * `top` are where the element's frame stands there. A key press counts in the middle.
 */
export function describe(element: Element, event: MouseEvent, left: number, top: number): Target {
  const box = element.getBoundingClientRect();
  const x = event.detail ? event.clientX : box.x + box.width / 2;
  const y = event.detail ? event.clientY : box.y + box.height / 2;
  const share = (value: number) => (value > 0 ? Math.min(1, value) : 0);
  const root = document.documentElement;
  return {
    selector: selectorOf(element),
    x: share((x - box.x) / box.width),
    y: share((y - box.y) / box.height),
    pageX: Math.abs(x + left + scrollX),
    pageY: Math.abs(y + top + scrollY),
    pageWidth: root.scrollWidth,
    pageHeight: root.scrollHeight,
  };
}
