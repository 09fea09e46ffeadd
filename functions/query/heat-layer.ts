/** From counted cells to what is drawn: elements with points, reach by depth, or a grid. */
import type { Heatmap, HeatmapType } from '#contracts/answers.ts';
import { attentionBand, moveGrid } from '#contracts/beacon.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import {
  type Cells,
  depthCell,
  foldCell,
  type PackedHeat,
  placeOf,
  squareCell,
  unpackCells,
} from '../shared/packed-heat.ts';
import { countVisitors } from '../shared/visitor-sketch.ts';

/** Squares per side of the grid inside an element's box, as the processor bins clicks. */
const boxGrid = 100;
const maxElements = 500;
/** Points of one answer, which are a megabyte: where there are more, all elements are told by a coarser grid. */
const maxPoints = 50_000;
/** Squares per side of those; by the last no answer has more points than it may. */
const coarserGrids = [50, 25, 20, 10] as const;

/** The part of a heatmap that differs by type, from the items of one device; `samples` is their sum. */
export function heatLayer(
  type: HeatmapType,
  device: DeviceClass,
  items: readonly PackedHeat[],
  samples: number,
): Pick<Heatmap, 'elements' | 'reach' | 'fold' | 'cells'> {
  switch (type) {
    case 'scroll':
      return scrollLayer(sumCells(items));
    case 'move':
      return { cells: grid(sumCells(items), moveGrid.size, moveGrid.columns[device]) };
    case 'attention':
      return { cells: grid(sumCells(items), attentionBand, 1) };
    default:
      return { elements: elementsOf(items, samples) };
  }
}

function sumCells(items: readonly PackedHeat[]): Cells {
  const sum: Cells = new Map();
  for (const { packed } of items) {
    for (const [cell, count] of unpackCells(packed)) sum.set(cell, (sum.get(cell) ?? 0) + count);
  }
  return sum;
}

function elementsOf(items: readonly PackedHeat[], samples: number): NonNullable<Heatmap['elements']> {
  const bySelector = Map.groupBy(
    items.filter(({ samples: clicks }) => clicks > 0),
    ({ selector }) => selector ?? '',
  );
  const elements = [...bySelector]
    .map(([selector, all]) => ({ selector, all, count: all.reduce((sum, item) => sum + item.samples, 0) }))
    .toSorted((a, b) => b.count - a.count || (a.selector < b.selector ? -1 : 1))
    .slice(0, maxElements);
  const points = pointsOf(elements.map(({ all }) => sumCells(all)));
  return elements.map(({ selector, all, count }, index) => {
    const mean = (name: 'pageX' | 'pageY'): number =>
      Math.round(all.reduce((sum, item) => sum + (item[name] ?? 0), 0) / count);
    return {
      selector,
      label: all.find(({ label }) => label)?.label ?? '',
      count,
      share: count / samples,
      visitors: countVisitors(all.map(({ visitors }) => visitors)),
      points: points[index] ?? [],
      page: { x: mean('pageX'), y: mean('pageY') },
    };
  });
}

type Point = [x: number, y: number, count: number];

/** Each element's clicks as points, by the finest grid that leaves all of them no more than an answer may have. */
function pointsOf(elements: readonly Cells[]): Point[][] {
  let side = boxGrid;
  let told = elements;
  for (const coarserSide of coarserGrids) {
    if (told.reduce((sum, { size }) => sum + size, 0) <= maxPoints) break;
    side = coarserSide;
    told = elements.map((cells) => coarser(cells, coarserSide));
  }
  return told.map((cells) =>
    [...cells].map(([cell, count]) => {
      const { column, row } = placeOf(cell);
      return [(column + 0.5) / side, (row + 0.5) / side, count];
    }),
  );
}

/** Cells of a box as those of a grid with so many squares per side. */
function coarser(cells: Cells, side: number): Cells {
  const sum: Cells = new Map();
  for (const [cell, count] of cells) {
    const { column, row } = placeOf(cell);
    const square = squareCell(Math.floor((column * side) / boxGrid), Math.floor((row * side) / boxGrid));
    sum.set(square, (sum.get(square) ?? 0) + count);
  }
  return sum;
}

/** `reach[p]`: share of pageviews that saw p % of the document or more. `fold`: median of the first screen's share. */
export function scrollLayer(cells: Cells): Pick<Heatmap, 'reach' | 'fold'> {
  const histogram = (cellOf: (percent: number) => number): number[] =>
    Array.from({ length: 101 }, (_, percent) => cells.get(cellOf(percent)) ?? 0);
  const depths = histogram(depthCell);
  const total = depths.reduce((sum, count) => sum + count, 0);
  let left = total;
  const reach = depths.map((count) => {
    const share = total > 0 ? left / total : 0;
    left -= count;
    return share;
  });
  const folds = histogram(foldCell);
  const half = folds.reduce((sum, count) => sum + count, 0) / 2;
  let passed = 0;
  const median = folds.findIndex((count) => {
    passed += count;
    return count > 0 && passed >= half;
  });
  return { reach, fold: Math.max(0, median) / 100 };
}

function grid(cells: Cells, size: number, columns: number): NonNullable<Heatmap['cells']> {
  const placed = [...cells].map(([cell, count]) => ({ ...placeOf(cell), count }));
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const counts = new Array<number>(rows * columns).fill(0);
  for (const { column, row, count } of placed) {
    if (column < columns) counts[row * columns + column] = count;
  }
  return { size, columns, rows, counts };
}
