import { EventType, type eventWithTime, IncrementalSource } from '@rrweb/types';
import { describe, expect, it, vi } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { RecordingFrame, RecordingManifest } from '#contracts/recording.ts';
import type { DecodedPart, DecodeOptions, ReadFrame } from '../../../lib/frames/frame-messages.ts';
import { LineDecoder } from '../../../lib/frames/line-decoder.ts';
import { RangeFetchError } from '../../../lib/frames/range-fetch.ts';
import type { RangeRequest } from '../../../lib/frames/range-plan.ts';
import type { OpenFrame } from '../../../lib/frames/sealed-frame.ts';
import { RecordingStore } from './recording-store.ts';

const startedAt = Date.parse('2026-11-25T10:00:00.000Z');
const page = (change: Partial<RecordingManifest> = {}): RecordingManifest => ({
  startedAt: new Date(startedAt).toISOString(),
  endedAt: new Date(startedAt + 60_000).toISOString(),
  tabs: [{ id: 't1', from: 0, to: 60_000 }],
  objects: [{ id: 'a', url: '/b/30/a' }],
  frames: [],
  key: 'a2V5',
  gaps: [],
  before: null,
  after: null,
  ...change,
});
const frame = (seq: number, from: number, change: Partial<RecordingFrame> = {}): RecordingFrame => ({
  object: 'a',
  range: [seq * 100_000, seq * 100_000 + 99],
  document: 'd1',
  tab: 't1',
  seq,
  from,
  to: from + 900,
  keyframe: seq === 0,
  ...change,
});
/** A page clock that is 7 s behind. */
const offset = 7_000;
const move = (t: number) =>
  ({
    type: EventType.IncrementalSnapshot,
    timestamp: startedAt + t - offset,
    data: { source: IncrementalSource.Scroll, id: 1, x: 0, y: t },
  }) satisfies eventWithTime;

function build(pages: RecordingManifest[], fails: (request: RangeRequest) => Error | undefined = () => undefined) {
  const fetchManifest = vi.fn(async (around?: number) => {
    const found = pages.find((each) => around === undefined || (each.after ?? Infinity) > around);
    if (!found) throw new Error('no such page');
    return found;
  });
  const read = vi.fn(async (_key: string, request: RangeRequest): Promise<ReadFrame[]> => {
    const error = fails(request);
    if (error) throw error;
    return request.parts.map(({ label }) => {
      const [, , document, seq] = label.split('/');
      const own = pages.flatMap((each) => each.frames).find((f) => f.document === document && f.seq === Number(seq));
      if (seq === '66') return { label, reason: 'its bytes do not open' };
      const at = own?.from ?? 0;
      const analytics = [{ kind: 'click' as const, at: startedAt + at - offset } as never];
      return { label, frame: { offset, analytics, events: [move(at), move(at + 500)], from: startedAt + at - offset } };
    });
  });
  const decode = vi.fn(async (): Promise<DecodedPart[]> => []);
  const close = vi.fn();
  const store = new RecordingStore({ project: 'P', session: 's', fetchManifest, reader: { read, decode, close } });
  return { store, fetchManifest, read, decode, close };
}
const times = (store: RecordingStore, tab = 't1') =>
  store
    .state()
    .streams.get(tab)
    ?.map((event) => event.timestamp - startedAt);

describe('RecordingStore', () => {
  it('puts frames together in order, each label once, on the corrected clock', async () => {
    const { store, read } = build([page({ frames: [frame(1, 2_000), frame(0, 0), frame(1, 2_000, { object: 'b' })] })]);

    await store.open();

    expect(times(store)).toEqual([0, 500, 2_000, 2_500]);
    expect(store.state().timeline.map(({ t }) => t)).toEqual([0, 2_000]);
    expect(read.mock.calls.flatMap(([, request]) => request.parts.map((part) => part.label))).toEqual([
      'p/s/d1/0',
      'p/s/d1/1',
    ]);
  });

  it('opens an object by the key that the manifest gives with it, and others by that of the recording', async () => {
    const objects = [
      { id: 'a', url: '/b/30/a' },
      { id: 'b', url: '/b/30/b', key: 'ZWFybHk=' },
    ];
    const { store, read } = build([page({ objects, frames: [frame(0, 0, { object: 'b' }), frame(1, 2_000)] })]);

    await store.open();

    expect(read.mock.calls.map(([key, { url }]) => [url, key])).toEqual([
      ['/b/30/b', 'ZWFybHk='],
      ['/b/30/a', 'a2V5'],
    ]);
  });

  it('keeps the same objects in front when the stream grows', async () => {
    const pages = [page({ frames: [frame(0, 0)], after: 30_000 }), page({ frames: [frame(1, 31_000)], before: 0 })];
    const { store } = build(pages);
    await store.open();
    const before = store.state().streams.get('t1') ?? [];

    store.need(1_000);
    await vi.waitFor(() => expect(times(store)).toHaveLength(4));

    expect(store.state().streams.get('t1')?.slice(0, 2)).toEqual(before);
    expect(store.state().streams.get('t1')?.[0]).toBe(before[0]);
  });

  it('asks for the next page only when playback comes near', async () => {
    const pages = [page({ frames: [frame(0, 0)], after: 50_000 }), page({ frames: [frame(1, 51_000)], before: 0 })];
    const { store, fetchManifest } = build(pages);
    await store.open();

    store.need(1_000);
    expect(fetchManifest).toHaveBeenCalledTimes(1);

    store.need(25_000);
    await vi.waitFor(() => expect(fetchManifest).toHaveBeenLastCalledWith(50_000));
  });

  it('shows a page from its pageview on, though its first picture is in a later frame, and no later one earlier', async () => {
    const other = { document: 'd2' };
    const { store, read } = build([page({ frames: [frame(0, 0), frame(0, 10_000, other), frame(1, 12_000, other)] })]);
    const at = (t: number) => startedAt + t - offset;
    const picture = (t: number): eventWithTime => ({
      type: EventType.FullSnapshot,
      timestamp: at(t),
      data: { node: { type: 0, childNodes: [], id: 1 }, initialOffset: { left: 0, top: 0 } },
    });
    const pageview = (t: number): AnalyticsEvent[] => [
      { kind: 'pageview', path: '/', at: at(t), host: 'shop.test', viewport: [800, 600], screen: [800, 600] },
    ];
    const told: Record<string, Pick<OpenFrame, 'analytics' | 'events'>> = {
      'p/s/d1/0': { analytics: pageview(0), events: [picture(800), move(9_000)] },
      'p/s/d2/0': { analytics: pageview(10_000), events: [] },
      'p/s/d2/1': { analytics: pageview(12_500), events: [move(12_000), picture(12_600), picture(13_000)] },
    };
    read.mockImplementation(async (_key, { parts }) =>
      parts.map(({ label }) => {
        const own = told[label] ?? { analytics: [], events: [] };
        return { label, frame: { offset, from: own.analytics[0]?.at ?? 0, ...own } };
      }),
    );

    await store.open();

    expect(times(store)).toEqual([0, 9_000, 10_000, 10_000, 13_000]);
    expect(store.state().timeline.map(({ t }) => t)).toEqual([0, 10_000, 12_500]);
  });

  it('leaves out what is no event or of a time that its frame cannot have, counts it, and keeps the rest in place', async () => {
    const { store, read } = build([page({ frames: [frame(0, 0), frame(1, 2_000)] })]);
    const strays = [
      { ...move(0), timestamp: 1 },
      { ...move(0), timestamp: 8e15 },
      { ...move(100), data: null } as never,
    ];
    const click = (at: number) => ({ kind: 'click', at }) as AnalyticsEvent;
    const told: Record<string, OpenFrame> = {
      'p/s/d1/0': { offset, from: 1, analytics: [click(1)], events: [move(0), ...strays, move(500)] },
      'p/s/d1/1': { offset, analytics: [click(8e15), click(startedAt + 2_100 - offset)], events: [move(2_000)] },
    };
    read.mockImplementation(async (_key, { parts }) =>
      parts.map(({ label }) => ({ label, frame: told[label] as OpenFrame })),
    );

    await store.open();

    expect(times(store)).toEqual([0, 500, 2_000]);
    expect(store.state().strays).toEqual(new Map([['t1', 3]]));
    expect(store.state().timeline.map(({ t }) => t)).toEqual([0, 2_100, 2_900]);
  });

  it('says until when a tab can be shown', async () => {
    const pages = [page({ frames: [frame(0, 0), frame(0, 100, { document: 'd2', tab: 't2' })], after: 50_000 })];
    const { store, read } = build(pages);
    const arrive = Promise.withResolvers<ReadFrame[]>();
    read.mockReturnValueOnce(arrive.promise);
    const opened = store.open();
    await vi.waitFor(() => expect(read).toHaveBeenCalled());

    expect(store.availableTo(500, 't1')).toBe(0);
    arrive.resolve([{ label: 'p/s/d1/0', frame: { offset: 0, analytics: [], events: [] } }]);
    await opened;
    expect(store.availableTo(500, 't1')).toBe(50_000);
    expect(store.availableTo(500, 't2')).toBe(100);
    expect(store.availableTo(60_000, 't1')).toBe(60_000);
  });

  it('shows a frame that does not open as a gap and names it', async () => {
    const { store } = build([page({ frames: [frame(0, 0), frame(66, 3_000), frame(67, 5_000)] })]);

    await store.open();

    expect(times(store)).toEqual([0, 500, 5_000, 5_500]);
    expect(store.state().gaps).toEqual([expect.objectContaining({ from: 3_000, to: 3_900, reason: 'missing' })]);
    expect(store.state().problems).toEqual([{ kind: 'frame', label: 'd1/66', message: 'its bytes do not open' }]);
  });

  it('asks again for a range that failed, and not for one that is gone', async () => {
    let broken = true;
    const { store, read } = build([page({ frames: [frame(0, 0), frame(1, 2_000), frame(2, 4_000)] })], (request) => {
      if (request.first === 200_000) return new RangeFetchError('gone', true);
      return broken && request.first === 100_000 ? new RangeFetchError('502', false) : undefined;
    });
    await store.open();
    expect(store.state().problems).toHaveLength(2);

    broken = false;
    await store.retry();

    expect(times(store)).toEqual([0, 500, 2_000, 2_500]);
    expect(store.state().problems).toEqual([{ kind: 'range', message: 'gone', gone: true, frames: 1 }]);
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('says why when there is no manifest, and opens on a second try', async () => {
    const { store, fetchManifest } = build([page({ frames: [frame(0, 0)] })]);
    fetchManifest.mockRejectedValueOnce(new Error('down'));

    await store.open();
    expect(store.state()).toMatchObject({ status: 'failed', error: new Error('down') });

    await store.open();
    expect(store.state().status).toBe('ready');
  });

  it('goes on after a page that came back from the back/forward cache', async () => {
    const other = { document: 'd2', object: 'b' };
    const { store } = build([
      page({
        frames: [frame(0, 0), frame(1, 20_000), frame(0, 10_000, other), frame(1, 12_000, other)],
        objects: [
          { id: 'a', url: '/b/a' },
          { id: 'b', url: '/b/b' },
        ],
      }),
    ]);

    await store.open();

    expect(times(store)).toEqual([0, 500, 10_000, 10_500, 12_000, 12_500, 20_000, 20_500]);
  });
});

describe('a recording of our own format', () => {
  const time = (t: number) => startedAt + t - offset;
  const opened = (t: number) => [0, time(t), 0, 'https://shop.test/', 800, 600];
  const end = (t: number) => [2, time(t), 0, 0];
  const scrolled = (t: number) => [11, time(t), 1, 0, t];
  const linesOf: Record<string, unknown[]> = {
    'd1/0': [opened(0)],
    'd1/1': [end(0), scrolled(2_000)],
    'd1/3': [scrolled(4_000), opened(5_000), end(5_000), scrolled(5_500)],
    'd1/4': [scrolled(6_000), [11, time(6_500), 'x']],
    'd2/0': [opened(0), end(0), [18, time(2_000), 'storm'], opened(3_000), end(3_000), [18, time(8_000), 'storm']],
  };

  /** Frames 0, 1, 3 and 4 come in ranges of their own, in the order of `arrive`. */
  async function play(arrive: number[], document = 'd1') {
    const frames = arrive.map((seq) => frame(seq, seq * 1_000, { document }));
    const decoder = new LineDecoder();
    const { store, read, decode } = build([page({ frames })]);
    const ranges = new Map(frames.map(({ seq }) => [`p/s/${document}/${seq}`, Promise.withResolvers<void>()]));
    read.mockImplementation(async (_key, request) =>
      Promise.all(
        request.parts.map(async ({ label }): Promise<ReadFrame> => {
          await ranges.get(label)?.promise;
          const lines = linesOf[label.replace('p/s/', '')] ?? [];
          decoder.keep(label, lines);
          return { label, frame: { offset, analytics: [], events: [], encoded: true, from: startedAt - offset } };
        }),
      ),
    );
    decode.mockImplementation(async (...args: [] | [readonly string[], DecodeOptions]) =>
      args.length ? decoder.decode(...args) : [],
    );
    const whole = store.open();
    for (const seq of arrive) {
      ranges.get(`p/s/${document}/${seq}`)?.resolve();
      await new Promise((resolve) => setTimeout(resolve));
    }
    await whole;
    return store;
  }

  it.each([
    ['in order', [0, 1, 3, 4]],
    ['backwards', [4, 3, 1, 0]],
  ])(
    'is decoded in order though its frames arrive %s, and waits for a snapshot where one is missing',
    async (_, order) => {
      const store = await play(order);

      expect(times(store)).toEqual([0, 0, 2_000, 5_000, 5_000, 5_500, 6_000]);
      expect(store.state().problems).toEqual([
        { kind: 'frame', label: 'd1/4', message: expect.stringContaining('not of the format') },
      ]);
      expect(store.state().settled).toBe(4);
    },
  );

  it('has gaps where the recorder told nothing until its next snapshot', async () => {
    const store = await play([0], 'd2');

    expect(store.state().gaps.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      [2_000, 3_000, 'dropped'],
      [8_000, 8_000, 'dropped'],
    ]);
  });
});
