/** One run of the simulator: traffic onto a stream, the stream through a consumer, and what came of it. */

import type { StreamRecord } from '../stream-batch.ts';
import { anyEventSource, type EventSource, type Invoke, readStreams } from './event-source.ts';
import { Random } from './random.ts';
import { type Layout, layOutStream } from './simulated-stream.ts';
import { makeTraffic, type StreamEntry, type TrafficOptions } from './traffic.ts';
import { type Truth, truthOf } from './truth.ts';
import { Stores } from './world.ts';

export interface Run {
  stores: Stores;
  truth: Truth;
  entries: StreamEntry[];
  records: Map<StreamEntry, StreamRecord>;
  invocations: number;
}

export interface RunOptions {
  sessions?: number;
  traffic?: TrafficOptions;
  layout?: Partial<Layout>;
  /** What is not drawn of the event source. */
  source?: Partial<EventSource>;
}

/** Everything about it follows from the seed. */
export async function runTraffic(
  seed: number,
  invokeOf: (stores: Stores, random: Random) => Invoke,
  { sessions = 10, traffic, layout, source }: RunOptions = {},
): Promise<Run> {
  const random = new Random(seed);
  const entries = makeTraffic(random, sessions, traffic);
  const records: Run['records'] = new Map();
  const lives = layOutStream(entries, random, {
    reshard: 0.7,
    lives: random.chance(0.25) ? 2 : 1,
    ...layout,
    placed: (entry, record) => records.set(entry, record),
  });
  const stores = new Stores();
  const invocations = await readStreams({ ...anyEventSource(invokeOf(stores, random), random), ...source }, lives);
  return { stores, truth: truthOf(entries), entries, records, invocations };
}
