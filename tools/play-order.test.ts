import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordingFrame } from '#contracts/recording.ts';
import { correctedEvents, playOrder } from './play-order.ts';

const frame = (document: string, seq: number, from: number): RecordingFrame => ({
  ...{ document, seq, from, to: from + 10, tab: 't', object: 'o', range: [0, 1], keyframe: seq === 0 },
});
const labels = (frames: RecordingFrame[]) => frames.map(({ document, seq }) => `${document}${seq}`);

describe('playOrder', () => {
  it('puts documents by time and frames by seq, each label once', () => {
    const given = [frame('b', 0, 500), frame('a', 1, 90), frame('a', 0, 100), frame('a', 1, 95)];

    expect(labels(playOrder(given))).toEqual(['a0', 'a1', 'b0']);
  });

  it('goes on with a page that comes back after the page in between', () => {
    const given = [frame('a', 0, 0), frame('a', 1, 300), frame('b', 0, 100)];

    expect(labels(playOrder(given))).toEqual(['a0', 'b0', 'a1']);
  });

  it('gives the same order however often and in whatever order frames come', () => {
    const frames = fc.uniqueArray(
      fc.record({ document: fc.constantFrom('a', 'b', 'c'), seq: fc.nat(5), from: fc.nat(1_000) }),
      { selector: ({ document, seq }) => `${document}${seq}` },
    );
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.nat()), (given, picks) => {
        const all = given.map(({ document, seq, from }) => frame(document, seq, from));
        const shuffled = [...all, ...all]
          .map((one) => ({ one, rank: picks.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        const ordered = playOrder(shuffled);

        expect(ordered).toHaveLength(all.length);
        for (const document of ['a', 'b', 'c']) {
          const seqs = ordered.filter((one) => one.document === document).map(({ seq }) => seq);
          expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});

describe('correctedEvents', () => {
  it('gives a document one offset, that of its lowest frame, and never falls back', () => {
    const opened = (offset: number, ...times: number[]) => ({
      offset,
      events: times.map((timestamp) => ({ timestamp })),
    });
    const events = correctedEvents([
      { document: 'a', seq: 0, opened: opened(1_000, 1, 2) },
      { document: 'a', seq: 1, opened: opened(5_000, 3) },
      { document: 'b', seq: 0, opened: opened(900, 50, 200) },
    ]);

    expect(events.map(({ timestamp }) => timestamp)).toEqual([1_001, 1_002, 1_003, 1_003, 1_100]);
  });
});
