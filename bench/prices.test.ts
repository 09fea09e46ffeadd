import { describe, expect, it } from 'vitest';
import { costOf, paidOf, prices, scaled, timesAMonth } from './prices.ts';

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

  it('of a month stays within an average until so much of it is paid for', () => {
    // 5 $ of 4M requests are 4 $ of the CDN's, which gives 10M, and 1 $ of others'.
    const usage = { cdnRequest: 4e6, apiRequest: 1e6 };

    const most = timesAMonth(usage, 2);

    expect(costOf(paidOf(scaled(usage, most))).sum / most).toBeCloseTo(2, 4);
    expect(most).toBeCloseTo(10 / 3, 4);
    expect(timesAMonth(usage, 5)).toBe(Number.POSITIVE_INFINITY);
    expect(timesAMonth({ apiRequest: 1e6 }, 0.5)).toBeCloseTo(0, 4);
  });

  it('of nothing is nothing', () => {
    expect(costOf({})).toEqual({ parts: [], sum: 0 });
  });
});
