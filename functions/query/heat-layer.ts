/** From counted cells to what is drawn: elements with points, reach by depth, or a grid. */
import type { Heatmap, HeatmapType } from '#contracts/answers.ts';
import { attentionBand, moveGrid } from '#contracts/beacon.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import type { HeatItem } from '../shared/tally-items.ts';
import { countVisitors } from '../shared/visitor-sketch.ts';

/** Squares per side of the grid inside an element's box, as the processor bins clicks. */
const boxGrid = 100;
const maxElements = 500;

/** The part of a heatmap that differs by type, from the items of one device; `samples` is their sum. */
export function heatLayer(
  type: HeatmapType,
  device: DeviceClass,
  items: readonly HeatItem[],
  samples: number,
): Pick<Heatmap, 'elements' | 'reach' | 'fold' | 'cells'> {
  const cells = sumCells(items);
  switch (type) {
    case 'scroll':
      return scrollLayer(cells);
    case 'move':
      return { cells: grid(cells, moveGrid.size, moveGrid.columns[device]) };
    case 'attention':
      return { cells: grid(cells, attentionBand, 1) };
    default:
      return { elements: elementsOf(items, samples) };
  }
}

function sumCells(items: Iterable<HeatItem>): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { cells } of items) {
    for (const [cell, count] of Object.entries(cells)) sum.set(cell, (sum.get(cell) ?? 0) + count);
  }
  return sum;
}

function elementsOf(items: readonly HeatItem[], samples: number): NonNullable<Heatmap['elements']> {
  const bySelector = Map.groupBy(
    items.filter(({ samples: clicks }) => clicks > 0),
    ({ selector }) => selector ?? '',
  );
  return [...bySelector]
    .map(([selector, all]) => {
      const count = all.reduce((sum, item) => sum + item.samples, 0);
      const mean = (name: 'pageX' | 'pageY'): number =>
        Math.round(all.reduce((sum, item) => sum + (item[name] ?? 0), 0) / count);
      const points = [...sumCells(all)].map(([cell, clicks]): [number, number, number] => {
        const [column = 0, row = 0] = cell.split(',').map(Number);
        return [(column + 0.5) / boxGrid, (row + 0.5) / boxGrid, clicks];
      });
      return {
        selector,
        label: all.find(({ label }) => label)?.label ?? '',
        count,
        share: count / samples,
        visitors: countVisitors(all.map(({ visitors }) => visitors)),
        points,
        page: { x: mean('pageX'), y: mean('pageY') },
      };
    })
    .toSorted((a, b) => b.count - a.count || (a.selector < b.selector ? -1 : 1))
    .slice(0, maxElements);
}

/** `reach[p]`: share of pageviews that saw p % of the document or more. `fold`: median of the first screen's share. */
export function scrollLayer(cells: ReadonlyMap<string, number>): Pick<Heatmap, 'reach' | 'fold'> {
  const histogram = (kind: 'd' | 'f'): number[] =>
    Array.from({ length: 101 }, (_, percent) => cells.get(`${kind}${percent}`) ?? 0);
  const depths = histogram('d');
  const total = depths.reduce((sum, count) => sum + count, 0);
  let left = total;
  const reach = depths.map((count) => {
    const share = total > 0 ? left / total : 0;
    left -= count;
    return share;
  });
  const folds = histogram('f');
  const half = folds.reduce((sum, count) => sum + count, 0) / 2;
  let passed = 0;
  const median = folds.findIndex((count) => {
    passed += count;
    return count > 0 && passed >= half;
  });
  return { reach, fold: Math.max(0, median) / 100 };
}

function grid(cells: ReadonlyMap<string, number>, size: number, columns: number): NonNullable<Heatmap['cells']> {
  const placed = [...cells].map(([cell, count]) => {
    const parts = cell.split(',').map(Number);
    const [column = 0, row = 0] = parts.length === 1 ? [0, parts[0]] : parts;
    return { column, row, count };
  });
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const counts = new Array<number>(rows * columns).fill(0);
  for (const { column, row, count } of placed) {
    if (column < columns) counts[row * columns + column] = count;
  }
  return { size, columns, rows, counts };
}
