/**
 * Changes a page at random, always in the same way for a seed. Runs in the page as text, so it stands on nothing
 * outside of itself.
 */
export interface Chaos {
  /** Changes the page every few ms until `halt`. */
  go(): void;
  halt(): void;
}

export function startChaos(seed: number): Chaos {
  let state = seed * 2_654_435_761;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number): number => Math.floor(random() * most);
  const word = (): string => upTo(1e9).toString(36).replace(/\d/g, 'x') || 'x';
  const root = document.querySelector('#chaos') as HTMLElement;
  const roots: ParentNode[] = [root];

  /** An element somewhere in the page, a shadow root or a frame; seldom the root itself. */
  const pick = (): HTMLElement => {
    const from = roots[upTo(roots.length)] ?? root;
    const all = from.querySelectorAll<HTMLElement>('div,p,b,ul,li,section');
    const found = all[upTo(all.length)];
    return found?.isConnected ? found : root;
  };
  const fresh = (depth = 0): HTMLElement => {
    const made = document.createElement(['div', 'p', 'b', 'ul', 'li', 'section'][upTo(6)] as 'div');
    if (upTo(2)) made.className = word();
    if (upTo(3) === 0) made.setAttribute('data-n', word());
    for (let count = upTo(4); count--; ) made.append(depth < 4 && upTo(3) ? fresh(depth + 1) : word());
    return made;
  };
  const textIn = (target: Node) => [...target.childNodes].find((node) => node.nodeType === 3) as Text | undefined;
  const sheetOf = (): CSSStyleSheet | null => document.querySelector<HTMLStyleElement>('#rules')?.sheet ?? null;
  /** Through shadow roots: what is in a node's own shadow cannot take the node in. */
  const insideOf = (target: Node, other: Node): boolean => {
    let at: Node | null = target;
    while (at && at !== other) at = at.parentNode ?? (at as Partial<ShadowRoot>).host ?? null;
    return at === other;
  };

  const deeds: ((target: HTMLElement) => void)[] = [
    (target) => target.append(fresh()),
    (target) => target.prepend(fresh(), word(), fresh()),
    (target) => target !== root && target.before(fresh(), word()),
    (target) => target !== root && target.remove(),
    (target) => target.firstChild?.remove(),
    (target) => {
      const other = pick();
      if (!insideOf(other, target)) other.append(target);
    },
    (target) => {
      const other = pick();
      if (target !== root && !insideOf(other, target) && other !== root) other.before(target);
    },
    (target) => target.append(...[...target.childNodes].sort(() => random() - 0.5)),
    (target) => target.append(...[...target.childNodes].reverse()),
    (target) => target !== root && target.replaceChildren(fresh(), word()),
    (target) => target !== root && target.replaceWith(fresh()),
    (target) => {
      if (target !== root)
        target.innerHTML = `<p>${word()}<b title="${word()}">${word()}</b></p>${word()}<!--${word()}-->`;
    },
    (target) =>
      target.insertAdjacentHTML('afterbegin', `<svg viewBox="0 0 9 9"><g><path d="M0 0h${upTo(9)}"/></g></svg>`),
    (target) => target.setAttribute(['title', 'lang', 'data-k', 'aria-label', 'hidden'][upTo(5)] ?? 'id', word()),
    (target) => target.removeAttribute(['title', 'lang', 'data-k', 'class', 'style'][upTo(5)] ?? 'id'),
    (target) => target.classList.toggle(word().slice(0, 1)),
    (target) => target.style.setProperty(['color', 'margin-top', '--x', 'width'][upTo(4)] ?? '', `${upTo(9)}px`),
    (target) => target.style.removeProperty(['color', 'margin-top', '--x'][upTo(3)] ?? ''),
    (target) => {
      const text = textIn(target);
      if (text) text.data = word();
    },
    (target) => {
      const text = textIn(target);
      if (text && text.length > 1) text.splitText(1);
    },
    // A text in place of a text, new or from elsewhere, as `textContent` changes what is said.
    (target) => textIn(target)?.replaceWith(word()),
    (target) => {
      const other = textIn(pick());
      if (other) textIn(target)?.replaceWith(other);
    },
    (target) => target.normalize(),
    (target) => target.append(target.cloneNode(upTo(2) === 1)),
    // A subtree that is taken out, changed, and put back in one go.
    (target) => {
      const { parentNode, nextSibling } = target;
      if (target === root || !parentNode) return;
      target.remove();
      target.append(fresh());
      target.firstChild?.remove();
      parentNode.insertBefore(target, nextSibling);
    },
    // Added and taken away before anybody could see it.
    (target) => {
      const made = fresh();
      target.append(made);
      made.append(word());
      made.remove();
    },
    // What moves takes something new along.
    (target) => {
      const made = fresh();
      target.append(made);
      if (target.firstChild && target.firstChild !== made) made.append(target.firstChild);
    },
    (target) => {
      if (roots.length > 12 || target.shadowRoot || !/^(DIV|P|SECTION)$/.test(target.tagName)) return;
      const shadow = target.attachShadow({ mode: 'open' });
      shadow.append(fresh(), '', fresh());
      roots.push(shadow);
    },
    () => {
      const sheet = sheetOf();
      sheet?.insertRule(`.${word()} { color: rgb(${upTo(255)}, 0, 0); }`, upTo(sheet.cssRules.length + 1));
    },
    () => {
      const sheet = sheetOf();
      if (sheet && sheet.cssRules.length > 2) sheet.deleteRule(upTo(sheet.cssRules.length));
    },
    () => {
      const rule = sheetOf()?.cssRules[0] as CSSStyleRule | undefined;
      rule?.style.setProperty(['color', 'opacity', 'margin'][upTo(3)] ?? '', `${upTo(9)}`, upTo(2) ? 'important' : '');
    },
    () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`.${word()} { margin: ${upTo(9)}px; }`);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets.slice(-2), sheet];
    },
    () => {
      const box = document.querySelector<HTMLInputElement>('#check');
      if (box) box.checked = !box.checked;
    },
    () => {
      const field = document.querySelector<HTMLInputElement>('#field');
      if (field) field.value = word();
    },
  ];

  let timer = 0;
  const turn = () => {
    for (let count = 1 + upTo(12); count--; ) deeds[upTo(deeds.length)]?.(pick());
    // It neither dies out nor takes the machine.
    const size = root.querySelectorAll('*').length;
    if (size < 300) for (let count = 40; count--; ) root.append(fresh());
    if (size > 3_000) for (let count = root.childNodes.length >> 1; count--; ) root.firstChild?.remove();
    timer = window.setTimeout(turn, upTo(8));
  };
  return {
    go: turn,
    halt: () => clearTimeout(timer),
  };
}
