import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayStart, hourStart, zoneOffset } from './zone.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/Havana',
  'Atlantic/Azores',
  'Pacific/Chatham',
  'Africa/Cairo',
  'Pacific/Apia',
];
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2032, 0, 1) });
const zone = fc.constantFrom(...zones);
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();

describe('hourStart', () => {
  it.each([
    ['Europe/Berlin', '2026-07-01T10:59:59.999Z', '2026-07-01T10:00:00.000Z'],
    ['Asia/Kolkata', '2026-07-01T10:29:59Z', '2026-07-01T09:30:00.000Z'],
    ['Asia/Kathmandu', '2026-07-01T10:15:00Z', '2026-07-01T10:15:00.000Z'],
    ['Pacific/Chatham', '2026-07-01T10:14:00Z', '2026-07-01T09:15:00.000Z'],
    // 02:00 goes back to 01:30: the half hour that comes twice is an hour of its own.
    ['Australia/Lord_Howe', '2026-04-04T14:59:00Z', '2026-04-04T14:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:10:00Z', '2026-04-04T15:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:40:00Z', '2026-04-04T15:30:00.000Z'],
  ])('of %s at %s is %s', (name, given, start) => {
    expect(iso(hourStart(at(given), name))).toBe(start);
  });

  it('begins at most an hour before, is its own start, never goes back, and keeps its hour', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 7_200_000 }), zone, (ms, later, name) => {
        const start = hourStart(ms, name);

        expect(start).toBeLessThanOrEqual(ms);
        expect(ms - start).toBeLessThan(3_600_000);
        expect(hourStart(start, name)).toBe(start);
        expect(hourStart(ms + later, name)).toBeGreaterThanOrEqual(start);
        expect(zoneOffset(start, name)).toBe(zoneOffset(ms, name));
      }),
      { numRuns: 500 },
    );
  });
});

describe('dayStart', () => {
  it.each([
    ['UTC', '2026-07-01T10:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['Asia/Kathmandu', '2026-07-01T18:14:59Z', '2026-06-30T18:15:00.000Z'],
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T23:30:00Z', '2026-10-25T23:00:00.000Z'],
    // Midnight is skipped: the day begins at 01:00.
    ['America/Santiago', '2026-09-06T12:00:00Z', '2026-09-06T04:00:00.000Z'],
    // 01:00 goes back to 00:00: midnight comes twice, the day begins at the first.
    ['America/Havana', '2026-11-01T12:00:00Z', '2026-11-01T04:00:00.000Z'],
    ['Atlantic/Azores', '2026-10-25T12:00:00Z', '2026-10-25T00:00:00.000Z'],
  ])('of %s at %s is %s', (name, given, start) => {
    expect(iso(dayStart(at(given), name))).toBe(start);
  });

  it('is its own start, the start of an hour, and never goes back', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 90_000_000 }), zone, (ms, later, name) => {
        const start = dayStart(ms, name);

        expect(start).toBeLessThanOrEqual(ms);
        expect(ms - start).toBeLessThan(25 * 3_600_000);
        expect(dayStart(start, name)).toBe(start);
        expect(hourStart(start, name)).toBe(start);
        expect(dayStart(start - 1, name)).toBeLessThan(start);
        expect(dayStart(ms + later, name)).toBeGreaterThanOrEqual(start);
      }),
      { numRuns: 500 },
    );
  });
});
