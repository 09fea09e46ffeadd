import { Card, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type Metric, metricNames } from '#contracts/answers.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { EstimatedMark } from '../../../components/estimated-mark.tsx';
import { shareText } from '../../../lib/number-text.ts';
import { useFilters } from '../../../lib/use-filters.ts';
import { grainOf } from '../../../lib/zoned-range.ts';
import { useNumbers } from '../hooks/use-numbers.ts';
import { chartPoints } from '../model/chart-points.ts';
import { compareText } from '../model/earlier-range.ts';
import { metrics } from '../model/metrics.ts';
import { MetricCard } from './metric-card.tsx';
import { MetricChart, MetricChartSkeleton } from './metric-chart.tsx';
import classes from './numbers.module.css';

/** The six numbers, and the chosen one over time. */
export function Numbers({ metric }: { metric: Metric }) {
  const navigate = useNavigate();
  const { search, range, zone } = useFilters();
  const { overview, series, earlier } = useNumbers();
  const compare = search.compare ?? 'previous';
  const current = overview.data?.current;
  const recordedShare = current && current.sessions > 0 ? current.recordedShare : undefined;
  const against = compare === 'none' ? null : compareText(range, compare);
  const points = series.data?.points;
  const shown = points && chartPoints(points, earlier.data?.points, metric, Date.now());

  return (
    <Card withBorder padding={0} component="section" aria-label="Numbers">
      {overview.isError ? (
        <ErrorPanel
          title="The numbers could not be loaded"
          error={overview.error}
          onRetry={() => void overview.refetch()}
        />
      ) : (
        <div className={classes.cards} data-stale={overview.isPlaceholderData || undefined}>
          {metricNames.map((name) => (
            <MetricCard
              key={name}
              metric={name}
              chosen={name === metric}
              current={current?.[name]}
              previous={overview.data?.previous?.[name]}
              against={against}
              points={points && chartPoints(points, undefined, name, Date.now())}
              onChoose={() =>
                void navigate({
                  to: '.',
                  search: (before) => ({ ...before, metric: name }),
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          ))}
        </div>
      )}
      <EstimatedMark sampled={[overview.data?.sampled, series.data?.sampled, earlier.data?.sampled]} />
      {recordedShare !== undefined && recordedShare < 1 && (
        <Text size="xs" c="dimmed" px={16} pt={8}>
          Recorded {shareText(recordedShare)} of these sessions
        </Text>
      )}
      <div className={classes.chart} data-stale={series.isPlaceholderData || undefined}>
        {series.isError && (
          <ErrorPanel
            title="The chart could not be loaded"
            error={series.error}
            onRetry={() => void series.refetch()}
          />
        )}
        {!series.isError && !shown && <MetricChartSkeleton />}
        {shown && !series.isError && (
          <MetricChart
            look={metrics[metric]}
            points={shown}
            grain={series.data?.grain ?? grainOf(range)}
            zone={zone}
            against={against}
          />
        )}
      </div>
    </Card>
  );
}
