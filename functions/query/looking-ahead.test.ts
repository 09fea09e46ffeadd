import { describe, expect, it } from 'vitest';
import { lookingAhead } from './looking-ahead.ts';

function source() {
  const asked: number[] = [];
  async function* read(part: number): AsyncGenerator<string> {
    asked.push(part);
    if (part === 13) throw new Error('part 13 is broken');
    for (let page = 0; page < part % 3; page += 1) yield `${part}.${page}`;
  }
  return { asked, read };
}

describe('lookingAhead', () => {
  it('gives every page of every part, in order', async () => {
    const { read } = source();
    const parts = Array.from({ length: 13 }, (_, part) => part);
    const pages: string[] = [];
    for await (const page of lookingAhead(parts, read)) pages.push(page);

    expect(pages).toEqual(parts.flatMap((part) => Array.from({ length: part % 3 }, (_, page) => `${part}.${page}`)));
  });

  it('asks for one part while one is enough, and for no more than 16 ahead', async () => {
    const { asked, read } = source();
    const parts = Array.from({ length: 60 }, (_, part) => 100 + part * 3);
    const most: number[] = [];
    for await (const page of lookingAhead(parts, read))
      most.push(asked.length - parts.indexOf(Number.parseInt(page, 10)));

    expect(most.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(Math.max(...most)).toBe(16);
  });

  it('fails where the part that failed would have come', async () => {
    const { read } = source();
    const seen: string[] = [];

    await expect(
      (async () => {
        for await (const page of lookingAhead([1, 4, 13, 7], read)) seen.push(page);
      })(),
    ).rejects.toThrow('part 13 is broken');
    expect(seen).toEqual(['1.0', '4.0']);
  });
});
