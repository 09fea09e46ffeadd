import { expect, it, vi } from 'vitest';
import { boundedMemo } from './bounded-memo.ts';

it('computes once for each text, what is nothing too, and keeps no more than it may', () => {
  const compute = vi.fn((text: string) => (text === 'none' ? undefined : text.length));
  const memo = boundedMemo(2, compute);

  expect([memo('none'), memo('none'), memo('abc'), memo('abc')]).toEqual([undefined, undefined, 3, 3]);
  expect(compute).toHaveBeenCalledTimes(2);
  expect([memo('d'), memo('abc')]).toEqual([1, 3]);
  expect(compute).toHaveBeenCalledTimes(4);
});
