import { describe, expect, it } from 'vitest';
import { chipText, valueText } from './value-text.ts';

describe('a value of a dimension', () => {
  it('is a name where the API answers a code', () => {
    expect(valueText('country', 'DE')).toBe('Germany');
    expect(valueText('language', 'pt-BR')).toBe('Brazilian Portuguese');
    expect(valueText('device', 'mobile')).toBe('Mobile');
    expect(valueText('path', '/cart')).toBe('/cart');
  });

  it('says what an absent one means', () => {
    expect(valueText('referrer', '(none)')).toBe('Direct, no referrer');
    expect(valueText('country', '')).toBe('Unknown country');
    expect(valueText('utmSource', '(none)')).toBe('None');
  });

  it('stays as it is when it is no code, whatever a page sent', () => {
    expect(valueText('language', '<b>x</b>')).toBe('<b>x</b>');
    expect(valueText('country', 'Atlantis')).toBe('Atlantis');
    expect(valueText('language', '\u202egnp')).toBe('‹U+202E›gnp');
  });
});

describe('a filter in words', () => {
  it('names field, comparison and values', () => {
    expect(chipText({ field: 'country', op: 'is', values: ['DE', 'FR'] })).toBe('Country is Germany, France');
    expect(chipText({ field: 'path', op: 'startsWith', values: ['/shop'], not: true })).toBe(
      'Page does not start with /shop',
    );
    expect(chipText({ field: 'userId', op: 'exists', values: [true] })).toBe('User is known');
    expect(chipText({ field: 'userId', op: 'exists', values: [false] })).toBe('User is unknown');
    expect(chipText({ field: 'userId', op: 'exists', values: [true], not: true })).toBe('User is unknown');
  });

  it('has times as people write them', () => {
    expect(chipText({ field: 'activeMs', op: 'gte', values: [90_000] })).toBe('Active time at least 1m 30s');
    expect(chipText({ field: 'rageClicks', op: 'gte', values: [1] })).toBe('Rage clicks at least 1');
  });

  it('shows part of a code as it was typed', () => {
    expect(chipText({ field: 'country', op: 'contains', values: ['D'] })).toBe('Country contains D');
  });
});
