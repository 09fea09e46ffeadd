import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grains } from '#contracts/answers.ts';
import { bucketStart, buckets, earlier, nextBucket, spanOf, widen } from './buckets.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
];
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 11, 31) });
const local = (ms: number, zone: string) =>
  new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(ms);

describe('buckets of a zone', () => {
  it('hold the instant they are asked for, and follow each other without a gap', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...grains), fc.constantFrom(...zones), (ms, grain, zone) => {
        const start = bucketStart(ms, grain, zone);
        const next = nextBucket(start, grain, zone);

        expect(start).toBeLessThanOrEqual(ms);
        expect(next).toBeGreaterThan(ms);
        expect(bucketStart(next, grain, zone)).toBe(next);
        expect(bucketStart(next - 1, grain, zone)).toBe(start);
      }),
      { numRuns: 300 },
    );
  });

  it('widen a span to whole buckets that cover it, and no further', () => {
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 1, max: 60 * 86_400_000 }),
        fc.constantFrom('hour', 'day', 'week', 'month'),
        fc.constantFrom(...zones),
        (from, length, grain, zone) => {
          const span = { from, to: from + length };
          const wide = widen(span, grain, zone);
          const starts = grain === 'hour' ? [] : buckets(wide, grain, zone);

          expect(wide.from).toBeLessThanOrEqual(span.from);
          expect(wide.to).toBeGreaterThanOrEqual(span.to);
          expect(bucketStart(wide.from, grain, zone)).toBe(wide.from);
          expect(bucketStart(wide.to, grain, zone)).toBe(wide.to);
          expect(widen(wide, grain, zone)).toEqual(wide);
          if (grain !== 'hour')
            expect([starts[0], nextBucket(starts.at(-1) ?? 0, grain, zone)]).toEqual([wide.from, wide.to]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('begin days at local midnight on either side of a change of the clock', () => {
    const march = buckets(
      { from: bucketStart(Date.UTC(2026, 2, 28, 12), 'day', 'Europe/Berlin'), to: Date.UTC(2026, 2, 30, 22) },
      'day',
      'Europe/Berlin',
    );

    expect(march.map((start) => local(start, 'Europe/Berlin'))).toEqual([
      '2026-03-28 00:00',
      '2026-03-29 00:00',
      '2026-03-30 00:00',
    ]);
    expect((march[2] ?? 0) - (march[1] ?? 0)).toBe(23 * 3_600_000);
  });

  it('begin weeks on Monday and months on the first', () => {
    const wednesday = Date.UTC(2026, 10, 25, 15);

    expect(local(bucketStart(wednesday, 'week', 'America/New_York'), 'America/New_York')).toBe('2026-11-23 00:00');
    expect(local(bucketStart(wednesday, 'month', 'America/New_York'), 'America/New_York')).toBe('2026-11-01 00:00');
  });
});

describe('spanOf', () => {
  const at = (from: string, to: string) => () => spanOf({ from, to });

  it('refuses an empty or backward range, and one over 400 days', () => {
    expect(at('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z')).toThrow('`to` must be after `from`.');
    expect(at('2025-01-01T00:00:00Z', '2026-11-01T00:00:00Z')).toThrow('at most 400 days');
  });
});

describe('earlier', () => {
  it('is the span just before, or the same a year ago', () => {
    const span = { from: Date.UTC(2026, 10, 8), to: Date.UTC(2026, 10, 15) };

    expect(earlier(span, 'previous', 'UTC')).toEqual({ from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 8) });
    expect(earlier(span, 'year', 'UTC')).toEqual({ from: Date.UTC(2025, 10, 8), to: Date.UTC(2025, 10, 15) });
    expect(earlier({ from: span.from, to: span.from + 5 }, 'previous', 'UTC').from).toBe(span.from - 5);
  });

  it('has as many local days over a change of the clock', () => {
    const zone = 'Europe/Berlin';
    // A week that begins the day after the clock went forward on 29 March 2026.
    const from = bucketStart(Date.UTC(2026, 2, 30, 12), 'day', zone);
    const to = bucketStart(Date.UTC(2026, 3, 6, 12), 'day', zone);
    const before = earlier({ from, to }, 'previous', zone);

    expect([local(before.from, zone), before.to]).toEqual(['2026-03-23 00:00', from]);
    // In 2025 the clock changed on 30 March, so that 30 March was still winter at midnight.
    expect(local(earlier({ from, to }, 'year', zone).from, zone)).toBe('2025-03-30 00:00');
  });
});
