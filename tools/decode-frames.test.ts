import { expect, it } from 'vitest';
import { decodeFrames } from './decode-frames.ts';

const opened = (at: number) => [0, at, 0, 'https://shop.example/', 800, 600];
const end = (at: number) => [2, at, 0, 0];
const scrolled = (at: number) => [11, at, 1, 0, at];
const own = (document: string, seq: number, ...lines: unknown[]) => ({
  document,
  seq,
  opened: { offset: 5, events: [], lines },
});

it('turns both formats into events, each document by itself and in the order given', () => {
  const warnings: string[] = [];
  const rrweb = { document: 'b', seq: 0, opened: { offset: 7, events: [{ type: 4, timestamp: 150 }] } };

  const frames = decodeFrames(
    [
      own('a', 0, opened(100)),
      rrweb,
      own('a', 1, end(100), scrolled(200)),
      own('a', 3, scrolled(300), opened(400), end(400)),
      own('a', 4, [11, 500, 'x'], opened(600)),
    ],
    (message) => warnings.push(message),
  );

  expect(frames.map(({ opened: { events } }) => events.map(({ timestamp }) => timestamp))).toEqual([
    [],
    [150],
    [100, 100, 200],
    [400, 400],
    [600, 600],
  ]);
  expect(frames.map(({ opened: { offset } }) => offset)).toEqual([5, 7, 5, 5, 5]);
  expect(warnings).toEqual([expect.stringMatching(/^Frame a\/4: .*afterglow-1/)]);
});
