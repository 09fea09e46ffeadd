/** What a shadow root or the document of a same-origin frame stands in. */
export const hostOf = ({ host, defaultView }: Document & { host?: Element }): Element | null | undefined =>
  host || defaultView?.frameElement;

/**
 * A selector for the element that survives re-rendering: by the nearest stable id, then by tag and position
 * among siblings. An id with a digit may be generated, so it is not used, and neither is any class. Through
 * open shadow roots and same-origin frames the parts are joined by ` >>> `.
 */
export function selectorOf(element: Element): string {
  const root = element.getRootNode() as Document & { host?: Element };
  const parts: string[] = [];
  for (let node: Element | null = element; node && !parts[20]; node = node.parentElement) {
    const { id, localName } = node;
    if (/^[a-z][a-z_-]*$/i.test(id) && !root.querySelectorAll(`#${id}`)[1]) {
      parts.unshift(`#${id}`);
      break;
    }
    // In a table of thousands of rows, to list them would take milliseconds.
    let place = 0;
    for (let twin: Element | null = node; twin; twin = twin.previousElementSibling) {
      if (twin.localName === localName) place++;
    }
    parts.unshift(localName + (node.matches(':only-of-type') ? '' : `:nth-of-type(${place})`));
  }
  const host = hostOf(root);
  return ((host ? `${selectorOf(host)} >>> ` : '') + parts.join(' > ')).slice(-512);
}
