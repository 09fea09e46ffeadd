import { describe, expect, it } from 'vitest';
import { hideNumbers, scrubAddress, scrubText, stars } from './scrub-text.ts';

describe('scrubText', () => {
  it.each([
    ['write to ada@example.com now', 'write to * now'],
    ['unsubscribe/ada%40example.com/list', 'unsubscribe/*/list'],
    ['Bearer eyJhbGciOi.J9eyJzdWIi.abc', 'Bearer *'],
    ['reset 4f9a01c2d3e4f5061728394a5b6c', 'reset *'],
    [
      'an ordinary sentence, with-a-rather-long-hyphenated-word',
      'an ordinary sentence, with-a-rather-long-hyphenated-word',
    ],
  ])('%s', (text, clean) => {
    expect(scrubText(text)).toBe(clean);
  });
});

describe('scrubAddress', () => {
  it.each([
    ['/offers?token=abc&sort=price#section', '/offers?token=*&sort=*'],
    ['/style.css?v3&wide=1&d', '/style.css?*&wide=*&*'],
    ['https://ada:secret@shop.example/a', 'https://shop.example/a'],
    ['/reset/4f9a01c2d3e4f5061728394a5b6c', '/reset/*'],
    ['mailto:ada@example.com', 'mailto:*'],
    ['javascript:alert(1)', ''],
    ['data:text/html,<p>', ''],
    ['data:image/png;base64,AAAA', 'data:image/png;base64,AAAA'],
    ['data:font/woff2;base64,AAAA', 'data:font/woff2;base64,AAAA'],
    ['data:application/x-font-woff;base64,AAAA', 'data:application/x-font-woff;base64,AAAA'],
    ['data:application/json,{"font":"secret"}', ''],
    ['#top', '#top'],
  ])('%s', (address, clean) => {
    expect(scrubAddress(address)).toBe(clean);
  });
});

describe('stars', () => {
  it('keeps length and spaces', () => {
    expect(stars('a bc\nd')).toBe('* **\n*');
  });
});

describe('hideNumbers', () => {
  it.each([
    ['4242 4242 4242 4242', true, '**** **** **** ****'],
    ['card 4242.4242.4 of Ann', true, 'card *********** of Ann'],
    ['4242 4242', true, '4242 4242'],
    ['order 1234567890', false, 'order 1234567890'],
    ['4242-4242-4242-4243', false, '*******************'],
  ])('of %s, typed: %s', (text, isTyped, hidden) => {
    expect(hideNumbers(text, isTyped)).toBe(hidden);
  });
});
