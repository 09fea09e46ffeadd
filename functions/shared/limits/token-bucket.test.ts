import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Bucket, grant, refillMs, tokensLeft, waitMs } from './token-bucket.ts';

const bucket: Bucket = { perSecond: 200, burst: 400 };
const now = 1_760_000_000_000;
const take = (mark: number, at: number, needed: number, wanted = needed) => {
  const given = grant(bucket, mark, at, { needed, wanted });
  return given === undefined ? undefined : Math.max(mark, at) + refillMs(bucket, given);
};

it('gives the whole burst at once, then as much as flows in', () => {
  const emptied = take(0, now, 400);

  expect(emptied).toBe(now + 2_000);
  expect(take(emptied ?? 0, now, 1)).toBeUndefined();
  expect(tokensLeft(bucket, emptied ?? 0, now + 500)).toBe(100);
  expect(waitMs(bucket, emptied ?? 0, now, 100)).toBe(500);
  expect(take(emptied ?? 0, now + 500, 100)).toBe(now + 2_500);
});

it('gives what is wanted, what is left, or nothing below the need', () => {
  const mark = take(0, now, 380) ?? 0;

  expect(grant(bucket, mark, now, { needed: 8, wanted: 50 })).toBe(20);
  expect(grant(bucket, mark, now, { needed: 21, wanted: 50 })).toBeUndefined();
});

it('takes what is larger than the burst once the bucket is full, and makes the next one wait for the rest', () => {
  const mark = take(0, now, 1_000) ?? 0;

  expect(mark).toBe(now + 5_000);
  expect(take(mark, now + 4_999, 1_000)).toBeUndefined();
  expect(waitMs(bucket, mark, now + 4_000, 1_000)).toBe(1_000);
  expect(take(mark, now + 5_000, 1_000)).toBe(now + 10_000);
  expect(take(mark, now + 3_100, 20)).toBe(now + 5_100);
});

it('never lets through more than the burst and what flowed in', () => {
  const steps = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 900 }), needed: fc.integer({ min: 1, max: 500 }) }),
  );
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: 1, max: 4_000 }),
      (list, perSecond, burst) => {
        let [mark, at, taken, largest] = [0, now, 0, 0];
        for (const { after, needed } of list) {
          at += after;
          const given = grant({ perSecond, burst }, mark, at, { needed, wanted: needed });
          if (given === undefined) continue;
          mark = Math.max(mark, at) + refillMs({ perSecond, burst }, given);
          taken += given;
          largest = Math.max(largest, given);
        }

        expect(taken).toBeLessThanOrEqual(Math.max(burst, largest) + ((at - now) * perSecond) / 1_000 + 1);
      },
    ),
  );
});

it('gives at the end of the wait what it refused before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 0, max: 90_000 }),
      fc.integer({ min: 1, max: 10_000 }),
      (perSecond, burst, ahead, needed) => {
        const wait = waitMs({ perSecond, burst }, now + ahead, now, needed);

        expect(grant({ perSecond, burst }, now + ahead, now + wait + 1, { needed, wanted: needed })).toBe(needed);
      },
    ),
  );
});
