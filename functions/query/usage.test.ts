import { expect, it } from 'vitest';
import { Usage } from '#contracts/answers.ts';
import { defaultSettings, type ProjectSettings } from '#contracts/project-settings.ts';
import { testProject } from '../shared/http/test-call.ts';
import { type CounterBy, monthStart } from '../shared/tally-items.ts';
import { counter, memoryTally, project } from './test-readers.ts';
import { usage } from './usage.ts';

const now = Date.parse('2026-11-25T03:30:00Z');
const month = monthStart(now);

/** Usage of a project in Kolkata, whose hours begin at half past in UTC. */
function ask(
  limits: Partial<ProjectSettings['limits']>,
  names: Partial<Record<CounterBy, number>>,
  counters: ReturnType<typeof counter>[],
) {
  const settings = { ...defaultSettings, limits: { ...defaultSettings.limits, ...limits } };
  const asked: string[] = [];
  const usages = {
    names: async (_: string, list: CounterBy) => names[list] ?? 0,
    others: async (_: string, by: CounterBy, hour: number) => {
      asked.push(`${by} ${new Date(hour).toISOString().slice(0, 16)}`);
      return counters.filter((item) => item.hour === hour && item.value === '(other)' && item.pk.includes(`#${by}#`));
    },
  };
  const item = testProject({ id: project, timeZone: 'Asia/Kolkata', settings });
  return { asked, answer: usage({ tally: memoryTally({ counters }), usages }, { id: project, item }, now) };
}

it('tells what was taken of quotas this month, and what follows from it', async () => {
  const { answer } = ask({ eventsPerMonth: 1_000, recordingsPerMonth: 10 }, {}, [
    counter('usage', '', month, { events: 700, recordings: 4 }),
    counter('usage', '', month, { events: 150, recordings: 5 }, undefined, { bucket: 1 }),
    counter('usage', '', monthStart(month - 1), { events: 5_000 }),
  ]);

  expect(Usage.parse(await answer)).toMatchObject({
    month: '2026-11',
    events: { used: 850, quota: 1_000, state: 'warning' },
    recordings: { used: 9, quota: 10, state: 'warning' },
    recordingShare: expect.closeTo(0.5),
  });
});

it('tells how many names of today have numbers of their own, and what the others come to', async () => {
  const half = Date.parse('2026-11-25T02:30:00Z');
  const { answer, asked } = ask({ pathsPerDay: 3, eventNamesPerDay: 9 }, { path: 3, event: 4 }, [
    counter('path', '(other)', half, { pageviews: 7, clicks: 2 }),
    counter('path', '(other)', half - 3_600_000, { pageviews: 5 }, undefined, { bucket: 3 }),
    counter('path', '/a', half, { pageviews: 90 }),
  ]);

  expect(await answer).toMatchObject({
    day: '2026-11-25',
    events: { used: 0, quota: null, state: 'ok' },
    recordingShare: 1,
    names: {
      paths: { used: 3, cap: 3, other: 12 },
      eventNames: { used: 4, cap: 9, other: 0 },
      propertyNames: { used: 0, cap: 500, other: 0 },
    },
  });
  expect(asked).toEqual([
    'path 2026-11-25T03:30',
    'path 2026-11-25T02:30',
    'path 2026-11-25T01:30',
    'path 2026-11-25T00:30',
  ]);
});
