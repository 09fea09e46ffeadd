/** Browsers refuse canvases with a longer side. */
const longestSide = 16_000;
const dropped = 'script, noscript, iframe, object, embed, link, base, meta';

/**
 * A picture of the page with the heat on it. The page is drawn through an SVG image, in which nothing runs
 * and nothing is loaded; should a browser not draw it, the heat stands on white.
 */
export async function pageImage(
  page: Document | undefined,
  { width, height }: { width: number; height: number },
  heat: CanvasImageSource,
  opacity: number,
): Promise<Blob> {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw a picture of this size.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const drawn = page && (await loadImage(pageSvg(page, width, height)));
  if (drawn) context.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  context.globalAlpha = opacity;
  context.drawImage(heat, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be written.'))),
      'image/png',
    );
  });
}

/** The page as an SVG document that holds its HTML. */
export function pageSvg(page: Document, width: number, height: number): string {
  const root = copyOf(page.documentElement);
  root.querySelector('head')?.append(styleElement(page, rulesOf(page.adoptedStyleSheets ?? [])));
  for (const element of root.querySelectorAll(dropped)) element.remove();
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const { name } of [...element.attributes]) {
      // Frameworks write names such as `@click`, which HTML takes and XML does not.
      if (!/^[a-z_][\w.-]*$/i.test(name)) element.removeAttribute(name);
    }
  }
  const html = new XMLSerializer().serializeToString(root).replaceAll(controlCharacters, '');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${html}</foreignObject></svg>`;
}

/** A copy with what a plain clone leaves out: rules that scripts inserted, and what is in open shadow roots. */
function copyOf(element: Element): Element {
  const copy = element.cloneNode(true) as Element;
  const copies = copy.querySelectorAll('*');
  for (const [index, original] of element.querySelectorAll('*').entries()) {
    const twin = copies[index];
    if (twin && original.localName === 'style') twin.textContent = rulesOf([(original as HTMLStyleElement).sheet]);
    if (twin && original.shadowRoot) twin.replaceChildren(...shadowCopy(original.shadowRoot));
  }
  return copy;
}

/** What is in a shadow root as children of its host, its styles held to the host by `@scope`. */
function shadowCopy(root: ShadowRoot): Element[] {
  const copies = [...root.children].map((child) => {
    if (child.localName !== 'style') return copyOf(child);
    return styleElement(root.ownerDocument, scoped(rulesOf([(child as HTMLStyleElement).sheet])));
  });
  return [...copies, styleElement(root.ownerDocument, scoped(rulesOf(root.adoptedStyleSheets ?? [])))];
}

const scoped = (rules: string) => `@scope { ${rules.replaceAll(':host', ':scope')} }`;

function rulesOf(sheets: readonly (CSSStyleSheet | null)[]): string {
  return sheets.flatMap((sheet) => [...(sheet?.cssRules ?? [])].map((rule) => rule.cssText)).join('\n');
}

function styleElement(page: Document, rules: string): Element {
  const style = page.createElement('style');
  style.textContent = rules;
  return style;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML forbids
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Null when the browser cannot read it as an image. */
function loadImage(svg: string): Promise<HTMLImageElement | null> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => resolve(null);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
}
