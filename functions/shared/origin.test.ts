import { describe, expect, it } from 'vitest';
import { isOriginAllowed } from './origin.ts';

describe('isOriginAllowed', () => {
  it('accepts all, also senders without an origin, where the list is empty', () => {
    expect(isOriginAllowed(undefined, [])).toBe(true);
    expect(isOriginAllowed('null', [])).toBe(true);
  });

  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://shop.example:443', 'https://shop.example'],
    ['https://SHOP.example', 'https://shop.Example'],
    ['https://shop.example.', 'https://shop.example'],
    ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
    ['https://a.shop.example', 'https://*.shop.example'],
    ['https://a.b.shop.example', 'https://*.shop.example'],
    ['https://a.shop.example:8443', 'https://*.shop.example:8443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('accepts %s by %s', (origin, entry) => {
    expect(isOriginAllowed(origin, ['https://other.example', entry])).toBe(true);
  });

  it.each([
    ['http://shop.example', 'https://shop.example'],
    ['https://shop.example:8443', 'https://shop.example'],
    ['https://shop.example.evil.example', 'https://shop.example'],
    ['https://evil-shop.example', 'https://*.shop.example'],
    ['https://evilshop.example', 'https://*.shop.example'],
    ['https://shop.example', 'https://*.shop.example'],
    ['https://*.shop.example', 'https://*.shop.example'],
    ['https://shop.example@evil.example', 'https://shop.example'],
    ['https://evil.example/https://shop.example', 'https://shop.example'],
    ['https://evil.example#.shop.example', 'https://*.shop.example'],
    ['file://shop.example', 'https://shop.example'],
    ['shop.example', 'https://shop.example'],
    ['null', 'https://shop.example'],
    ['', 'https://shop.example'],
    [undefined, 'https://shop.example'],
  ])('refuses %s by %s', (origin, entry) => {
    expect(isOriginAllowed(origin, [entry])).toBe(false);
  });
});
