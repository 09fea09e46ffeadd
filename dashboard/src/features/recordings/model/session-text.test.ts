import { describe, expect, it } from 'vitest';
import { activeText, clientText, placeText } from './session-text.ts';

describe('a session in words', () => {
  it('has its active time in one or two units', () => {
    expect([4_400, 59_000, 61_000, 3_600_000, 4_320_000].map(activeText)).toEqual([
      '4 s',
      '59 s',
      '1 min',
      '1 h 0 min',
      '1 h 12 min',
    ]);
  });

  it('names place and client, without what is not known', () => {
    expect(placeText({ city: 'Berlin', country: 'DE' })).toBe('Berlin, Germany');
    expect(placeText({ city: '(none)', country: 'FR' })).toBe('France');
    expect(placeText({ city: '', country: '(none)' })).toBe('');
    expect(placeText({ city: '', country: 'not a code' })).toBe('not a code');
    expect(clientText({ browser: 'Chrome', os: '(none)' })).toBe('Chrome');
  });
});
