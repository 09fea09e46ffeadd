import { describe, expect, it } from 'vitest';
import { dimensions } from '#contracts/fields.ts';
import { panels } from './panels.ts';
import { valueText } from './value-text.ts';

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
  });
});

describe('the cards of the overview', () => {
  it('ask each dimension once', () => {
    const asked = panels.flatMap(({ tabs }) => tabs.map(({ by }) => by));

    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.every((by) => by in dimensions)).toBe(true);
  });
});
