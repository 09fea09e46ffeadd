import { describe, expect, it } from 'vitest';
import { createRageClicks } from './rage-clicks.ts';

/** Clicks as [ms, x, y]; what came of them. */
function burst(...clicks: [number, number, number][]) {
  const finished: [first: number, at: number, clicks: number][] = [];
  const raged: number[] = [];
  const rage = createRageClicks<number>(
    (...burst) => finished.push(burst),
    (what) => raged.push(what),
  );
  clicks.forEach(([at, x, y], index) => {
    rage.click(at, x, y, index);
  });
  const open = [...finished];
  rage.finishOld((clicks.at(-1)?.[0] ?? 0) + 1_000);
  return { finished, raged, open };
}

describe('rage clicks', () => {
  it('are one burst of three within a second and 30 px, told when a second has passed', () => {
    const { finished, raged, open } = burst([0, 0, 0], [300, 10, 0], [900, 0, 10]);

    expect(open).toEqual([]);
    expect(finished).toEqual([[0, 0, 3]]);
    expect(raged).toEqual([0, 1, 2]);
  });

  it('count once however long the burst goes on', () => {
    const { finished } = burst([0, 0, 0], [200, 0, 0], [400, 0, 0], [1_300, 0, 0], [2_200, 5, 5]);

    expect(finished).toEqual([[0, 0, 5]]);
  });

  it('count again after a second without a click', () => {
    const { finished } = burst([0, 0, 0], [1, 0, 0], [2, 0, 0], [1_002, 0, 0], [1_003, 0, 0], [1_004, 0, 0]);

    expect(finished).toEqual([
      [0, 0, 3],
      [3, 1_002, 3],
    ]);
  });

  it('are not two clicks, three slow ones, or three far apart', () => {
    expect(burst([0, 0, 0], [100, 0, 0]).finished).toEqual([]);
    expect(burst([0, 0, 0], [600, 0, 0], [1_200, 0, 0]).finished).toEqual([]);
    expect(burst([0, 0, 0], [100, 20, 0], [200, 40, 0]).finished).toEqual([]);
  });

  it('are found among clicks that wander', () => {
    const { finished, raged } = burst([0, 0, 0], [100, 100, 0], [200, 105, 0], [300, 110, 0]);

    expect(finished).toEqual([[1, 100, 3]]);
    expect(raged).toEqual([1, 2, 3]);
  });
});
