// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { BLOCK, MASK } from './bits.ts';
import { attributeText, bitsOf, type MaskRules, nodeText, ownBits, setRules, typedText } from './mask.ts';

const rules: MaskRules = {
  all: false,
  hideCss: undefined,
  mask: '[data-ag-mask]',
  unmask: '[data-ag-unmask]',
  ignore: '[data-ag-ignore]',
  block: '[data-ag-block]',
  custom: false,
};

beforeEach(() => setRules(rules));

/** The attributes of the marked element, else the first, as they are told. */
function told(html: string, change: Partial<MaskRules> = {}): Record<string, unknown> {
  document.body.innerHTML = html;
  const element = document.body.querySelector('[x]') ?? document.body.firstElementChild;
  if (!element) throw new Error('no element');
  setRules({ ...rules, ...change });
  const bits = bitsOf(element);
  return Object.fromEntries(
    [...element.attributes].flatMap(({ name, value }) => {
      const text = attributeText(element, element.localName, name, value, bits);
      return text === undefined ? [] : [[name, text]];
    }),
  );
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
    ['<img srcset="/a.png?t=CANARY 1x, b.png?t=CANARY 2x">'],
    ['<input type="password" data-ag-unmask value="CANARY">'],
    ['<input autocomplete="cc-number" data-ag-unmask value="CANARY">'],
    ['<input autocomplete="section-x billing CC-csc" data-ag-unmask value="CANARY">'],
    ['<input autocomplete="Current-Password" data-ag-unmask value="CANARY">'],
    ['<select autocomplete="cc-exp-month" data-ag-unmask><option x value="CANARY"></option></select>'],
    ['<div contenteditable><a x href="/CANARY" title="CANARY" data-id="CANARY">Ann</a></div>'],
    ['<div data-ag-mask><a x href="tel:CANARY" full-name="CANARY" datetime="CANARY">Call</a></div>'],
    ['<div data-ag-mask><meter x value="CANARY"></meter></div>'],
    ['<div data-ag-mask><img x src="data:image/svg+xml,%3Ctext%3ECANARY"></div>'],
    ['<div wire:snapshot="CANARY" hx-headers="CANARY" ng-reflect-model="CANARY" x-data="CANARY" @click="CANARY">'],
    ['<form data-csrf-token="CANARY" user-password="CANARY">'],
    ['<a href="/offers?CANARY">'],
    ['<img srcset="/a.png?t=CANARY 1x,/b.png?t=CANARY 2x">'],
    ['<a href="/users/CANARY%40mail.example/orders">'],
    ['<p owner="CANARY@mail.example">'],
    ['<div data-ag-mask><p x title="CANARY" aria-label="CANARY" data-note="CANARY"></p></div>'],
    ['<div data-ag-mask><div data-ag-unmask><input x value="CANARY"></div></div>'],
  ])('of %s tell nothing', (html) => {
    expect(JSON.stringify(told(html))).not.toContain('CANARY');
  });

  it('keep what a button says, what is unmasked, and what the page is made of', () => {
    expect(told('<input type="submit" value="Buy now">').value).toBe('Buy now');
    expect(told('<input data-ag-unmask value="Garden">').value).toBe('Garden');
    expect(told('<progress value="0.4" max="1">')).toEqual({ value: '0.4', max: '1' });
    expect(told('<div contenteditable="true" aria-label="Message">')['aria-label']).toBe('Message');
    expect(told('<a href="/offers" class="link" style="color: red" title="Offers">')).toEqual({
      href: `${location.origin}/offers`,
      class: 'link',
      style: 'color: red',
      title: 'Offers',
    });
  });

  it('say addresses in full, those in styles too', () => {
    expect(told('<img srcset="a.png 1x, /b.png 2x">').srcset).toBe(
      `${location.origin}/a.png 1x, ${location.origin}/b.png 2x`,
    );
    expect(told('<p style="background: url(\'a.png\')">').style).toBe(`background: url('${location.origin}/a.png')`);
    expect(told('<a href="#part">').href).toBe('#part');
    expect(told('<img src="data:image/png;base64,AA">').src).toBe('data:image/png;base64,AA');
  });

  it('never unmask a card number, nor one that is still being typed', () => {
    expect(told('<input data-ag-unmask value="4242424242424242">').value).toBe('****************');
    expect(told('<input data-ag-unmask value="my card 4242 4242 4 thanks">').value).toBe('my card **** **** * thanks');
    expect(told('<input data-ag-unmask value="2026-11">').value).toBe('2026-11');
  });

  it('keep what a drawing and the look of a masked part are made of', () => {
    expect(told('<table data-ag-mask><td x colspan="2" class="card-12" dir="rtl"></td></table>')).toEqual({
      colspan: '2',
      class: 'card-12',
      dir: 'rtl',
      x: '',
    });
    document.body.innerHTML = '<div data-ag-mask><svg><path d="M10-20-30-40-50-60-70-80"></path></svg></div>';
    const path = document.querySelector('path') as Element;
    expect(attributeText(path, 'path', 'd', path.getAttribute('d') ?? '', bitsOf(path))).toBe(
      'M10-20-30-40-50-60-70-80',
    );
  });

  it('hide all that is said when all text is masked, but what is unmasked', () => {
    expect(told('<p title="CANARY">', { all: true }).title).toBe('******');
    expect(told('<div data-ag-unmask><p x title="Open"></p></div>', { all: true }).title).toBe('Open');
    expect(told('<div data-ag-unmask><div data-ag-mask><p x title="CANARY"></p></div></div>').title).toBe('******');
  });
});

describe('text', () => {
  const textOf = (html: string, change: Partial<MaskRules> = {}) => {
    document.body.innerHTML = html;
    const node = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT).nextNode() as Text;
    setRules({ ...rules, ...change });
    return nodeText(node.data, node.parentElement?.localName ?? '', bitsOf(node));
  };

  it.each([
    ['<p>Shoes</p>', 'Shoes'],
    ['<div data-ag-mask><p>Shoes</p></div>', '*****'],
    ['<div data-ag-mask><p data-ag-unmask>Shoes</p></div>', '*****'],
    ['<select><option>Shoes</option></select>', '*****'],
    ['<textarea>Shoes</textarea>', '*****'],
    ['<div contenteditable><b>Shoes</b></div>', '*****'],
    ['<div contenteditable="false">Shoes</div>', 'Shoes'],
    ['<div data-ag-unmask contenteditable>Shoes</div>', 'Shoes'],
    ['<div data-ag-unmask contenteditable>4242 4242 4242 4242</div>', '**** **** **** ****'],
    ['<textarea data-ag-unmask>4242.4242.4</textarea>', '***********'],
    ['<p data-ag-unmask>Card 4242424242424242, order 1234567890</p>', 'Card ****************, order 1234567890'],
    ['<div><selectedcontent>Shoes</selectedcontent></div>', '*****'],
  ])('of %s is %s', (html, expected) => {
    expect(textOf(html)).toBe(expected);
  });

  it('is all hidden where the page asks for it, but what it unmasks', () => {
    expect(textOf('<p>Shoes</p>', { all: true })).toBe('*****');
    expect(textOf('<p data-ag-unmask>Shoes</p>', { all: true })).toBe('Shoes');
  });

  it('in a shadow root obeys what its host stands in', () => {
    document.body.innerHTML = '<div data-ag-mask><div id="host"></div></div>';
    const root = document.querySelector('#host')?.attachShadow({ mode: 'open' });
    root?.append('Shoes');

    expect(nodeText('Shoes', '', bitsOf(root?.firstChild as Node))).toBe('*****');
  });
});

it('what is typed is told only where the page unmasks it', () => {
  document.body.innerHTML = '<label data-ag-unmask><input id="open"></label><input id="shut">';
  const [open, shut] = document.querySelectorAll('input') as unknown as [Element, Element];

  expect(typedText(open, 'Ada', bitsOf(open))).toBe('Ada');
  expect(typedText(shut, 'Ada', bitsOf(shut))).toBe('***');
});

it('a password stays one when the page shows it', () => {
  document.body.innerHTML = '<form data-ag-unmask><input type="password"></form>';
  const field = document.querySelector('input') as HTMLInputElement;

  expect(typedText(field, 'hunter2', bitsOf(field))).toBe('*******');
  field.type = 'text';
  expect(typedText(field, 'hunter2', bitsOf(field))).toBe('*******');
});

it('text in a document that is edited as a whole is typed', () => {
  const frame = document.createElement('iframe');
  document.body.replaceChildren(frame);
  const inside = frame.contentDocument as Document;
  inside.body.textContent = 'Dear Ann';
  inside.designMode = 'on';

  expect(nodeText('Dear Ann', 'body', bitsOf(inside.body.firstChild as Node))).toBe('**** ***');
});

it('an element knows what it asks for itself', () => {
  document.body.innerHTML = '<p></p><p data-ag-mask data-ag-block></p>';
  const [plain, marked] = document.querySelectorAll('p') as unknown as [Element, Element];

  const own = (element: Element) => ownBits(element, element.localName, element.getAttributeNames());

  expect([own(plain), own(marked)]).toEqual([0, MASK | BLOCK]);
  setRules({ ...rules, unmask: 'p', custom: true });
  expect(own(plain)).toBe(2);
});
