/** Readers over lists in memory, and items with what a test wants to differ; past 200 lines, as one list of those. */
import { hash } from 'node:crypto';
import { packHeat } from '../shared/packed-heat.ts';
import type { BlockItem, FrameEntry, KeyItem, SnapshotItem } from '../shared/recording-items.ts';
import { blockPartition, blockSort, recordingKey, snapshotPartition } from '../shared/recording-items.ts';
import {
  type CounterBy,
  type CounterItem,
  type Crowd,
  counterPartition,
  counterSort,
  type HeatItem,
  heatPartition,
  readSessionsSort,
  type SessionItem,
  type SessionPage,
  sessionKey,
  sessionsPartition,
  sessionsSort,
} from '../shared/tally-items.ts';
import { memoryJobs } from '../shared/test-jobs.ts';
import { addVisitor, emptySketch } from '../shared/visitor-sketch.ts';
import { utcDays } from './buckets.ts';
import type { SessionBlock } from './frames.ts';
import type { QueryDeps } from './query-routes.ts';
import type { BlockReader, RecordingReader, TallyReader } from './readers.ts';

export const project = 'prj_1';
export const start = Date.UTC(2026, 10, 20, 10);
export const hour = 3_600_000;
const never = 9_999_999_999;

/** A sketch of visitors by number. */
export const sketch = (...visitors: number[]): Uint8Array =>
  visitors.reduce((all, visitor) => addVisitor(all, BigInt(visitor) * 0x9e3779b97f4a7c15n), emptySketch);

export function counter(
  by: CounterBy,
  value: string,
  at: number,
  counts: CounterItem['counts'],
  visitors: Uint8Array = emptySketch,
  change: { bucket?: number; crowd?: Crowd } = {},
): CounterItem {
  const { bucket = 0, crowd = 'human' } = change;
  return {
    pk: counterPartition(project, crowd, by, at),
    sk: counterSort(at, value, bucket),
    w: '',
    value,
    hour: at,
    counts,
    visitors,
    ttl: never,
  };
}

export const page = (path: string, at: number, change: Partial<SessionPage> = {}): SessionPage => ({
  path,
  title: '',
  at,
  document: 'doc',
  view: at,
  device: 'desktop',
  durationMs: 1_000,
  activeMs: 500,
  maxScroll: 0.5,
  fold: 0.2,
  clicks: 0,
  rageClicks: 0,
  deadClicks: 0,
  errors: 0,
  ...change,
});

export function session(id: string, change: Partial<SessionItem> = {}): SessionItem {
  const startedAt = change.startedAt ?? start;
  return {
    ...sessionKey(project, id),
    gpk: sessionsPartition(project, change.bot ? 'bot' : 'human', startedAt),
    gsk: sessionsSort(startedAt, id),
    w: '',
    ttl: never,
    project,
    session: id,
    bucket: 1,
    visitor: `visitor-${id}`,
    userId: '',
    traits: {},
    startedAt,
    lastAt: startedAt + 60_000,
    hour: Math.floor(startedAt / hour) * hour,
    durationMs: 30_000,
    activeMs: 10_000,
    pageviews: change.pages?.length ?? 1,
    events: 0,
    clicks: 0,
    rageClicks: 0,
    deadClicks: 0,
    errors: 0,
    maxScroll: 0.5,
    bounce: false,
    entryPath: '/',
    exitPath: '/',
    host: 'shop.example',
    referrer: '',
    channel: 'Direct',
    utmSource: '',
    utmMedium: '',
    utmCampaign: '',
    country: 'DE',
    region: '',
    city: '',
    device: 'desktop',
    browser: 'Firefox',
    os: 'Linux',
    language: 'de',
    screen: '1920x1080',
    bot: false,
    hasRecording: true,
    pages: [page('/', startedAt)],
    eventNames: {},
    ...change,
  };
}

export function memoryTally(items: {
  counters?: CounterItem[];
  heat?: HeatItem[];
  sessions?: SessionItem[];
  /** Sessions a page of the index has. @default 2 */
  pageSize?: number;
}): TallyReader {
  const { counters = [], heat = [], sessions = [], pageSize = 2 } = items;
  const newestFirst = (id: string, crowd: Crowd, span: { from: number; to: number }, last = '~') =>
    utcDays(span)
      .toReversed()
      .map((day) =>
        sessions
          .filter(
            ({ gpk, gsk, startedAt }) =>
              gpk === sessionsPartition(id, crowd, day) && startedAt >= span.from && startedAt < span.to && gsk <= last,
          )
          .toSorted((a, b) => (a.gsk < b.gsk ? 1 : -1)),
      );
  const byKey = new Map(sessions.map((item) => [item.pk, item]));
  return {
    async counters(id, crowd, by, { from, to }) {
      return counters.filter(
        (item) => item.pk === counterPartition(id, crowd, by, item.hour) && item.hour >= from && item.hour < to,
      );
    },
    async *heat(id, crowd, type, device, path, { from, to }) {
      const pk = heatPartition(id, crowd, type, device, path);
      yield heat.filter((item) => item.pk === pk && item.day >= from && item.day < to).map(packHeat);
    },
    async session(id, wanted) {
      return sessions.find((item) => item.pk === sessionKey(id, wanted).pk);
    },
    async *sessions(id, crowd, span, before) {
      for (const found of newestFirst(id, crowd, span, before)) {
        for (let index = 0; index < found.length; index += pageSize) yield found.slice(index, index + pageSize);
      }
    },
    async *sessionKeys(id, crowd, span) {
      for (const found of newestFirst(id, crowd, span)) {
        yield found.map(({ pk, sk, gsk }) => ({ pk, sk, ...readSessionsSort(gsk) }));
      }
    },
    async *sessionsAt(keys) {
      yield keys.flatMap(({ pk }) => byKey.get(pk) ?? []);
    },
    place: ({ pk }) => hash('sha256', pk, 'buffer').readUIntBE(0, 6) / 2 ** 48,
  };
}

export const frame = (document: string, seq: number, from: number, change: Partial<FrameEntry> = {}): FrameEntry => ({
  document,
  tab: 'tab-1',
  seq,
  first: seq * 100,
  last: seq * 100 + 99,
  from,
  to: from + 4_000,
  offset: 0,
  keyframe: seq === 0,
  recorded: true,
  dropped: 0,
  ...change,
});

export const block = (id: string, object: string, frames: FrameEntry[]): BlockItem => ({
  pk: blockPartition(project, id),
  sk: blockSort(frames[0]?.from ?? 0, object),
  object,
  frames,
  ttl: never,
});

export const key = (id: string, secret: Uint8Array = new Uint8Array(32)): KeyItem => ({
  ...recordingKey(project, id),
  key: secret,
  ttl: never,
});

export function memoryRecordings(items: {
  blocks?: BlockItem[];
  keys?: KeyItem[];
  snapshots?: SnapshotItem[];
  /** What was gathered of one session. */
  gathered?: SessionBlock[];
}): RecordingReader {
  const { blocks = [], keys = [], snapshots = [], gathered = [] } = items;
  return {
    blocks: async (id, wanted) => blocks.filter(({ pk }) => pk === blockPartition(id, wanted)),
    gathered: async (_, __, { from, to }) =>
      gathered.filter(({ frames: [first] }) => first && first.from >= from && first.from <= to),
    key: async (id, wanted) => keys.find(({ pk }) => pk === recordingKey(id, wanted).pk),
    snapshots: async (id, device, path) => snapshots.filter(({ pk }) => pk === snapshotPartition(id, device, path)),
  };
}

export const memoryBlocks = (objects: Record<string, Uint8Array>): BlockReader => ({
  async range(object, first, last) {
    const bytes = objects[object];
    if (!bytes) throw new Error(`no object ${object}`);
    return bytes.subarray(first, last + 1);
  },
  async whole(object) {
    const bytes = objects[object];
    if (!bytes) throw new Error(`no object ${object}`);
    return bytes;
  },
});

/** What a query needs beside counters and a clock, where nothing was refused, used, recorded or asked for. */
export const quietQuery: Omit<QueryDeps, 'tally' | 'now'> = {
  recordings: memoryRecordings({}),
  blocks: memoryBlocks({}),
  statuses: {
    seen: async () => undefined,
    refusals: async () => [],
    hosts: async () => [],
    strangers: async () => [],
  },
  usages: { names: async () => 0, others: async () => [] },
  controls: { put: async () => {} },
  jobs: memoryJobs(),
  random: (digits) => 'a'.repeat(digits),
  version: '1',
};
