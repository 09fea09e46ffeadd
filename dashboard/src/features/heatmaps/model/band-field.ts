import type { HeatField } from './heat-field.ts';
import { reachAt } from './scroll-reach.ts';

const bandRow = 10;

/** A field of one column over the page's height, from a value for each depth. */
function column(pageHeight: number, valueAt: (y: number) => number): HeatField {
  const rows = Math.max(1, Math.ceil(pageHeight / bandRow));
  const values = Float32Array.from({ length: rows }, (_, row) => valueAt((row + 0.5) * bandRow));
  return { size: bandRow, columns: 1, rows, values };
}

/** How far visits came, as bands. */
export const reachField = (reach: readonly number[], pageHeight: number): HeatField =>
  column(pageHeight, (y) => reachAt(reach, y / pageHeight));

/** Time in bands of `size` px, linear between their middles. */
export function attentionField(counts: readonly number[], size: number, pageHeight: number): HeatField {
  return column(pageHeight, (y) => {
    const at = Math.min(counts.length - 1, Math.max(0, y / size - 0.5));
    const [before = 0, after = before] = [counts[Math.floor(at)], counts[Math.ceil(at)]];
    return before + (after - before) * (at - Math.floor(at));
  });
}
