import { expect, it } from 'vitest';
import type { Usage } from '#contracts/answers.ts';
import { namedUsage, usageWarnings } from './usage-text.ts';

const name = { used: 3, cap: 10, other: 0 };
const usage: Usage = {
  month: '2026-11',
  events: { used: 10, quota: 100, state: 'ok' },
  recordings: { used: 10, quota: null, state: 'ok' },
  recordingShare: 1,
  day: '2026-11-25',
  names: { paths: name, eventNames: name, propertyNames: name },
};

it('warns of nothing while there is enough', () => {
  expect(usageWarnings(usage)).toEqual([]);
});

it('says near the end how many recordings are left, and at the end what stops', () => {
  const near = usageWarnings({ ...usage, events: { used: 90, quota: 100, state: 'warning' }, recordingShare: 0.5 });
  const over = usageWarnings({
    ...usage,
    events: { used: 100, quota: 100, state: 'exceeded' },
    recordings: { used: 20, quota: 20, state: 'exceeded' },
  });

  expect(near).toEqual([
    {
      title: "90% of the month's events are used",
      text: expect.stringContaining('50% are recorded'),
      over: false,
    },
  ]);
  expect(over.map((one) => one.title)).toEqual([
    'The events of this month are used up',
    'The recordings of this month are used up',
  ]);
});

it('says what was counted past a cap', () => {
  const [paths, events] = namedUsage({
    ...usage,
    names: { ...usage.names, paths: { used: 10, cap: 10, other: 1_234 } },
  });

  expect(paths).toMatchObject({
    label: 'Paths today',
    state: 'warning',
    note: '1,234 pageviews of other names are counted under “(other)”',
  });
  expect(events).toMatchObject({ state: 'ok', note: undefined });
});
