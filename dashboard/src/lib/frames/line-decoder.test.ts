import { expect, it } from 'vitest';
import { LineDecoder } from './line-decoder.ts';

const opened = [0, 1_000, 0, 'https://shop.test/', 800, 600];
const nodes = (...tokens: unknown[]) => [1, 1_000, ...tokens];
const end = [2, 1_000, 0, 0];
const scrolled = (at: number) => [11, at, 1, 0, at];
const label = (seq: number) => `p/s/d/${seq}`;
const going = { ended: false };

function decoderOf(frames: Record<number, unknown[]>): LineDecoder {
  const decoder = new LineDecoder();
  for (const [seq, lines] of Object.entries(frames)) decoder.keep(label(Number(seq)), lines);
  return decoder;
}
const told = (parts: ReturnType<LineDecoder['decode']>) =>
  parts.map((part) => [part.label, part.events.map(({ type, timestamp }) => `${type}@${timestamp}`).join(' ')]);

it('gives a frame once, and goes on where it stopped', () => {
  const decoder = decoderOf({ 0: [opened, nodes(['html'])], 2: [end, scrolled(1_100)], 3: [scrolled(1_200)] });

  expect(told(decoder.decode([label(0), label(1)], going))).toEqual([[label(0), '']]);
  expect(told(decoder.decode([label(0), label(1), label(2), label(3)], going))).toEqual([
    [label(2), '4@1000 2@1000 3@1100'],
    [label(3), '3@1200'],
  ]);
  expect(decoder.decode([label(0), label(1), label(2), label(3)], going)).toEqual([]);
});

it('decodes a document anew when an earlier frame turns up', () => {
  const decoder = decoderOf({ 0: [opened, end], 1: [scrolled(1_100)], 5: [scrolled(5_000)] });

  expect(told(decoder.decode([label(1), label(5)], going))).toEqual([
    [label(1), ''],
    [label(5), ''],
  ]);
  expect(told(decoder.decode([label(0), label(1), label(5)], going))).toEqual([
    [label(0), '4@1000 2@1000'],
    [label(1), '3@1100'],
    [label(5), ''],
  ]);
});

it('gives what there is of a snapshot that was never ended, once no more will come', () => {
  const decoder = decoderOf({ 0: [opened, nodes(['html'])] });

  expect(told(decoder.decode([label(0)], going))).toEqual([[label(0), '']]);
  expect(told(decoder.decode([label(0)], { ended: true }))).toEqual([[label(0), '4@1000 2@1000']]);
});

it('passes over frames that were left out of a page on purpose', () => {
  const decoder = decoderOf({ 0: [opened, nodes(['html'])], 4: [end] });
  const labels = [label(0), label(4)];

  expect(told(decoder.decode(labels, { ended: true, sparse: true }))[1]).toEqual([label(4), '4@1000 2@1000']);
});

it('says what is wrong with a frame', () => {
  const decoder = decoderOf({ 0: [opened, end, [11, 1_100, 'x']] });

  expect(decoder.decode([label(0)], going)[0]?.damage).toMatch(/not of the format/);
});

it('reads stylesheets that are named by their content', () => {
  const decoder = new LineDecoder((hash) => (hash === 'a'.repeat(64) ? '.kept{}' : undefined));
  decoder.keep(label(0), [opened, nodes(['html'], ['link']), [19, 1_000, 3, 'a'.repeat(64)], end]);

  expect(JSON.stringify(decoder.decode([label(0)], going))).toContain('"_cssText":".kept{}"');
});
