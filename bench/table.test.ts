import { describe, expect, it } from 'vitest';
import { figureTable, markdownTable, passes, readable } from './table.ts';

describe('a table', () => {
  it('has its first column to the left and keeps bars out of cells', () => {
    expect(markdownTable(['a', 'b'], [['x|y', '1']])).toBe('| a | b |\n| --- | ---: |\n| x\\|y | 1 |');
  });

  it('takes no row of another width', () => {
    expect(() => markdownTable(['a', 'b'], [['x']])).toThrow('1 cells under 2 columns');
  });

  it('tells of each figure whether it is inside its limit', () => {
    const table = figureTable([
      { name: 'speed', value: 0.65, atLeast: 0.6 },
      { name: 'size', value: 70, unit: 'KB', atMost: 60, note: 'as it is' },
      { name: 'told', value: 1 },
    ]);

    expect(table.split('\n').slice(2)).toEqual([
      '| speed | 0.65 | ≥ 0.6 | pass |  |',
      '| size | 70 KB | ≤ 60 | miss | as it is |',
      '| told | 1 |  |  |  |',
    ]);
  });
});

it.each([
  [1_234_567.8, '1,234,568'],
  [12.345, '12.3'],
  [0.1234, '0.12'],
  [0.00567, '0.006'],
  [0, '0'],
  [-3.1495, '-3.1'],
  [Number.NaN, '–'],
])('%d reads %s', (value, text) => {
  expect(readable(value)).toBe(text);
});

it('a limit includes itself', () => {
  expect([passes({ name: '', value: 1, atMost: 1 }), passes({ name: '', value: 1, atLeast: 1 })]).toEqual([true, true]);
});
