/** What jsdom lacks and Mantine asks for. */
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

afterEach(() => {
  document.body.innerHTML = '';
});
