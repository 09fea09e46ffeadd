/** What jsdom lacks and Mantine or rrweb asks for. */
import { afterEach } from 'vitest';

class ResizeObserverDouble implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= ResizeObserverDouble;
Element.prototype.scrollIntoView ??= () => {};
window.matchMedia ??= (media: string): MediaQueryList => ({
  matches: false,
  media,
  onchange: null,
  addListener: () => {},
  removeListener: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
  dispatchEvent: () => false,
});
// jsdom has the attribute alone.
Object.defineProperty(HTMLIFrameElement.prototype, 'sandbox', {
  get(this: HTMLIFrameElement) {
    const value = this.getAttribute('sandbox') ?? '';
    return Object.assign(value.split(' '), { value });
  },
});

afterEach(() => {
  document.body.innerHTML = '';
});
