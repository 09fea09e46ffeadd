import { expect, it, vi } from 'vitest';
import { createKeptSheets, sheetHashes } from './kept-sheets.ts';

const hash = (digit: string) => digit.repeat(64);

it('finds what lines name, each once, and nothing that is no hash', () => {
  const lines = [[19, 1, 2, hash('a')], [4, 1, 2, 3, hash('b')], [19, 1, 3, hash('a')], [19, 1, 2, '../x'], [19], null];

  expect([...sheetHashes(lines)]).toEqual([hash('a')]);
});

it('loads a text once, and asks again for one that could not be had', async () => {
  const load = vi.fn(async (wanted: string) => (wanted === hash('a') ? '.a {}' : undefined));
  const sheets = createKeptSheets(load);
  const lines = [
    [19, 1, 2, hash('a')],
    [19, 1, 3, hash('b')],
  ];

  await sheets.gather(lines);
  await sheets.gather(lines);

  expect(load.mock.calls.map(([wanted]) => wanted)).toEqual([hash('a'), hash('b'), hash('b')]);
  expect([sheets.textOf(hash('a')), sheets.textOf(hash('b'))]).toEqual(['.a {}', undefined]);
});
