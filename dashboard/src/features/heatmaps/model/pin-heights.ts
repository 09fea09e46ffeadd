/** Beyond so many elements measuring costs more than a stretched hero does harm. */
const mostElements = 20_000;
const mostPasses = 4;

/**
 * Shows a whole page in a frame as tall as itself. What is measured in `vh` would grow with the frame, so
 * elements whose height changes when it grows are held at what they had in the visitor's window. Answers the
 * page's height.
 */
export function showWholePage(frame: HTMLIFrameElement, windowHeight: number): number {
  const page = frame.contentDocument;
  if (!page?.body) return windowHeight;
  const elements = [...page.body.querySelectorAll<HTMLElement>('*')].slice(0, mostElements);
  frame.style.height = `${windowHeight}px`;
  const before = elements.map((element) => element.offsetHeight);
  frame.style.height = `${heightOf(page)}px`;
  for (let pass = 0; pass < mostPasses; pass++) {
    const grown = new Set(elements.filter((element, index) => element.offsetHeight > (before[index] ?? 0) + 1));
    if (grown.size === 0) break;
    const inner = [...grown].filter(
      (element) => ![...element.children].some((child) => grown.has(child as HTMLElement)),
    );
    for (const element of inner) {
      const height = `${before[elements.indexOf(element)]}px`;
      for (const property of ['height', 'min-height', 'max-height']) {
        element.style.setProperty(property, height, 'important');
      }
      element.style.setProperty('box-sizing', 'border-box', 'important');
    }
  }
  const height = Math.max(heightOf(page), 1);
  frame.style.height = `${height}px`;
  return height;
}

const heightOf = (page: Document) => {
  // In a frame taller than the page, scrollHeight is the frame's height: ask the body too.
  const body = page.body.getBoundingClientRect();
  const content = Math.ceil(body.bottom + (page.defaultView?.scrollY ?? 0));
  const root = page.documentElement.scrollHeight;
  const frame = page.defaultView?.innerHeight ?? 0;
  return root > frame ? root : Math.max(content, Math.min(root, frame));
};
