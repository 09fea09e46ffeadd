import { expect, it } from 'vitest';
import { dateOf, dayBefore, InvalidDayError, localDay, touchedDates } from './local-day.ts';

const iso = (ms: number) => new Date(ms).toISOString();

it('is a day of the zone, also where clocks change and where midnight is skipped', () => {
  const bounds = (date: string, zone: string) => {
    const { start, end } = localDay(date, zone);
    return [iso(start), iso(end)];
  };

  expect(bounds('2026-11-20', 'Europe/Berlin')).toEqual(['2026-11-19T23:00:00.000Z', '2026-11-20T23:00:00.000Z']);
  expect(bounds('2026-10-25', 'Europe/Berlin')).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
  expect(bounds('2026-03-29', 'Europe/Berlin')).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  expect(bounds('2026-11-20', 'Asia/Kolkata')).toEqual(['2026-11-19T18:30:00.000Z', '2026-11-20T18:30:00.000Z']);
  expect(bounds('2026-11-20', 'Pacific/Kiritimati')).toEqual(['2026-11-19T10:00:00.000Z', '2026-11-20T10:00:00.000Z']);
  expect(bounds('2018-11-04', 'America/Sao_Paulo')).toEqual(['2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z']);
});

it('refuses what is no date', () => {
  for (const date of ['2026-02-30', '2026-1-1', 'yesterday', '2026-11-20T00:00', '']) {
    expect(() => localDay(date, 'UTC')).toThrow(InvalidDayError);
  }
});

it('yesterday ends where today begins', () => {
  const now = Date.UTC(2026, 9, 26, 4, 30);
  const { date, end } = dayBefore(now, 'America/New_York');

  expect([date, iso(end)]).toEqual(['2026-10-25', '2026-10-26T04:00:00.000Z']);
  expect(dayBefore(now, 'Asia/Tokyo').date).toBe('2026-10-25');
  expect(dateOf(now, 'Asia/Tokyo')).toBe('2026-10-26');
});

it('a beacon touches the days around its hours', () => {
  expect([...touchedDates([Date.UTC(2026, 10, 20, 12)], 'UTC')].sort()).toEqual([
    '2026-11-19',
    '2026-11-20',
    '2026-11-21',
  ]);
});
