import type { ChartPoint } from '../model/chart-points.ts';
import { momentText } from '../model/time-axis.ts';
import classes from './chart-tip.module.css';
import type { MetricChartProps } from './metric-chart.tsx';

interface ChartTipProps extends Omit<MetricChartProps, 'points'> {
  point: ChartPoint;
  /** Of the crosshair, and of the chart, px. */
  x: number;
  width: number;
}

/** The values at the crosshair. */
export function ChartTip({ point, look, grain, zone, against, x, width }: ChartTipProps) {
  return (
    <div className={classes.tip} style={x > width / 2 ? { right: width - x + 12 } : { left: x + 12 }} role="status">
      <div className={classes.row}>
        <span>{momentText(point.at, grain, zone, 'full')}</span>
        <strong className="tabular">{point.value === null ? 'not yet' : look.exact(point.value)}</strong>
      </div>
      {against && point.earlierAt && point.earlier !== null && (
        <div className={classes.row} data-earlier>
          <span>{momentText(point.earlierAt, grain, zone, 'full')}</span>
          <span className="tabular">{look.exact(point.earlier)}</span>
        </div>
      )}
    </div>
  );
}
