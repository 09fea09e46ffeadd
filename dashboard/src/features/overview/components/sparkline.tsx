import { linePath } from '../model/chart-points.ts';
import classes from './sparkline.module.css';

const width = 120;
const height = 26;

/** A line without axes: how a number went. Its text is the number beside it and the chart's table. */
export function Sparkline({ values }: { values: (number | null)[] }) {
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  return (
    <svg
      className={classes.spark}
      viewBox={`0 -1 ${width} ${height + 2}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={linePath(values, width, height, max)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
