import { expect, it } from 'vitest';
import { defaultSettings, type ProjectSettings } from '#contracts/project-settings.ts';
import { checkLimit, limitsForm, limitsOf } from './limits-form.ts';

it('shows limits as people write them, and takes back what it shows', () => {
  const { limits } = defaultSettings;
  const form = limitsForm(limits);

  expect(form).toMatchObject({ bytesPerSecond: 256, eventsPerMonth: '', pathsPerDay: 5_000 });
  expect(limitsOf(form)).toEqual(limits);
  expect(limitsOf({ ...form, eventsPerMonth: 10_000, recordingsPerMonth: 0, bytesPerSecond: 0.5 * 3 })).toEqual({
    ...limits,
    eventsPerMonth: 10_000,
    recordingsPerMonth: 0,
    bytesPerSecond: 1_536,
  });
});

it('takes what the API takes and says how to write the rest', () => {
  expect(checkLimit('eventsPerSecond', 200)).toBeNull();
  expect(checkLimit('eventsPerSecond', 0)).toBe('Write 1 or more');
  expect(checkLimit('eventsPerSecond', 1e9)).toBe('Write 100,000 or less');
  expect(checkLimit('eventsPerSecond', 1.5)).toBe('Write a whole number');
  expect(checkLimit('eventsPerSecond', '')).toBe('Write a whole number');
  expect(checkLimit('eventsPerSecond', '-')).toBe('Write a whole number');
  expect(checkLimit('eventsPerMonth', '')).toBeNull();
  expect(checkLimit('recordingsPerMonth', 0)).toBeNull();
  expect(checkLimit('bytesPerSecond', 0.4)).toBe('Write 1 or more');
  expect(checkLimit('pathsPerDay', 20_001)).toBe('Write 20,000 or less');
  for (const [name, value] of Object.entries(limitsForm(defaultSettings.limits))) {
    expect(checkLimit(name as keyof ProjectSettings['limits'], value)).toBeNull();
  }
});
