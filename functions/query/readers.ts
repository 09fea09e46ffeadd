/** What the pure verbs need to read; `*-store.ts` implements it over AWS, tests in memory. */
import type { HeatmapType } from '#contracts/answers.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import type { PackedHeat } from '../shared/packed-heat.ts';
import type { HostItem, RefusalItem, SeenItem, StrangerItem } from '../shared/project-items.ts';
import type { BlockItem, KeyItem, SnapshotItem } from '../shared/recording-items.ts';
import type { CounterBy, CounterItem, Crowd, SessionItem } from '../shared/tally-items.ts';
import type { Span } from './buckets.ts';
import type { SessionBlock } from './frames.ts';

/** Where a session's item is, and when it began, ms. */
export interface SessionKey {
  pk: string;
  sk: string;
  startedAt: number;
  /** Where its visitor stands in the order in which visitors are sampled, 0…1; sessions of an earlier version do not tell. */
  visitor?: number | undefined;
}

export interface TallyReader {
  /** Counter items of the hours that start within the span. */
  counters(project: string, crowd: Crowd, by: CounterBy, span: Span): Promise<CounterItem[]>;
  /** Heatmap items of the days that start within the span, page by page. */
  heat(
    project: string,
    crowd: Crowd,
    type: HeatmapType,
    device: DeviceClass,
    path: string,
    span: Span,
  ): AsyncIterable<PackedHeat[]>;
  session(project: string, session: string): Promise<SessionItem | undefined>;
  /**
   * Sessions that began within the span, newest first, page by page.
   * @param before only those whose sort key is smaller
   */
  sessions(project: string, crowd: Crowd, span: Span, before?: string): AsyncIterable<SessionItem[]>;
  /** Keys of the sessions that began within the span, newest first, page by page: a hundredth of what sessions cost. */
  sessionKeys(project: string, crowd: Crowd, span: Span): AsyncIterable<SessionKey[]>;
  /** The sessions at some keys, in that order, page by page. One that is not there any more is left out. */
  sessionsAt(keys: readonly SessionKey[]): AsyncIterable<SessionItem[]>;
  /** Where a session stands in the order in which sessions are sampled, 0…1; no page can choose it. */
  place(key: SessionKey): number;
}

export interface RecordingReader {
  blocks(project: string, session: string): Promise<BlockItem[]>;
  /** Frames that were gathered while nothing of the session was recorded, whose first events lie within the span. */
  gathered(project: string, session: string, span: Span): Promise<SessionBlock[]>;
  key(project: string, session: string): Promise<KeyItem | undefined>;
  snapshots(project: string, device: DeviceClass, path: string): Promise<SnapshotItem[]>;
}

export interface BlockReader {
  /** Bytes `first` … `last`, inclusive. */
  range(object: string, first: number, last: number): Promise<Uint8Array>;
  /** All of its bytes. */
  whole(object: string): Promise<Uint8Array>;
}

export interface UsageReader {
  /** Distinct names that stand in a list of a UTC day. */
  names(project: string, list: CounterBy, day: string): Promise<number>;
  /** Counters of what was past the cap, in the hour that starts at `hour`, ms; bots left out. */
  others(project: string, by: CounterBy, hour: number): Promise<CounterItem[]>;
}

export interface StatusReader {
  seen(project: string): Promise<SeenItem | undefined>;
  refusals(project: string): Promise<RefusalItem[]>;
  /** Sites whose beacons were counted lately. */
  hosts(project: string): Promise<HostItem[]>;
  /** Sites of anybody that send with a key which no project has. */
  strangers(): Promise<StrangerItem[]>;
}

/** Expired items linger for days; they are gone all the same. `now` in ms. */
export const isLive = (item: { ttl: number; erased?: true }, now: number): boolean =>
  item.erased !== true && item.ttl * 1_000 > now;

export const crowdsOf = (query: { bots?: 'include' | 'exclude' | undefined }): Crowd[] =>
  query.bots === 'include' ? ['human', 'bot'] : ['human'];

/** Runs `work` over all, at most `width` at a time, and keeps their order. */
export async function inOrder<T, R>(all: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(all.length);
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < all.length) {
      const index = next;
      next += 1;
      results[index] = await work(all[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, run));
  return results;
}
