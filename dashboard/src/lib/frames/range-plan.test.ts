import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRanges, type SealedPart } from './range-plan.ts';

const part = (url: string, first: number, last: number): SealedPart => ({ url, first, last, label: `${url}@${first}` });

describe('planRanges', () => {
  it('joins neighbours of one object and leaves the strangers between far parts alone', () => {
    const requests = planRanges([part('/b/a', 0, 99), part('/b/a', 100, 199), part('/b/a', 90_000, 90_099)]);

    expect(requests.map(({ first, last }) => [first, last])).toEqual([
      [0, 199],
      [90_000, 90_099],
    ]);
  });

  it('asks first for what is needed first', () => {
    const requests = planRanges([part('/b/z', 500, 599), part('/b/a', 0, 9), part('/b/z', 0, 99)], { slack: 0 });

    expect(requests.map((request) => `${request.url}@${request.first}`)).toEqual(['/b/z@500', '/b/a@0', '/b/z@0']);
  });

  it('covers every part once, inside its request, whatever the parts are', () => {
    const parts = fc.array(
      fc.tuple(fc.constantFrom('/b/a', '/b/b'), fc.nat(50_000), fc.integer({ min: 1, max: 9_000 })),
    );
    fc.assert(
      fc.property(parts, (given) => {
        const wanted = given.map(([url, first, length]) => part(url, first, first + length - 1));
        const requests = planRanges(wanted, { slack: 1_000, most: 20_000 });

        expect(requests.flatMap((request) => request.parts)).toHaveLength(wanted.length);
        for (const request of requests) {
          for (const inside of request.parts) {
            expect(inside.url).toBe(request.url);
            expect(inside.first).toBeGreaterThanOrEqual(request.first);
            expect(inside.last).toBeLessThanOrEqual(request.last);
          }
        }
      }),
    );
  });
});
