import { describe, expect, it } from 'vitest';
import { clientText, placeText } from './session-text.ts';

describe('a session in words', () => {
  it('names place and client, without what is not known', () => {
    expect(placeText({ city: 'Berlin', country: 'DE' })).toBe('Berlin, Germany');
    expect(placeText({ city: '(none)', country: 'FR' })).toBe('France');
    expect(placeText({ city: '', country: '(none)' })).toBe('');
    expect(placeText({ city: '', country: 'not a code' })).toBe('not a code');
    expect(clientText({ browser: 'Chrome', os: '(none)' })).toBe('Chrome');
  });
});
