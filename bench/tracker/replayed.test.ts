import { expect, it } from 'vitest';
import { firstDifference } from './replayed.ts';

it.each([
  [['<p>', '"a"'], ['<p>', '"a"'], undefined],
  [['<p>', '"a"'], ['<p>', '"b"'], 'line 1 of 2 is "a" and is replayed as "b"'],
  [['<p>'], ['<p>', '"a"'], 'line 1 of 1 is missing and is replayed as "a"'],
  [['<p>', '"a"'], ['<p>'], 'line 1 of 2 is "a" and is replayed as missing'],
])('%j against %j: %s', (live, replayed, told) => {
  expect(firstDifference(live, replayed)).toBe(told);
});
