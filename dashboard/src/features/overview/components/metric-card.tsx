import { Skeleton, Tooltip, UnstyledButton } from '@mantine/core';
import type { Metric } from '#contracts/answers.ts';
import { changeOf, changeText } from '../model/change.ts';
import type { ChartPoint } from '../model/chart-points.ts';
import { metrics } from '../model/metrics.ts';
import classes from './metric-card.module.css';
import { Sparkline } from './sparkline.tsx';

interface MetricCardProps {
  metric: Metric;
  /** The chart shows this number. */
  chosen: boolean;
  /** Undefined while loading. */
  current: number | undefined;
  previous: number | undefined;
  /** What `previous` is, in words; null when nothing is compared. */
  against: string | null;
  points: ChartPoint[] | undefined;
  onChoose: () => void;
}

/** One number, how it changed and how it went; choosing it puts it into the chart. */
export function MetricCard({ metric, chosen, current, previous, against, points, onChoose }: MetricCardProps) {
  const { label, short, exact } = metrics[metric];
  const change = current === undefined || previous === undefined ? undefined : changeOf(metric, current, previous);

  return (
    <UnstyledButton className={classes.card} aria-pressed={chosen} onClick={onChoose}>
      <span className={classes.label}>{label}</span>
      {current === undefined ? (
        <Skeleton height={34} width={96} />
      ) : (
        <span className={classes.line}>
          <Tooltip label={exact(current)} disabled={exact(current) === short(current)}>
            <span className={`${classes.value} tabular`}>{short(current)}</span>
          </Tooltip>
          {change && against && previous !== undefined && (
            <Tooltip label={`${against}: ${exact(previous)}`}>
              <span className={`${classes.change} tabular`} data-verdict={change.verdict}>
                {changeText(change)}
                <span className="visually-hidden">
                  {' '}
                  {against}
                  {change.verdict === 'same' ? '' : `, ${change.verdict}`}
                </span>
              </span>
            </Tooltip>
          )}
        </span>
      )}
      <span className={classes.spark}>{points && <Sparkline values={points.map(({ value }) => value)} />}</span>
    </UnstyledButton>
  );
}
