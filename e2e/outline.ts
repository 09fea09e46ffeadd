/**
 * Runs inside a page: the tree below `main` as lines of tag, id, class, masked value and text, so that
 * a live page and its replay can be compared. Scripts are left out: a replay has none.
 */
export function outline(root: Element): string[] {
  const lines: string[] = [];
  const visit = (node: Node, depth: number): void => {
    if (node.nodeType === 3) {
      const text = (node.textContent ?? '').trim();
      if (text) lines.push(`${' '.repeat(depth)}"${text}"`);
      return;
    }
    if (node.nodeType !== 1) return;
    const element = node as HTMLInputElement;
    const tag = element.tagName.toLowerCase();
    if (tag === 'script' || tag === 'noscript') return;
    const value = tag === 'input' && element.type !== 'hidden' ? ` value=${'*'.repeat(element.value.length)}` : '';
    lines.push(
      `${' '.repeat(depth)}<${tag} #${element.id} .${[...element.classList].filter((name) => name !== ':hover').join(' ')}${value}>`,
    );
    for (const child of node.childNodes) visit(child, depth + 1);
  };
  visit(root, 0);
  return lines;
}
