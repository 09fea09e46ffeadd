import { describe, expect, it } from 'vitest';
import { foldPath } from '../../../functions/shared/fold-path.ts';
import { type PathRules, trackedPath } from './tracked-path.ts';

const path = (address: string, rules: Partial<PathRules> = {}, hash = false) =>
  trackedPath(
    new URL(address, 'https://shop.test'),
    { fold: [], keepParams: [], exclude: { paths: [], hosts: [] }, ...rules },
    hash,
  );

describe('the tracked path', () => {
  it('is the pathname, without query and hash', () => {
    expect(path('/cart?session=1#top')).toBe('/cart');
  });

  it('is the first pattern that matches, segment by segment', () => {
    const fold = ['/users/*', '/users/*/orders/*', '/a/b'];

    expect(path('/users/17', { fold })).toBe('/users/*');
    expect(path('/users/17/orders/4', { fold })).toBe('/users/*/orders/*');
    expect(path('/users/', { fold })).toBe('/users/');
    expect(path('/users/17/cart', { fold })).toBe('/users/17/cart');
    expect(path('/A/b', { fold })).toBe('/A/b');
  });

  it('keeps the parameters it is told to, sorted', () => {
    expect(path('/s?z=1&token=t&q=a b&q=c', { keepParams: ['q', 'z'] })).toBe('/s?q=a+b&q=c&z=1');
  });

  it('has the hash only where it is asked for', () => {
    expect(path('/#/cart', {}, true)).toBe('/#/cart');
  });

  it('is folded by ingest to itself', () => {
    const rules = { fold: ['/users/*'], keepParams: ['q'] };
    for (const address of ['/users/17?q=b&x=1', '/', '/users/', '/a?q=%20#h']) {
      expect(foldPath(path(address, rules), rules)).toBe(path(address, rules));
      expect(foldPath(address.split('#')[0] as string, rules)).toBe(path(address, rules));
    }
  });
});
