import { describe, expect, it } from 'vitest';
import { durationText, exactNumber, shareText, shortNumber } from './number-text.ts';

describe('numbers', () => {
  it('are exact below a thousand and short above', () => {
    expect([0, 999, 12_400, 3_000_000].map(shortNumber)).toEqual(['0', '999', '12.4K', '3M']);
    expect(exactNumber(12_400)).toBe('12,400');
  });

  it('are shares with one digit', () => {
    expect([0, 0.1234, 1].map(shareText)).toEqual(['0%', '12.3%', '100%']);
  });
});

describe('durations', () => {
  it('show the two units that matter', () => {
    expect([0, 41_600, 59_600, 185_000, 4_320_000].map(durationText)).toEqual([
      '0s',
      '42s',
      '1m 00s',
      '3m 05s',
      '1h 12m',
    ]);
  });
});
