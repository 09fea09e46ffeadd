import { describe, expect, it } from 'vitest';
import { isOriginAllowed } from './origin.ts';

const list = [
  'https://shop.example',
  'https://*.cdn.example',
  'https://*.deep.wild.example',
  'https://port.example:8443',
  'http://localhost:4001',
  'https://xn--bcher-kva.example',
  'http://[::1]:4001',
  'http://192.0.2.7',
];

describe('an origin that only looks like one on the list', () => {
  it.each([
    ['a suffix', 'https://shop.example.evil.example'],
    ['a prefix', 'https://evilshop.example'],
    ['a prefix with a hyphen', 'https://evil-shop.example'],
    ['a longer top-level domain', 'https://shop.examples'],
    ['a subdomain of a plain entry', 'https://www.shop.example'],
    ['the parent of a wildcard', 'https://cdn.example'],
    ['a suffix of a wildcard without its dot', 'https://evilcdn.example'],
    ['a wildcard’s host in the middle', 'https://a.cdn.example.evil.example'],
    ['a level above a deep wildcard', 'https://a.wild.example'],
    ['a deep wildcard’s own host', 'https://deep.wild.example'],
    ['an empty label under a wildcard', 'https://.cdn.example'],
    ['empty labels within', 'https://a..cdn.example'],
    ['a wildcard itself', 'https://*.cdn.example'],
    ['a wildcard two levels deep', 'https://*.*.cdn.example'],
    ['two dots at the end', 'https://shop.example..'],
    ['another port', 'https://shop.example:8443'],
    ['no port where there is one', 'https://port.example'],
    ['a port that begins alike', 'https://port.example:84430'],
    ['an empty port', 'https://shop.example:'],
    ['a port past the last', 'https://shop.example:65979'],
    ['another scheme', 'http://shop.example'],
    ['the scheme of a socket', 'wss://shop.example'],
    ['no scheme', 'shop.example'],
    ['slashes alone', '//shop.example'],
    ['a scheme with one slash', 'https:/shop.example'],
    ['a scheme without slashes', 'https:shop.example'],
    ['a nested scheme', 'blob:https://shop.example'],
    ['a user', 'https://shop.example@evil.example'],
    ['an empty user', 'https://@shop.example'],
    ['a user and a password', 'https://shop.example:443@evil.example'],
    ['a path', 'https://evil.example/https://shop.example'],
    ['a path that goes nowhere', 'https://shop.example/..'],
    ['a slash at the end', 'https://shop.example/'],
    ['a query', 'https://evil.example?.cdn.example'],
    ['a hash', 'https://evil.example#.cdn.example'],
    ['a backslash before a listed host', 'https://evil.example\\.cdn.example'],
    ['a backslash and a user', 'https://evil.example\\@shop.example'],
    ['backslashes for slashes', 'https:\\\\shop.example'],
    ['a tab', 'https://sh\top.example'],
    ['a newline', 'https://shop.example\n'],
    ['a newline and another', 'https://evil.example\nhttps://shop.example'],
    ['white space around', ' https://shop.example '],
    ['a NUL', 'https://shop.example\0.evil.example'],
    ['a control character at the end', 'https://shop.example\u0001'],
    ['a zero-width space', 'https://shop\u200b.example'],
    ['a soft hyphen', 'https://sh\u00adop.example'],
    ['a percent sign', 'https://shop%2eexample'],
    ['an encoded NUL', 'https://evil.example%00.cdn.example'],
    ['two in one header', 'https://shop.example, https://evil.example'],
    ['two without a space', 'https://evil.example,https://shop.example'],
    ['null', 'null'],
    ['null as a host', 'https://null'],
    ['nothing', ''],
    ['punycode of look-alikes', 'https://xn--shp-0nd.example'],
    ['a Cyrillic letter', 'https://sh\u043ep.example'],
    ['another punycode', 'https://xn--bcher-kvb.example'],
    ['another IPv6 address', 'http://[::2]:4001'],
    ['an IPv6 address with a zone', 'http://[::1%25eth0]:4001'],
    ['IPv6 without brackets', 'http://::1:4001'],
    ['an IPv4 address in IPv6', 'http://[::ffff:192.0.2.7]'],
    ['an address with a suffix', 'http://192.0.2.7.evil.example'],
    ['loopback by another name', 'http://127.0.0.1:4001'],
  ])('is refused: %s', (_, origin) => {
    expect(isOriginAllowed(origin, list)).toBe(false);
  });

  it('is refused by a list of entries that are no origins', () => {
    const broken = [
      '',
      '*',
      'null',
      'https://',
      'https://*',
      'https://*.',
      '//shop.example',
      'https://shop.example/',
      '.*',
    ];

    for (const origin of ['https://shop.example', 'null', '', 'https://a.b', undefined]) {
      expect(isOriginAllowed(origin, broken)).toBe(false);
    }
  });
});

describe('an origin that is on the list', () => {
  it.each([
    'https://shop.example',
    'https://shop.example:443',
    'https://Shop.Example',
    'HTTPS://SHOP.EXAMPLE',
    'https://shop.example.',
    'https://a.cdn.example',
    'https://a.b.cdn.example',
    'https://A.CDN.example.',
    'https://a-b_c.cdn.example',
    'https://a.cdn.example:443',
    'https://a.deep.wild.example',
    'https://port.example:8443',
    'http://localhost:4001',
    'https://xn--bcher-kva.example',
    'https://XN--BCHER-KVA.example',
    'http://[::1]:4001',
    'http://[0:0:0:0:0:0:0:1]:4001',
    'http://192.0.2.7',
    'http://192.0.2.7:80',
  ])('is let in: %s', (origin) => {
    expect(isOriginAllowed(origin, list)).toBe(true);
  });
});
