import { expect, it } from 'vitest';
import type { RrwebEvent } from './beacon.ts';
import { createDocumentDecoder } from './document-decoder.ts';

const opened = [0, 1_000, 0, 'https://shop.example/', 800, 600];
const scrolled = (at: number) => [11, at, 1, 0, at];
const types = (events: RrwebEvent[]) => events.map(({ type }) => type);

it('puts a snapshot together that is told over several frames', () => {
  const decoder = createDocumentDecoder();

  expect(decoder.next(0, [opened, [1, 1_000, ['html']]]).events).toEqual([]);
  expect(decoder.next(1, []).events).toEqual([]);
  expect(types(decoder.next(2, [[1, 1_000, ['body']], [2, 1_000, 0, 0], scrolled(1_100)]).events)).toEqual([4, 2, 3]);
});

it('gives what there was of a snapshot where a frame is missing, and goes on at the next one', () => {
  const decoder = createDocumentDecoder();
  decoder.next(0, [opened, [1, 1_000, ['html']]]);

  expect(types(decoder.next(2, [[1, 1_000, ['body']], scrolled(1_100)]).events)).toEqual([4, 2]);
  expect(types(decoder.next(3, [opened, [2, 2_000, 0, 0], scrolled(2_100)]).events)).toEqual([4, 2, 3]);
});

it('says what is wrong with a frame, and reads on at the next snapshot', () => {
  const decoder = createDocumentDecoder();
  const { events, damage } = decoder.next(0, [opened, [2, 1_000, 0, 0], [11, 1_100, 'x'], scrolled(1_200), opened]);

  expect(types(events)).toEqual([4, 2]);
  expect(damage).toMatch(/not of the format afterglow-1/);
  expect(types(decoder.end())).toEqual([4, 2]);
});

it('takes no more than so much of kept stylesheets in a frame', () => {
  const hash = 'a'.repeat(64);
  const decoder = createDocumentDecoder(() => 'x'.repeat(6e6));
  const told = (events: RrwebEvent[]) => events.filter(({ type }) => type === 3).length;
  const lines = Array.from({ length: 9 }, () => [19, 1_100, 2, hash]);

  decoder.next(0, [opened, [1, 1_000, ['link'], 1], [2, 1_000, 0, 0]]);
  expect(told(decoder.next(1, lines).events)).toBe(3);
  expect(told(decoder.next(2, lines).events)).toBe(3);
});
