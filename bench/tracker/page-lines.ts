/**
 * A document as lines, for comparing a page with its replay: elements with id, class and data attributes, texts, and
 * shadow roots. Not what recorders mask or rewrite on purpose: values of fields, scripts, styles, addresses. Runs in
 * the page, so it stands on nothing outside of itself.
 */
export function pageLines(document: Document): string[] {
  const lines: string[] = [];
  const open: Node[] = [document.body];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.nodeType === 3) {
      const text = (node.nodeValue ?? '').trim();
      if (text) lines.push(`"${text}"`);
      continue;
    }
    if (node.nodeType !== 1) continue;
    const element = node as Element;
    const tag = element.tagName.toLowerCase();
    if (['script', 'noscript', 'style', 'link', 'meta', 'option', 'textarea'].includes(tag)) continue;
    const data = element
      .getAttributeNames()
      .filter((name) => /^data-(?!ag-|rr)/.test(name))
      .toSorted()
      .map((name) => ` ${name}=${element.getAttribute(name)}`)
      .join('');
    // A player marks what the pointer is over by a class.
    const classes = [...element.classList].filter((name) => !name.startsWith(':')).join('.');
    lines.push(`<${tag} #${element.id} .${classes}${data}>`);
    const children = [...(element.shadowRoot?.childNodes ?? []), ...element.childNodes];
    for (let index = children.length - 1; index >= 0; index -= 1) open.push(children[index] as Node);
  }
  return lines;
}
