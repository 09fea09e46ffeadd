import { describe, expect, it } from 'vitest';
import type { HeatmapType } from '#contracts/answers.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import { depthCell, foldCell, packHeat } from '../shared/packed-heat.ts';
import { type HeatItem, heatPartition, heatSort } from '../shared/tally-items.ts';
import { emptySketch } from '../shared/visitor-sketch.ts';
import { scrollLayer } from './heat-layer.ts';
import { fitsPattern, heatmap } from './heatmap.ts';
import type { TallyReader } from './readers.ts';
import { counter, hour, memoryRecordings, memoryTally, project, sketch, start } from './test-readers.ts';

const day = Date.UTC(2026, 10, 20);
const ask = {
  project,
  timeZone: 'UTC',
  crowds: ['human' as const],
  span: { from: start, to: start + hour },
  now: start,
  path: '/',
  pattern: undefined,
  type: 'click' as HeatmapType,
  device: undefined,
};

const heat = (
  type: HeatmapType,
  device: DeviceClass,
  path: string,
  part: string,
  change: Partial<HeatItem>,
): HeatItem => ({
  pk: heatPartition(project, 'human', type, device, path),
  sk: heatSort(day, part, 0),
  w: '',
  path,
  day,
  samples: 0,
  visitors: emptySketch,
  pageWidth: 0,
  pageHeight: 0,
  cells: {},
  ttl: 9_999_999_999,
  ...change,
});

const clicks = (
  selector: string,
  samples: number,
  cells: Record<string, number>,
  change: Partial<HeatItem> = {},
): Partial<HeatItem> => ({
  selector,
  label: selector.slice(1),
  samples,
  cells,
  pageX: 100 * samples,
  pageY: 200 * samples,
  pageWidth: 1280 * samples,
  pageHeight: 3000 * samples,
  ...change,
});

describe('a click map', () => {
  const tally = memoryTally({
    heat: [
      heat('click', 'desktop', '/', 'a', clicks('#add', 2, { '25,50': 2 }, { visitors: sketch(1) })),
      heat('click', 'desktop', '/', 'a', {
        ...clicks('#add', 1, { '99,0': 1 }, { visitors: sketch(2) }),
        sk: heatSort(day, 'a', 1),
      }),
      heat('click', 'desktop', '/', 'b', clicks('#buy', 1, { '0,0': 1 })),
      heat('click', 'mobile', '/', 'a', clicks('#add', 1, { '1,1': 1 })),
      heat('click', 'desktop', '/product/1', 'c', clicks('#zoom', 5, { '5,5': 5 })),
      heat('click', 'desktop', '/product/1/reviews', 'd', clicks('#vote', 7, { '5,5': 7 })),
    ],
    counters: ['/', '/product/1', '/product/2', '/product/1/reviews'].map((path) =>
      counter('path', path, start, { pageviews: 1 }),
    ),
  });

  it('ranks elements with their share, visitors and places in their box', async () => {
    const map = await heatmap({ tally, recordings: memoryRecordings({}) }, ask);

    expect(map.samples).toBe(4);
    expect(map.elements?.map(({ selector, count, share, visitors }) => [selector, count, share, visitors])).toEqual([
      ['#add', 3, 0.75, 2],
      ['#buy', 1, 0.25, 0],
    ]);
    expect(map.elements?.[0]?.points).toEqual([
      [0.255, 0.505, 2],
      [0.995, 0.005, 1],
    ]);
    expect(map.elements?.[0]?.page).toEqual({ x: 100, y: 200 });
    expect(map.page).toEqual({ width: 1280, height: 3000 });
  });

  it('is of the device with the most samples unless one is asked for', async () => {
    const readers = { tally, recordings: memoryRecordings({}) };
    const any = await heatmap(readers, ask);
    const phone = await heatmap(readers, { ...ask, device: 'mobile' });

    expect([any.device, any.samples]).toEqual(['desktop', 4]);
    expect([phone.device, phone.samples]).toEqual(['mobile', 1]);
  });

  it('tells all elements by a coarser grid where they have too many points, with exact totals', async () => {
    const everywhere = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n) => [`${n % 100},${Math.floor(n / 100)}`, 1]),
    );
    const flooded = (elements: number) =>
      memoryTally({
        heat: Array.from({ length: elements }, (_, n) =>
          heat('click', 'desktop', '/', `${n}`, clicks(`#e${n}`, 10_000, everywhere)),
        ),
      });
    const pointsOf = async (elements: number) =>
      (await heatmap({ tally: flooded(elements), recordings: memoryRecordings({}) }, ask)).elements?.map(
        ({ points }) => points,
      ) ?? [];
    const [few, some, most] = [await pointsOf(5), await pointsOf(20), await pointsOf(120)];

    expect(few.map(({ length }) => length)).toEqual(Array(5).fill(10_000));
    expect(some.map(({ length }) => length)).toEqual(Array(20).fill(2_500));
    expect(some[0]?.[0]).toEqual([0.01, 0.01, 4]);
    expect(most.map(({ length }) => length)).toEqual(Array(120).fill(400));
    for (const points of [...few, ...some, ...most]) {
      expect(points.reduce((sum, [, , count]) => sum + count, 0)).toBe(10_000);
      for (const [x, y] of points) expect(Math.min(x, y, 1 - x, 1 - y)).toBeGreaterThan(0);
    }
  });

  it('refuses a range with more than can be read, whatever of it is live', async () => {
    const page = Array.from({ length: 10_000 }, (_, n) =>
      packHeat(heat('click', 'desktop', '/', `${n}`, { ...clicks(`#e${n}`, 1, { '0,0': 1 }), ttl: 0 })),
    );
    let read = 0;
    const endless: TallyReader = {
      ...tally,
      async *heat() {
        for (;;) {
          read += page.length;
          yield page;
        }
      },
    };

    await expect(heatmap({ tally: endless, recordings: memoryRecordings({}) }, ask)).rejects.toMatchObject({
      code: 'range_too_long',
    });
    expect(read).toBeLessThan(500_000);
  });

  it('leaves out what has expired', async () => {
    const late = { ...ask, now: 10_000_000_000_000 };
    const map = await heatmap({ tally, recordings: memoryRecordings({}) }, late);

    expect([map.samples, map.elements]).toEqual([0, []]);
  });

  it('merges the pages that fit a pattern, a star being one segment', async () => {
    const map = await heatmap(
      { tally, recordings: memoryRecordings({}) },
      { ...ask, path: undefined, pattern: '/product/*' },
    );

    expect(map.elements?.map(({ selector, count }) => [selector, count])).toEqual([['#zoom', 5]]);
    expect(fitsPattern('/a/*/c', '/a/b/c')).toBe(true);
    expect(fitsPattern('/a/*', '/a/b/c')).toBe(false);
  });

  it('wants a path or a pattern', async () => {
    await expect(
      heatmap({ tally, recordings: memoryRecordings({}) }, { ...ask, path: undefined }),
    ).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('takes the newest snapshot that is still there', async () => {
    const snapshot = (at: number, ttl: number) => ({
      pk: `P#${project}#desktop#/`,
      sk: `${at}`,
      w: '',
      path: '/',
      device: 'desktop' as const,
      at,
      width: 1440,
      height: 2_500,
      session: 's',
      document: 'd',
      key: new Uint8Array(32),
      parts: [{ object: '30/x', first: 0, last: 9, label: 'l' }],
      ttl,
    });
    const recordings = memoryRecordings({
      snapshots: [snapshot(start, 9_999_999_999), snapshot(start + 5, 1), snapshot(start - 5, 9_999_999_999)],
    });
    const map = await heatmap({ tally, recordings }, ask);
    const other = { ...snapshot(start, 9_999_999_999), pk: `P#${project}#tablet#/empty` };
    const empty = await heatmap(
      { tally, recordings: memoryRecordings({ snapshots: [other] }) },
      { ...ask, path: '/empty' },
    );

    expect([empty.device, empty.samples]).toEqual(['tablet', 0]);
    expect(map.snapshot).toMatchObject({
      at: new Date(start).toISOString(),
      parts: [{ url: '/b/30/x', range: [0, 9], label: 'l' }],
    });
    expect(map.page).toEqual({ width: 1440, height: 2_500 });
  });
});

describe('other layers', () => {
  it('tells the share that reached each percent, and the median fold', () => {
    const { reach, fold } = scrollLayer(
      new Map([
        [depthCell(100), 1],
        [depthCell(50), 2],
        [depthCell(20), 1],
        [foldCell(20), 3],
        [foldCell(40), 1],
      ]),
    );

    expect(reach).toHaveLength(101);
    expect([reach?.[0], reach?.[20], reach?.[21], reach?.[50], reach?.[51], reach?.[100]]).toEqual([
      1, 1, 0.75, 0.75, 0.25, 0.25,
    ]);
    expect(fold).toBe(0.2);
  });

  it('lays movement on the grid of the device, row by row', async () => {
    const tally = memoryTally({
      heat: [heat('move', 'mobile', '/', 'move', { samples: 5, cells: { '0,0': 1, '23,2': 4 } })],
    });
    const { cells } = await heatmap(
      { tally, recordings: memoryRecordings({}) },
      { ...ask, type: 'move', device: 'mobile' },
    );

    expect(cells).toMatchObject({ size: 16, columns: 24, rows: 3 });
    expect(cells?.counts).toHaveLength(72);
    expect([cells?.counts[0], cells?.counts[71]]).toEqual([1, 4]);
  });

  it('lays attention in bands', async () => {
    const tally = memoryTally({
      heat: [heat('attention', 'desktop', '/', 'attention', { samples: 2, cells: { '0': 900, '3': 100 } })],
    });
    const { cells } = await heatmap({ tally, recordings: memoryRecordings({}) }, { ...ask, type: 'attention' });

    expect(cells).toEqual({ size: 100, columns: 1, rows: 4, counts: [900, 0, 0, 100] });
  });

  it('have a page at least as high as what was counted on it', async () => {
    const tally = memoryTally({
      heat: [heat('attention', 'desktop', '/', 'attention', { samples: 2, pageWidth: 2_560, cells: { '79': 5 } })],
    });
    const { page } = await heatmap({ tally, recordings: memoryRecordings({}) }, { ...ask, type: 'attention' });

    expect(page).toEqual({ width: 1_280, height: 8_000 });
  });
});
