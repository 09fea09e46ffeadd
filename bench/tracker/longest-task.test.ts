import { expect, it } from 'vitest';
import { longestTask, type TraceEvent } from './longest-task.ts';

const task = (pid: number, dur: number, name = 'ThreadControllerImpl::RunTask'): TraceEvent => ({
  name,
  ph: 'X',
  pid,
  tid: 1,
  ts: 0,
  dur: dur * 1_000,
});
const thread = (pid: number, name: string): TraceEvent => ({
  name: 'thread_name',
  ph: 'M',
  pid,
  tid: 1,
  ts: 0,
  args: { name },
});

it('the longest task is that of the busiest renderer, and of its main thread alone', () => {
  const events = [
    thread(1, 'CrRendererMain'),
    thread(2, 'CrRendererMain'),
    thread(3, 'CrBrowserMain'),
    task(1, 20),
    task(1, 60),
    task(1, 5, 'RunTask'),
    task(2, 70),
    { ...task(1, 300), tdur: 2_000 },
    task(3, 900),
    task(1, 500, 'FunctionCall'),
  ];

  expect(longestTask(events)).toEqual({ longest: 60, all: 87 });
});

it('without a task there is none', () => {
  expect(longestTask([thread(1, 'CrRendererMain')])).toEqual({ longest: 0, all: 0 });
});
