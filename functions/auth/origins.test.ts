import { describe, expect, it } from 'vitest';
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
});
