import { expect, it } from 'vitest';
import { addressHash, viewerAddress, visitorPart } from './viewer-address.ts';

it.each([
  ['203.0.113.9:4711', '203.0.113.9'],
  ['2001:DB8::1:4711', '2001:db8::1'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['2001:db8:0:0:1:2:3:4:4711', '2001:db8:0:0:1:2:3:4'],
])('reads %s', (header, address) => {
  expect(viewerAddress({ 'cloudfront-viewer-address': header })).toBe(address);
});

it('knows no address where there is none', () => {
  expect(viewerAddress({})).toBeUndefined();
  expect(viewerAddress({ 'cloudfront-viewer-address': 'unknown' })).toBeUndefined();
});

it('takes the network of an IPv6 address for one visitor, however it is written', () => {
  const network = '2001:db8:0:7::/64';

  for (const address of ['2001:db8:0:7::1', '2001:0db8:0000:0007:ffff::', '2001:db8:0:7:1:2:3:4'])
    expect(visitorPart(address)).toBe(network);
  expect(visitorPart('2001:db8:0:8::1')).not.toBe(network);
  expect(visitorPart('::1')).toBe('0:0:0:0::/64');
  expect(visitorPart('::ffff:203.0.113.9')).not.toBe(visitorPart('::ffff:203.0.113.8'));
  expect(visitorPart('203.0.113.9')).toBe('203.0.113.9');
});

it('keeps nothing of an address but a hash that another day, project or network changes', () => {
  const hash = addressHash('today', 'p', '203.0.113.9');

  expect(hash).not.toContain('203');
  expect(addressHash('today', 'p', '203.0.113.9')).toBe(hash);
  expect(addressHash('tomorrow', 'p', '203.0.113.9')).not.toBe(hash);
  expect(addressHash('today', 'q', '203.0.113.9')).not.toBe(hash);
  expect(addressHash('today', 'p', '203.0.113.8')).not.toBe(hash);
});
