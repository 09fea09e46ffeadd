import { expect, it } from 'vitest';
import { RecentMap } from './recent-map.ts';

it('lets go what was set longest ago', () => {
  const map = new RecentMap<number>(2).set('a', 1).set('b', 2).set('a', 3).set('c', 4);

  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
});
