// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { type MaskRules, maskEvent } from './mask-event.ts';

const nodes = new Map<number, Node>();
const rules: MaskRules = {
  all: false,
  mask: '[data-ag-mask]',
  unmask: '[data-ag-unmask]',
  addressOf: (href) => new URL(href).pathname,
  nodeOf: (id) => nodes.get(id) ?? null,
};

/** Serializes an element as the recorder does, children left out, and masks it. */
function masked(html: string, change: Partial<MaskRules> = {}): Record<string, unknown> {
  document.body.innerHTML = html;
  const element = document.body.querySelector('[x]') ?? document.body.firstElementChild;
  if (!element) throw new Error('no element');
  nodes.set(1, element);
  const attributes = Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
  const event = {
    type: 2,
    data: { node: { id: 1, tagName: element.tagName.toLowerCase(), attributes, childNodes: [] } },
  };
  maskEvent(event, { ...rules, ...change });
  return attributes;
}

describe('attributes', () => {
  it.each([
    ['<input type="hidden" value="CANARY">'],
    ['<input type="text" value="CANARY">'],
    ['<input type="checkbox" value="CANARY">'],
    ['<input type="radio" value="CANARY">'],
    ['<input placeholder="CANARY">'],
    ['<option value="CANARY" label="CANARY">'],
    ['<button value="CANARY">Buy</button>'],
    ['<data value="CANARY">'],
    ['<iframe srcdoc="CANARY">'],
    ['<p onclick="CANARY()">'],
    ['<script nonce="CANARY">'],
    ['<meta name="csrf-token" content="CANARY">'],
    ['<a href="/path?q=CANARY#CANARY">'],
    ['<form action="/go?next=CANARY">'],
    ['<img srcset="/a.png?t=CANARY 2x">'],
    ['<input type="password" data-ag-unmask value="CANARY">'],
    ['<input autocomplete="cc-number" data-ag-unmask value="CANARY">'],
    ['<div data-ag-mask><p x title="CANARY" aria-label="CANARY" data-note="CANARY"></p></div>'],
  ])('of %s tell nothing', (html) => {
    expect(JSON.stringify(masked(html))).not.toContain('CANARY');
  });

  it('keep what a button says, what is unmasked, and what the page is made of', () => {
    expect(masked('<input type="submit" value="Buy now">').value).toBe('Buy now');
    expect(masked('<input data-ag-unmask value="Garden">').value).toBe('Garden');
    expect(masked('<a href="/offers" class="link" style="color: red" title="Offers">')).toEqual({
      href: '/offers',
      class: 'link',
      style: 'color: red',
      title: 'Offers',
    });
  });

  it('never unmask a card number', () => {
    expect(masked('<input data-ag-unmask value="4242424242424242">').value).toBe('****************');
  });

  it('hide all that is said when all text is masked, but what is unmasked', () => {
    expect(masked('<p title="CANARY">', { all: true }).title).toBe('******');
    expect(masked('<div data-ag-unmask><p x title="Open"></p></div>', { all: true }).title).toBe('Open');
    expect(masked('<div data-ag-unmask><div data-ag-mask><p x title="CANARY"></p></div></div>').title).toBe('******');
  });
});

describe('other events', () => {
  it('mask what is typed and chosen', () => {
    document.body.innerHTML = '<input type="checkbox" value="CANARY">';
    nodes.set(7, document.body.firstElementChild as Element);
    const event = { type: 3, data: { source: 5, id: 7, text: 'CANARY' } };
    maskEvent(event, rules);

    expect(event.data.text).toBe('******');
  });

  it('mask changed attributes by the element they are on', () => {
    document.body.innerHTML = '<input type="hidden">';
    nodes.set(8, document.body.firstElementChild as Element);
    const event = { type: 3, data: { source: 0, adds: [], attributes: [{ id: 8, attributes: { value: 'CANARY' } }] } };
    maskEvent(event, rules);

    expect(event.data.attributes[0]?.attributes.value).toBe('******');
  });

  it('tell the address of the page as it is tracked', () => {
    const event = { type: 4, data: { href: 'https://shop.example/a?token=CANARY' } };
    maskEvent(event, rules);

    expect(event.data.href).toBe('/a');
  });
});
