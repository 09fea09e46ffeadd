/** Heat binned into square bins of `size` CSS px, row by row. */
export interface HeatField {
  size: number;
  columns: number;
  rows: number;
  values: Float32Array;
}

/** A place on the page (CSS px) and how much happened there. */
export interface HeatPoint {
  x: number;
  y: number;
  weight: number;
}

/** Bins of this many CSS px: finer than the eye sees once blurred, coarse enough to paint at once. */
export const binSize = 4;

/** Sums points into bins; what lies outside the page is left out. */
export function binPoints(points: Iterable<HeatPoint>, width: number, height: number, size = binSize): HeatField {
  const columns = Math.max(1, Math.ceil(width / size));
  const rows = Math.max(1, Math.ceil(height / size));
  const values = new Float32Array(columns * rows);
  for (const { x, y, weight } of points) {
    const column = Math.floor(x / size);
    const row = Math.floor(y / size);
    if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
    const index = row * columns + column;
    values[index] = (values[index] ?? 0) + weight;
  }
  return { size, columns, rows, values };
}

/**
 * Blurs a field by three passes of a running mean each way, which is within 3 % of a Gaussian of
 * about `radius` / 2 (Wells 1986), in time that does not depend on the radius. Then scaled so that a lone point
 * keeps its weight at its peak: values stay counts.
 */
export function blurField(field: HeatField, radius: number): HeatField {
  const reach = Math.max(0, Math.round(radius / field.size / 2));
  if (reach === 0) return field;
  let values = field.values;
  for (let pass = 0; pass < 3; pass++) {
    values = blurLines(values, field.rows, field.columns, field.columns, 1, reach);
    values = blurLines(values, field.columns, field.rows, 1, field.columns, reach);
  }
  const scale = 1 / kernelPeak(reach) ** 2;
  return { ...field, values: values.map((value) => value * scale) };
}

/** Running mean of `2 × reach + 1` along each line; outside counts as nothing. */
function blurLines(
  values: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  reach: number,
): Float32Array<ArrayBuffer> {
  const blurred = new Float32Array(values.length);
  const width = 2 * reach + 1;
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    let sum = 0;
    for (let ahead = 0; ahead < Math.min(reach, length); ahead++) sum += values[start + ahead * step] ?? 0;
    for (let at = 0; at < length; at++) {
      if (at + reach < length) sum += values[start + (at + reach) * step] ?? 0;
      if (at - reach - 1 >= 0) sum -= values[start + (at - reach - 1) * step] ?? 0;
      // Running sums leave dust of either sign where nothing is.
      blurred[start + at * step] = Math.abs(sum) < 1e-4 ? 0 : sum / width;
    }
  }
  return blurred;
}

/** Height in the middle of the thrice-applied running mean. */
function kernelPeak(reach: number): number {
  const length = 6 * reach + 1;
  let line = new Float32Array(length);
  line[3 * reach] = 1;
  for (let pass = 0; pass < 3; pass++) line = blurLines(line, 1, length, 0, 1, reach);
  return line[3 * reach] ?? 1;
}

/** The value that counts as hottest: the 99.5th percentile of what is warm, so that one spot does not pale the rest. */
export function hottest(field: HeatField): number {
  const warm = field.values.filter((value) => value > 0).sort();
  if (warm.length === 0) return 0;
  return warm[Math.min(warm.length - 1, Math.floor(warm.length * 0.995))] ?? 0;
}

/** Paints a field through a table of 256 colours, one pixel a bin. */
export function paintField(field: HeatField, most: number, table: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(field.values.length * 4);
  if (most <= 0) return pixels;
  for (const [index, value] of field.values.entries()) {
    if (value <= 0) continue;
    const colour = Math.min(255, Math.round((value / most) * 255)) * 4;
    for (let channel = 0; channel < 4; channel++) pixels[index * 4 + channel] = table[colour + channel] ?? 0;
  }
  return pixels;
}
