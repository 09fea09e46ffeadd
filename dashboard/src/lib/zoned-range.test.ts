import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presetNames } from './search.ts';
import { grainOf, rangeOf, zonedText } from './zoned-range.ts';

const noonInBerlin = Date.parse('2026-03-29T10:00:00Z');

describe('a range', () => {
  it('is the last seven days, today included, when none is chosen', () => {
    expect(rangeOf({}, 'UTC', Date.parse('2026-11-25T17:00:00Z'))).toEqual({
      from: '2026-11-19T00:00:00.000Z',
      to: '2026-11-26T00:00:00.000Z',
    });
  });

  it('begins and ends at midnight of the project, not of the browser', () => {
    expect(rangeOf({ range: 'today' }, 'Pacific/Auckland', Date.parse('2026-06-30T20:00:00Z'))).toEqual({
      from: '2026-06-30T12:00:00.000Z',
      to: '2026-07-01T12:00:00.000Z',
    });
  });

  it('has 23 hours on the day the clocks go forward', () => {
    expect(rangeOf({ range: 'today' }, 'Europe/Berlin', noonInBerlin)).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    });
  });

  it('takes days that were chosen over a preset, both inclusive', () => {
    expect(rangeOf({ range: '30d', from: '2026-03-28', to: '2026-03-29' }, 'Europe/Berlin', noonInBerlin)).toEqual({
      from: '2026-03-27T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    });
  });

  it('falls back to the preset when the chosen days are the wrong way round', () => {
    const now = Date.parse('2026-11-25T17:00:00Z');

    expect(rangeOf({ from: '2026-02-02', to: '2026-02-01' }, 'UTC', now)).toEqual(rangeOf({}, 'UTC', now));
  });

  it('always begins before it ends, at a local midnight', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Adelaide',
      'Pacific/Auckland',
    ];
    const moments = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') });
    fc.assert(
      fc.property(fc.constantFrom(...presetNames), fc.constantFrom(...zones), moments, (range, zone, now) => {
        const { from, to } = rangeOf({ range }, zone, now);

        expect(Date.parse(from)).toBeLessThan(Date.parse(to));
        expect([zonedText(from, zone, 'HH:mm'), zonedText(to, zone, 'HH:mm')]).toEqual(['00:00', '00:00']);
      }),
    );
  });
});

describe('the grain of a chart', () => {
  it('grows with the range', () => {
    const grain = (days: number) =>
      grainOf({ from: new Date(0).toISOString(), to: new Date(days * 864e5).toISOString() });

    expect([1, 3, 7, 90, 120, 365].map(grain)).toEqual(['hour', 'hour', 'day', 'day', 'week', 'month']);
  });
});
