import { describe, expect, it } from 'vitest';
import { changeOf, changeText } from './change.ts';

describe('a change', () => {
  it('is better when a number rises, but for the bounce rate', () => {
    expect(changeOf('visitors', 12, 10)).toEqual({ ratio: 0.2, verdict: 'better' });
    expect(changeOf('bounceRate', 0.6, 0.5).verdict).toBe('worse');
    expect(changeOf('bounceRate', 0.4, 0.5).verdict).toBe('better');
    expect(changeOf('pageviews', 7, 7)).toEqual({ ratio: 0, verdict: 'same' });
  });

  it('is neither better nor worse while it is shown as nothing', () => {
    expect(changeOf('avgDurationMs', 80_990, 81_000)).toEqual({ ratio: 0, verdict: 'same' });
    expect(changeOf('avgDurationMs', 80_000, 81_000).verdict).toBe('worse');
  });

  it('compares with nothing where there was nothing', () => {
    expect(changeText(changeOf('events', 5, 0))).toBe('new');
    expect(changeText(changeOf('events', 0, 0))).toBe('0%');
  });

  it('is written with a sign, with a digit while it is small, and never longer than it helps', () => {
    const texts = [
      [112, 100],
      [100.4, 100],
      [95.5, 100],
      [100.01, 100],
      [0, 100],
      [5_000, 100],
    ].map(([now = 0, before = 0]) => changeText(changeOf('visitors', now, before)));

    expect(texts).toEqual(['+12%', '+0.4%', '−4.5%', '0%', '−100%', '>+999%']);
  });
});
