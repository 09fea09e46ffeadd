import type { Heatmap } from '#contracts/answers.ts';
import type { Box } from './find-element.ts';
import type { HeatPoint } from './heat-field.ts';

export type HeatElement = NonNullable<Heatmap['elements']>[number];

/** An element of the heatmap and where it is on the page, if it is. */
export interface PlacedElement {
  element: HeatElement;
  box: Box | null;
}

/** Clicks on the page: inside the element's box where it is there, else at their mean place on the document. */
export function clickPoints(placed: readonly PlacedElement[]): HeatPoint[] {
  return placed.flatMap(({ element, box }) => {
    if (!box) return [{ ...element.page, weight: element.count }];
    return element.points.map(([x, y, weight]) => ({ x: box.x + x * box.width, y: box.y + y * box.height, weight }));
  });
}

/** Cells of movement as points; columns are shares of the page's width. */
export function cellPoints({ size, columns, counts }: NonNullable<Heatmap['cells']>, pageWidth: number): HeatPoint[] {
  return counts.flatMap((weight, index) =>
    weight === 0
      ? []
      : [
          {
            x: (((index % columns) + 0.5) * pageWidth) / columns,
            y: (Math.floor(index / columns) + 0.5) * size,
            weight,
          },
        ],
  );
}

/** The smallest placed element under a point of the page. */
export function elementAt(placed: readonly PlacedElement[], x: number, y: number): PlacedElement | undefined {
  const area = (box: Box | null) => (box ? box.width * box.height : Number.POSITIVE_INFINITY);
  return placed
    .filter(({ box }) => box && x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height)
    .reduce<PlacedElement | undefined>(
      (best, each) => (area(each.box) < area(best?.box ?? null) ? each : best),
      undefined,
    );
}

/** Sums over ten equal parts of the page's height, as shares of all: a map of cells in words. */
export function tenths({ columns, rows, counts }: NonNullable<Heatmap['cells']>): number[] {
  const sums = new Array<number>(10).fill(0);
  for (const [index, count] of counts.entries()) {
    const tenth = Math.min(9, Math.floor((Math.floor(index / columns) / Math.max(1, rows)) * 10));
    sums[tenth] = (sums[tenth] ?? 0) + count;
  }
  const all = sums.reduce((sum, value) => sum + value, 0);
  return all === 0 ? sums : sums.map((sum) => sum / all);
}
