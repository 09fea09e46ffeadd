import { beforeEach, describe, expect, it } from 'vitest';
import { boxOnPage, findElement } from './find-element.ts';

beforeEach(() => {
  document.body.innerHTML =
    '<main><p>one</p><p id="two">two</p><x-card id="promo"></x-card><iframe id="inner"></iframe></main>';
  const root = document.querySelector('x-card')?.attachShadow({ mode: 'open' });
  if (root) root.innerHTML = '<div><button id="join">Join</button></div>';
  const inner = document.querySelector('iframe')?.contentDocument;
  if (inner) inner.body.innerHTML = '<a href="#">inside</a>';
});

describe('findElement', () => {
  it('finds by id and by position', () => {
    expect(findElement(document, '#two')?.textContent).toBe('two');
    expect(findElement(document, 'html > body > main > p:nth-of-type(1)')?.textContent).toBe('one');
  });

  it('goes through open shadow roots and frames', () => {
    expect(findElement(document, '#promo >>> #join')?.textContent).toBe('Join');
    expect(findElement(document, '#inner >>> html > body > a')?.textContent).toBe('inside');
  });

  it('is null for what is gone, has nothing inside, or cannot be read', () => {
    expect(findElement(document, '#three')).toBeNull();
    expect(findElement(document, '#two >>> #join')).toBeNull();
    expect(findElement(document, '#gone >>> #join')).toBeNull();
    expect(findElement(document, 'div:nth-of-type(')).toBeNull();
  });
});

describe('boxOnPage', () => {
  const place = (element: Element | null, left: number, top: number, width = 100, height = 20) => {
    if (element) element.getBoundingClientRect = () => DOMRect.fromRect({ x: left, y: top, width, height });
    return element as Element;
  };

  it('adds where the frames are, and stops at the frame that shows the page', () => {
    const frame = place(document.querySelector('iframe'), 40, 300, 600, 400);
    const link = place(document.querySelector('iframe')?.contentDocument?.querySelector('a') ?? null, 5, 7);

    expect(boxOnPage(link)).toEqual({ x: 45, y: 307, width: 100, height: 20 });
    frame.setAttribute('data-heatmap-page', '');
    expect(boxOnPage(link)).toEqual({ x: 5, y: 7, width: 100, height: 20 });
  });

  it('is null for what takes up no room', () => {
    expect(boxOnPage(place(document.querySelector('#two'), 5, 5, 0, 0))).toBeNull();
  });
});
