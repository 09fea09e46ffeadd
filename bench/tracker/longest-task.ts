/** An event of Chromium's trace, as far as we look at it; times in µs, `tdur` those in which the thread had a core. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

const isTask = ({ name, ph }: TraceEvent) => ph === 'X' && /(?:^|::)RunTask$/.test(name);

/** The longest task of the busiest main thread of a renderer, and all of them together, ms. */
export function longestTask(events: readonly TraceEvent[]): { longest: number; all: number } {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const threads = new Map<string, { longest: number; all: number }>();
  for (const event of events) {
    const thread = `${event.pid}/${event.tid}`;
    if (!isTask(event) || !main.has(thread)) continue;
    const { longest = 0, all = 0 } = threads.get(thread) ?? {};
    // By the thread's own clock, which stands still while others have the core.
    const ms = (event.tdur ?? event.dur ?? 0) / 1_000;
    threads.set(thread, { longest: Math.max(longest, ms), all: all + ms });
  }
  const [busiest] = [...threads.values()].toSorted((one, other) => other.all - one.all);
  return busiest ?? { longest: 0, all: 0 };
}
