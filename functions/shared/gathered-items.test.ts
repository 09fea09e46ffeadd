import { describe, expect, it } from 'vitest';
import {
  type GatheredSession,
  gatheredItems,
  gatheredOf,
  gatheredRanges,
  packGathered,
  slotOf,
  unpackGathered,
} from './gathered-items.ts';

const at = Date.UTC(2026, 10, 20, 23, 57);
const minute = 60_000;
const id = (n: number, last = n % 16) =>
  `0193a000-0000-7000-8000-${n.toString(16).padStart(11, '0')}${last.toString(16)}`;

const gathered = (n: number, change: Partial<GatheredSession> = {}): GatheredSession => ({
  session: id(n),
  visitor: `visitor.${String(n).padStart(24, 'x')}`,
  key: new Uint8Array(32).fill(n % 256),
  frames: [
    {
      ...{ document: id(n + 50_000), tab: id(n + 90_000), seq: 3, first: 70_000 + n, last: 70_900 + n, dropped: 0 },
      ...{ from: at + 0.25, to: at + 9_000, offset: -1_500, keyframe: false, recorded: false },
    },
  ],
  ...change,
});
const place = { project: 'p1', slot: slotOf(at), object: '30/a', bucket: 2, ttl: 9 };

describe('frames that were gathered', () => {
  it('are read as they were written, in 170 bytes for a session with a frame', () => {
    const sessions = Array.from({ length: 100 }, (_, n) => gathered(n));
    const packed = packGathered(sessions);

    expect(unpackGathered(packed)).toEqual(sessions);
    expect(packed.byteLength / sessions.length).toBeLessThan(170);
  });

  it('are one item while sessions are few, and one for each part of many, which has every session of its part', () => {
    const few = gatheredItems(
      Array.from({ length: 300 }, (_, n) => gathered(n)),
      place,
    );
    const many = gatheredItems(
      Array.from({ length: 1_600 }, (_, n) => gathered(n)),
      place,
    );

    expect(few).toMatchObject([{ pk: 'G#p1#2026-11-20', object: '30/a', ttl: 9 }]);
    expect(many).toHaveLength(16);
    expect(new Set(many.map(({ sk }) => sk)).size).toBe(16);
    expect(many.flatMap(({ packed }) => unpackGathered(packed))).toHaveLength(1_600);
    expect(gatheredOf(many, id(5))).toEqual([
      { object: '30/a', frames: gathered(5).frames, key: gathered(5).key, ttl: 9 },
    ]);
  });

  it('are found by a span that has their time, over midnight, and by no other', () => {
    const found = (from: number, to: number, sessions = 1) => {
      const items = [at, at + 5 * minute].flatMap((time) =>
        gatheredItems(
          Array.from({ length: sessions }, (_, n) => gathered(n)),
          { ...place, slot: slotOf(time) },
        ),
      );
      const ranges = gatheredRanges('p1', id(0), { from, to });
      return items.filter(({ pk, sk }) => ranges.some((one) => one.pk === pk && one.first <= sk && sk <= one.last))
        .length;
    };

    for (const sessions of [1, 400]) {
      expect(found(at - minute, at + 9 * minute, sessions)).toBe(2);
      expect(found(at, at, sessions)).toBe(1);
      expect(found(at + 5 * minute, at + 5 * minute, sessions)).toBe(1);
      expect(found(at - 30 * minute, at - 20 * minute, sessions)).toBe(0);
      expect(found(at + 20 * minute, at + 60 * minute, sessions)).toBe(0);
    }
  });

  it('are looked for in few days, whatever clocks say', () => {
    const spans = [
      { from: -8.64e15, to: 8.64e15 },
      { from: 8.64e15, to: 8.64e15 },
      { from: 0, to: 0 },
      { from: at, to: at - minute },
    ];

    for (const span of spans) expect(gatheredRanges('p1', id(0), span).length).toBeLessThanOrEqual(20);
  });
});
