import { expect, it } from 'vitest';
import { quotaState, recordingShare, refusesRecordings } from './quota.ts';

it.each([
  [0, null, 'ok'],
  [1e9, null, 'ok'],
  [79, 100, 'ok'],
  [80, 100, 'warning'],
  [99, 100, 'warning'],
  [100, 100, 'exceeded'],
  [0, 0, 'exceeded'],
])('calls %i of %s %s', (used, quota, state) => {
  expect(quotaState(used, quota)).toBe(state);
});

it('samples recordings down from the warning on, to none at the end of either quota', () => {
  const share = (events: number, recordings: number) =>
    recordingShare({ eventsPerMonth: 1_000, recordingsPerMonth: 100 }, { events, recordings });

  expect([share(0, 0), share(800, 80), share(900, 0), share(0, 95), share(1_000, 0), share(5_000, 200)]).toEqual([
    1,
    1,
    expect.closeTo(0.5),
    expect.closeTo(0.25),
    0,
    0,
  ]);
  expect(recordingShare({ eventsPerMonth: null, recordingsPerMonth: null }, { events: 1e9, recordings: 1e9 })).toBe(1);
  expect(recordingShare({ eventsPerMonth: null, recordingsPerMonth: 0 }, { events: 0, recordings: 0 })).toBe(0);
});

it('refuses recordings only where a fifth more than the quota has come', () => {
  const refuses = (quota: number | null, recordings: number) =>
    refusesRecordings({ eventsPerMonth: null, recordingsPerMonth: quota }, { events: 0, recordings });

  expect([refuses(null, 1e6), refuses(1_000, 1_199), refuses(1_000, 1_200), refuses(0, 19), refuses(0, 20)]).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
});
