import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { RecordingManifest } from '#contracts/recording.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { bindCursor } from '../shared/http/cursor.ts';
import { newFrameKey, sealFrame } from '../shared/seal.ts';
import { placedFrames } from './frames.ts';
import { gapsOf, maxFrames, pageOf, recording } from './recording.ts';
import { sessionEvents } from './session-events.ts';
import { block, frame, key, memoryBlocks, memoryRecordings, project, start } from './test-readers.ts';

const ask = { project, session: 's', span: undefined, around: undefined, now: start + 86_400_000 };

describe('a manifest', () => {
  it('has each frame once, in order, on one clock per document', async () => {
    const blocks = [
      block('s', '30/b', [
        frame('d1', 1, start + 5_000, { offset: 900 }),
        frame('d2', 0, start + 9_000, { tab: 'tab-2' }),
      ]),
      block('s', '30/a', [frame('d1', 0, start, { offset: 100 })]),
      block('s', '30/again', [frame('d1', 1, start + 5_000, { offset: 900 })]),
    ];
    const manifest = await recording(memoryRecordings({ blocks, keys: [key('s')] }), ask);

    expect(z.safeParse(RecordingManifest, manifest).error).toBeUndefined();
    expect(manifest.frames.map(({ document, seq, from }) => [document, seq, from])).toEqual([
      ['d1', 0, 0],
      ['d1', 1, 5_000],
      ['d2', 0, 8_900],
    ]);
    expect(manifest.objects).toEqual([
      { id: '30/a', url: '/b/30/a' },
      { id: '30/b', url: '/b/30/b' },
    ]);
    expect(manifest.startedAt).toBe(new Date(start + 100).toISOString());
    expect(manifest.tabs.map(({ id }) => id)).toEqual(['tab-1', 'tab-2']);
    expect([manifest.before, manifest.after, manifest.gaps]).toEqual([null, null, []]);
  });

  it('has no frame further than a day from where its own clock puts it, whatever its document’s says', async () => {
    const day = 86_400_000;
    const far = 8e15;
    const blocks = [
      block('s', '30/a', [
        frame('d1', 0, start),
        frame('d1', 1, far, { offset: start + 2_000 - far, to: far + 1 }),
        frame('d1', 2, 1, { offset: start + 4_000 - 1, to: 2 }),
      ]),
    ];
    const manifest = await recording(memoryRecordings({ blocks, keys: [key('s')] }), { ...ask, now: start + 9 * day });

    expect(Date.parse(manifest.startedAt)).toBe(start + 4_000 - day);
    expect(Date.parse(manifest.endedAt ?? '')).toBe(start + 2_001 + day);
  });

  it('has no end while the session may go on', async () => {
    const readers = memoryRecordings({ blocks: [block('s', '30/a', [frame('d', 0, start)])], keys: [key('s')] });

    expect((await recording(readers, { ...ask, now: start + 60_000 })).endedAt).toBeNull();
    expect((await recording(readers, ask)).endedAt).toBe(new Date(start + 4_000).toISOString());
  });

  it.each([
    [
      'the key is erased',
      memoryRecordings({
        blocks: [block('s', '30/a', [frame('d', 0, start)])],
        keys: [{ ...key('s'), key: undefined as never, erased: true }],
      }),
    ],
    [
      'the key has expired',
      memoryRecordings({ blocks: [block('s', '30/a', [frame('d', 0, start)])], keys: [{ ...key('s'), ttl: 1 }] }),
    ],
    [
      'nothing was recorded',
      memoryRecordings({ blocks: [block('s', '30/a', [frame('d', 0, start, { recorded: false })])], keys: [key('s')] }),
    ],
    ['there is no such session', memoryRecordings({})],
  ])('is not found when %s', async (_, readers) => {
    await expect(recording(readers, ask)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('marks skipped numbers, what was dropped, and recording without a snapshot as gaps', () => {
    const frames = placedFrames([
      block('s', '30/a', [
        frame('d1', 0, start),
        frame('d1', 2, start + 20_000),
        frame('d1', 3, start + 30_000, { dropped: 4 }),
        frame('d2', 0, start + 40_000, { keyframe: false }),
        frame('d2', 1, start + 50_000, { keyframe: true }),
      ]),
    ]);

    expect(
      gapsOf(frames).map(({ document, reason, from, to }) => [document, reason, from - start, to - start]),
    ).toEqual([
      ['d1', 'missing', 4_000, 20_000],
      ['d1', 'dropped', 24_000, 30_000],
      ['d2', 'no_snapshot', 40_000, 50_000],
    ]);
  });
});

describe('pages of frames', () => {
  const long = placedFrames([
    block(
      's',
      '30/a',
      Array.from({ length: 1_300 }, (_, seq) => frame('d', seq, start + seq * 5_000, { keyframe: seq % 60 === 0 })),
    ),
  ]);

  it('begin at the keyframe before the moment and hold at most 500', () => {
    const { frames, before, after } = pageOf(long, start + 700 * 5_000);

    expect(frames).toHaveLength(maxFrames);
    expect(frames[0]?.seq).toBe(660);
    expect(before?.seq).toBe(659);
    expect(after?.seq).toBe(1_160);
  });

  it('reach every frame by following the cursors', () => {
    const seen = new Set<number>();
    let moment: number | undefined;
    for (let pages = 0; pages < 20; pages += 1) {
      const { frames, after } = pageOf(long, moment);
      for (const { seq } of frames) seen.add(seq);
      if (!after) break;
      moment = after.correctedFrom;
    }

    expect(seen.size).toBe(1_300);
  });

  it('reach every frame by following the cursors either way, whatever the tabs and keyframes', () => {
    const made = fc.array(
      fc.record({
        tab: fc.constantFrom('one', 'two', 'three'),
        gap: fc.constantFrom(0, 0.25, 1, 5_000),
        length: fc.constantFrom(0, 4_000, 90_000),
        keyframe: fc.boolean(),
      }),
      { minLength: 1, maxLength: 1_400, size: 'max' },
    );
    fc.assert(
      fc.property(made, fc.constantFrom('after', 'before'), (list, way) => {
        let at = start;
        const frames = list.map(({ tab, gap, length, keyframe }, seq) => {
          at += gap;
          return frame(tab, seq, at, { tab, to: at + length, keyframe });
        });
        const all = placedFrames([block('s', '30/a', frames)]);
        const seen = new Set<number>();
        let moment = way === 'after' ? undefined : Number.MAX_SAFE_INTEGER;
        for (let pages = 0; pages <= list.length; pages += 1) {
          const page = pageOf(all, moment);
          expect(page.frames.length).toBeLessThanOrEqual(maxFrames);
          for (const { seq } of page.frames) seen.add(seq);
          const next = page[way];
          if (!next) break;
          // As the manifest gives it: whole ms.
          moment = Math.floor(next.correctedFrom);
        }

        expect(seen.size).toBe(list.length);
      }),
      { numRuns: 40 },
    );
  });

  it('begin at each tab that goes on at its own keyframe', () => {
    const tabs = placedFrames([
      block('s', '30/a', [
        frame('a', 0, start, { tab: 'one' }),
        frame('a', 1, start + 50_000, { tab: 'one' }),
        frame('b', 0, start + 20_000, { tab: 'two' }),
        frame('b', 1, start + 60_000, { tab: 'two', keyframe: true }),
        frame('closed', 0, start + 1_000, { tab: 'three' }),
      ]),
    ]);
    const { frames } = pageOf(tabs, start + 61_000);

    expect(frames.map(({ tab, seq }) => [tab, seq])).toEqual([['two', 1]]);
    expect(pageOf(tabs, start + 52_000).frames.map(({ tab, seq }) => [tab, seq])).toEqual([
      ['one', 0],
      ['two', 0],
      ['one', 1],
      ['two', 1],
    ]);
  });
});

describe('what was gathered while nothing of a session was recorded', () => {
  const span = { from: start, to: start + 60_000 };
  const early = newFrameKey();
  const late = newFrameKey();
  const sealed = (secret: Uint8Array, seq: number, name: string) =>
    sealFrame(secret, frameLabel({ project, session: 's', document: 'd', seq }), {
      offset: 0,
      events: [{ kind: 'event', at: start + seq * 1_000, path: '/', name }],
      rrweb: [],
    });
  const objects = { '30/early': sealed(early, 0, 'before'), '30/late': sealed(late, 1, 'after') };
  const at = (name: keyof typeof objects, seq: number, recorded: boolean) =>
    frame('d', seq, start + seq * 1_000, {
      ...{ first: 0, last: objects[name].length - 1 },
      keyframe: recorded,
      recorded,
    });
  const gathered = [{ object: '30/early', frames: [at('30/early', 0, false)], key: early, ttl: 9_999_999_999 }];
  const recorded = { blocks: [block('s', '30/late', [at('30/late', 1, true)])], keys: [key('s', late)] };
  const blocks = memoryBlocks(objects);
  const events = async (recordings: ReturnType<typeof memoryRecordings>) => {
    const cursor = bindCursor('s', 'scope', undefined);
    const { items } = await sessionEvents(
      { recordings, blocks },
      { project, session: 's', span, limit: 9, cursor, now: start },
    );
    return items.map(({ name }) => name);
  };

  it('is a part of its recording, with what opens it', async () => {
    const reader = memoryRecordings({ ...recorded, gathered });
    const manifest = await recording(reader, { ...ask, span });

    expect(z.safeParse(RecordingManifest, manifest).error).toBeUndefined();
    expect(manifest.frames.map(({ object, seq, from }) => [object, seq, from])).toEqual([
      ['30/early', 0, 0],
      ['30/late', 1, 1_000],
    ]);
    expect(manifest.objects).toEqual([
      { id: '30/early', url: '/b/30/early', key: Buffer.from(early).toString('base64') },
      { id: '30/late', url: '/b/30/late' },
    ]);
    expect([manifest.key, manifest.gaps]).toEqual([Buffer.from(late).toString('base64'), []]);
  });

  it('is among its events, recorded or not', async () => {
    expect(await events(memoryRecordings({ ...recorded, gathered }))).toEqual(['before', 'after']);
    expect(await events(memoryRecordings({ gathered }))).toEqual(['before']);
  });

  it('makes no recording, and is nowhere once the session is erased or it has expired', async () => {
    const erased = { ...key('s'), key: undefined as never, erased: true as const };
    const expired = gathered.map((one) => ({ ...one, ttl: 1 }));

    await expect(recording(memoryRecordings({ gathered }), { ...ask, span })).rejects.toThrow(/no recording/);
    expect(await events(memoryRecordings({ gathered, keys: [erased] }))).toEqual([]);
    expect(await events(memoryRecordings({ gathered: expired }))).toEqual([]);
  });

  it('is looked for within its own frames where the session is not counted, or no longer', async () => {
    const own = [block('s', '30/late', [at('30/late', 1, true)])];
    const near = [{ ...gathered[0], frames: [{ ...at('30/early', 0, false), from: start + 2_000 }] }];
    const reader = memoryRecordings({ ...recorded, blocks: own, gathered: near as typeof gathered });

    expect((await recording(reader, ask)).frames.map(({ object }) => object)).toEqual(['30/late', '30/early']);
  });
});

describe('events of a session', () => {
  const span = { from: start, to: start + 60_000 };

  it('whose clock cannot be believed stand at the nearest end of the session, and are marked', async () => {
    const secret = newFrameKey();
    const told = [0, start + 1_000, start + 60_000 + 3_600_000, 8.64e15];
    const events = told.map((at, n) => ({ kind: 'event', at, path: '/', name: `${n}` }));
    const offset = 1_000;
    const sealed = sealFrame(secret, frameLabel({ project, session: 's', document: 'd', seq: 0 }), {
      offset,
      events,
      rrweb: [],
    });
    const frames = [frame('d', 0, 0, { to: 8.64e15, offset, first: 0, last: sealed.length - 1 })];
    const readers = {
      recordings: memoryRecordings({ blocks: [block('s', '30/a', frames)], keys: [key('s', secret)] }),
      blocks: memoryBlocks({ '30/a': sealed }),
    };
    const cursor = bindCursor('s', 'scope', undefined);
    const { items } = await sessionEvents(readers, { project, session: 's', span, limit: 9, cursor, now: start });
    const manifest = await recording(readers.recordings, { ...ask, now: start });

    expect(items.map(({ name, at, clamped }) => [name, Date.parse(at) - start, clamped])).toEqual([
      ['0', 0, true],
      ['1', 2_000, undefined],
      ['2', 60_000, true],
      ['3', 60_000, true],
    ]);
    expect(Number.isFinite(Date.parse(manifest.startedAt))).toBe(true);
  });

  it('come page by page in one order, opening no more frames than it takes, neighbours by one request', async () => {
    const secret = newFrameKey();
    const sealed = Array.from({ length: 100 }, (_, seq) => {
      const events = Array.from({ length: 3 }, (_, n) => ({
        kind: 'event',
        at: start + seq * 100 + n * 90,
        path: '/',
        name: `${seq}.${n}`,
      }));
      const label = frameLabel({ project, session: 's', document: 'd', seq });
      return sealFrame(secret, label, { offset: 0, events, rrweb: [] });
    });
    let end = 0;
    const frames = sealed.map((bytes, seq) => {
      const first = end;
      end += bytes.length;
      const from = start + seq * 100;
      return frame('d', seq, from, { first, last: end - 1, to: from + 180 });
    });
    let requests = 0;
    const stored = memoryBlocks({ '30/a': Buffer.concat(sealed) });
    const readers = {
      recordings: memoryRecordings({ blocks: [block('s', '30/a', frames)], keys: [key('s', secret)] }),
      blocks: {
        ...stored,
        async range(object: string, first: number, last: number) {
          requests += 1;
          return stored.range(object, first, last);
        },
      },
    };
    const names: (string | undefined)[] = [];
    const times: string[] = [];
    let cursor: string | null | undefined;
    const taken: number[] = [];
    do {
      requests = 0;
      const bound = bindCursor('s', 'scope', cursor ?? undefined);
      const page = await sessionEvents(readers, { project, session: 's', limit: 7, span, cursor: bound, now: start });
      names.push(...page.items.map(({ name }) => name));
      times.push(...page.items.map(({ at }) => at));
      taken.push(requests);
      cursor = page.nextCursor;
    } while (cursor !== null);

    expect(names).toHaveLength(300);
    expect(new Set(names).size).toBe(300);
    expect(times).toEqual(times.toSorted());
    expect(Math.max(...taken)).toBe(1);
  });

  it('are opened from their frames, in order of time over tabs, without measurements', async () => {
    const secret = newFrameKey();
    const sealed = (document: string, seq: number, events: unknown[]) =>
      sealFrame(secret, frameLabel({ project, session: 's', document, seq }), { offset: 0, events, rrweb: [] });
    const one = sealed('d1', 0, [
      { kind: 'pageview', at: start, path: '/', host: 'h', title: 'Shop', viewport: [1, 1], screen: [1, 1] },
      { kind: 'move', at: start + 1, path: '/', cells: [] },
      { kind: 'event', at: start + 10, path: '/', name: 'buy', properties: { price: 3 } },
    ]);
    const two = sealed('d2', 0, [{ kind: 'error', at: start + 5, path: '/b', message: 'broken' }]);
    const frames = [
      frame('d1', 0, start, { first: 0, last: one.length - 1 }),
      frame('d2', 0, start + 5, { first: one.length, last: one.length + two.length - 1, tab: 'tab-2' }),
    ];
    const readers = {
      recordings: memoryRecordings({ blocks: [block('s', '30/a', frames)], keys: [key('s', secret)] }),
      blocks: memoryBlocks({ '30/a': Buffer.concat([one, two]) }),
    };
    const read = (cursor?: string) =>
      sessionEvents(readers, {
        project,
        session: 's',
        span,
        limit: 2,
        cursor: bindCursor('s', 'scope', cursor),
        now: start,
      });
    const first = await read();
    const second = await read(first.nextCursor ?? '');

    expect([...first.items, ...second.items]).toEqual([
      { at: new Date(start).toISOString(), kind: 'pageview', path: '/', tab: 'tab-1', label: 'Shop' },
      { at: new Date(start + 5).toISOString(), kind: 'error', path: '/b', tab: 'tab-2', message: 'broken' },
      {
        at: new Date(start + 10).toISOString(),
        kind: 'event',
        path: '/',
        tab: 'tab-1',
        name: 'buy',
        properties: { price: 3 },
      },
    ]);
    expect(second.nextCursor).toBeNull();
  });
});
