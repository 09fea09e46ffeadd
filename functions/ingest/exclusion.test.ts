import { describe, expect, it } from 'vitest';
import { excludedHost, excludedPath, excludedRange } from './exclusion.ts';

describe('left out', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0/24', true],
    ['203.0.114.7', '203.0.113.0/24', false],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.8', '203.0.113.7', false],
    ['2001:db8:1::5', '2001:db8::/32', true],
    ['2001:db9::5', '2001:db8::/32', false],
    ['2001:db8::5', '2001:0db8:0000::0005', true],
    ['::ffff:203.0.113.7', '203.0.113.0/24', true],
    ['203.0.113.7', '0.0.0.0/0', true],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['203.0.113.7', '203.0.113.6/31', true],
  ])('address %s by %s: %s', (address, range, left) => {
    expect(excludedRange(address, ['198.51.100.1', range])).toBe(left ? range : undefined);
  });

  it('no sender whose address is unknown', () => {
    expect(excludedRange(undefined, ['0.0.0.0/0', '::/0'])).toBeUndefined();
  });

  it.each([
    ['staging.example.com', 'staging.example.com', true],
    ['STAGING.example.com:8080', 'staging.example.com', true],
    ['a.staging.example.com', 'staging.example.com', false],
    ['a.dev.example.com', '*.dev.example.com', true],
    ['a.b.dev.example.com', '*.DEV.example.com', true],
    ['dev.example.com', '*.dev.example.com', false],
    ['notdev.example.com', '*.dev.example.com', false],
    ['evildev.example.com', '*.example.com', true],
  ])('host %s by %s: %s', (host, pattern, left) => {
    expect(excludedHost(host, [pattern])).toBe(left ? pattern : undefined);
  });

  it.each([
    ['/admin', '/admin', true],
    ['/admin?tab=1#x', '/admin', true],
    ['/admin/users', '/admin', false],
    ['/users/7/orders', '/users/*/orders', true],
    ['/users//orders', '/users/*/orders', false],
  ])('path %s by %s: %s', (path, pattern, left) => {
    expect(excludedPath({ path }, [pattern])).toBe(left ? pattern : undefined);
  });
});
