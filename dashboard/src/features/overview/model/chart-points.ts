import type { Metric, Timeseries } from '#contracts/answers.ts';

type Point = Timeseries['points'][number];

export interface ChartPoint {
  at: string;
  /** Null for a bucket that has not begun: it is not zero, it is not there yet. */
  value: number | null;
  /** When the bucket it is compared with began, and its value. */
  earlierAt: string | null;
  earlier: number | null;
}

/** Values by bucket with those of the earlier range beside them, both ending at the same place; `now` in ms. */
export function chartPoints(
  points: readonly Point[],
  earlier: readonly Point[] | undefined,
  metric: Metric,
  now: number,
): ChartPoint[] {
  // A change of the clock can make the earlier range one bucket longer.
  const shift = earlier ? earlier.length - points.length : 0;
  return points.map((point, index) => {
    const before = earlier?.[index + shift];
    return {
      at: point.at,
      value: Date.parse(point.at) > now ? null : (point[metric] ?? 0),
      earlierAt: before?.at ?? null,
      earlier: before ? (before[metric] ?? 0) : null,
    };
  });
}

/** Coordinates of a line of `values` inside a box; null leaves a gap at its place. */
export function linePath(values: readonly (number | null)[], width: number, height: number, max: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let pen = 'M';
  let path = '';
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const x = values.length > 1 ? index * step : width / 2;
    path += `${pen}${x.toFixed(1)} ${(height - (max > 0 ? value / max : 0) * height).toFixed(1)}`;
    pen = 'L';
  });
  return path;
}
