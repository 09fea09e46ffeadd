import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ProjectCreate } from '#contracts/project.ts';
import { isOriginAllowed } from '../shared/origin.ts';
import { normalizeOrigins } from './origins.ts';

describe('normalizeOrigins', () => {
  it('writes origins as browsers do, each once', () => {
    expect(
      normalizeOrigins(['https://Shop.Example.com', 'https://shop.example.com:443', 'HTTP://localhost:8080']),
    ).toEqual(['https://shop.example.com', 'http://localhost:8080']);
  });

  it('keeps a pattern a pattern', () => {
    expect(normalizeOrigins(['https://*.Example.com:443', 'https://*.example.com:8443'])).toEqual([
      'https://*.example.com',
      'https://*.example.com:8443',
    ]);
  });

  it('names an origin that no browser could have', () => {
    expect(() => normalizeOrigins(['https://shop.example.com:99999'])).toThrow(
      'body "origins": "https://shop.example.com:99999" has no valid host or port',
    );
  });

  it.each([
    ['http://[::1]:4001', 'http://[::1]:4001', 'http://[::1]:4001'],
    ['http://[0:0:0:0:0:0:0:1]', 'http://[::1]', 'http://[::1]'],
    ['https://bücher.example', 'https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
    ['https://*.bücher.example', 'https://*.xn--bcher-kva.example', 'https://www.xn--bcher-kva.example'],
    ['https://my_host.example', 'https://my_host.example', 'https://my_host.example'],
    ['https://a-b_c.cdn.example', 'https://a-b_c.cdn.example', 'https://a-b_c.cdn.example'],
    ['https://shop.example.', 'https://shop.example', 'https://shop.example.'],
  ])('takes %s as %s, which lets %s in', (written, kept, sent) => {
    const { origins = [] } = z.parse(ProjectCreate, { name: 'Shop', origins: [written] });

    expect(normalizeOrigins(origins)).toEqual([kept]);
    expect(isOriginAllowed(sent, [kept])).toBe(true);
    expect(isOriginAllowed('https://evil.example', [kept])).toBe(false);
  });

  it.each([
    'https://shop.example/',
    'https://shop.example/path',
    'https://user@shop.example',
    'https://shop-*.example',
    'https://*.*.example',
    'https://*',
    'https://a b.example',
    'https://a%2e.example',
    'https://[::1',
    'https://[zz]',
    'https://a..example',
    'https://.example',
    'https://a\u202e.example',
    'https://a\0.example',
    'https://a^b.example',
    'ftp://shop.example',
    '//shop.example',
    'null',
    '',
  ])('refuses "%s", which no browser sends', (written) => {
    const refused = () => normalizeOrigins(z.parse(ProjectCreate, { name: 'Shop', origins: [written] }).origins ?? []);

    expect(refused).toThrow(/origin/i);
  });
});
