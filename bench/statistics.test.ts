import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, medianRatio, quantile } from './statistics.ts';

describe('a quantile', () => {
  it('lies between neighbours', () => {
    expect([0, 0.25, 0.5, 1].map((q) => quantile([4, 1, 3, 2], q))).toEqual([1, 1.75, 2.5, 4]);
  });

  it('is never outside of the numbers, and the median splits them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
        const middle = median(numbers);

        expect(middle).toBeGreaterThanOrEqual(Math.min(...numbers));
        expect(numbers.filter((one) => one < middle).length).toBeLessThanOrEqual(numbers.length / 2);
        expect(numbers.filter((one) => one > middle).length).toBeLessThanOrEqual(numbers.length / 2);
      }),
    );
  });

  it('of nothing there is none', () => {
    expect(() => median([])).toThrow('no numbers');
  });
});

it('a ratio is taken round by round, so that a slow round does not count twice', () => {
  expect(medianRatio([50, 10, 51], [100, 20, 100])).toBe(0.5);
});
