import { describe, expect, it } from 'vitest';
import { costOf, paidOf, prices, scaled } from './prices.ts';

describe('a cost', () => {
  it('is the sum of its parts, the largest first', () => {
    const { parts, sum } = costOf({ tableWrite: 1e6, apiRequest: 2e6, objectPut: 1_000 });

    expect(parts.map(([name]) => name)).toEqual(['apiRequest', 'tableWrite', 'objectPut']);
    expect(sum).toBeCloseTo(2 + 0.625 + 0.005, 10);
  });

  it('grows as its usage does', () => {
    const usage = { cdnRequest: 3, shardHour: 720 };

    expect(costOf(scaled(usage, 4)).sum).toBeCloseTo(4 * (3 * prices.cdnRequest + 720 * prices.shardHour), 10);
  });

  it('of a month leaves out what CloudFront gives each month, and no more', () => {
    const usage = { cdnRequest: 12e6, cdnToBrowser: 3, apiRequest: 5 };

    expect(paidOf(usage)).toEqual({ cdnRequest: 2e6, cdnToBrowser: 0, apiRequest: 5 });
  });

  it('of nothing is nothing', () => {
    expect(costOf({})).toEqual({ parts: [], sum: 0 });
  });
});
