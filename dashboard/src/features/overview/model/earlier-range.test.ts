import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayText, midnightOf } from '../../../lib/zoned-range.ts';
import { compareText, earlierRange } from './earlier-range.ts';

const days = (from: string, to: string, zone: string) => ({ from: midnightOf(from, zone), to: midnightOf(to, zone) });

describe('the earlier range', () => {
  it('is none when nothing is compared', () => {
    expect(earlierRange(days('2026-05-01', '2026-05-08', 'UTC'), 'none', 'UTC')).toBeNull();
  });

  it('is as many days before, also when the clocks changed in between', () => {
    const zone = 'Europe/Berlin';

    expect(earlierRange(days('2026-03-29', '2026-04-05', zone), 'previous', zone)).toEqual(
      days('2026-03-22', '2026-03-29', zone),
    );
  });

  it('is the same days of the year before', () => {
    const zone = 'America/New_York';

    expect(earlierRange(days('2026-11-01', '2026-11-08', zone), 'year', zone)).toEqual(
      days('2025-11-01', '2025-11-08', zone),
    );
  });

  it('takes the day after February for a leap day', () => {
    expect(earlierRange(days('2028-02-29', '2028-03-01', 'UTC'), 'year', 'UTC')?.from).toBe('2027-03-01T00:00:00.000Z');
  });

  it('has as many days as the range and ends where it begins', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
    const start = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2030-01-01') });
    fc.assert(
      fc.property(zones, start, fc.integer({ min: 1, max: 400 }), (zone, ms, count) => {
        const first = dayText(ms, 'UTC');
        const range = days(first, dayText(Date.parse(first) + count * 864e5, 'UTC'), zone);
        const before = earlierRange(range, 'previous', zone);

        expect(before?.to).toBe(range.from);
        const length = Date.parse(dayText(range.from, zone)) - Date.parse(dayText(before?.from ?? '', zone));
        expect(length).toBe(count * 864e5);
      }),
    );
  });
});

describe('what a change is against', () => {
  it('is said in days', () => {
    expect(compareText(days('2026-05-01', '2026-05-02', 'UTC'), 'previous')).toBe('vs. the day before');
    expect(compareText(days('2026-03-29', '2026-04-05', 'Europe/Berlin'), 'previous')).toBe('vs. previous 7 days');
    expect(compareText(days('2026-05-01', '2026-05-08', 'UTC'), 'year')).toBe('vs. a year before');
  });
});
