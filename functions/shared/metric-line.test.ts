import { expect, it } from 'vitest';
import { metricNamespace, metrics } from '#contracts/resources.ts';
import { metricLine } from './metric-line.ts';

it('is a log line of which CloudWatch makes the metric that the alarm looks at', () => {
  const line = metricLine(metrics.limiterOpen, { stage: 'prod', now: 1_760_000_000_000 });

  expect(JSON.parse(JSON.stringify(line))).toEqual({
    _aws: {
      Timestamp: 1_760_000_000_000,
      CloudWatchMetrics: [
        { Namespace: metricNamespace, Dimensions: [['stage']], Metrics: [{ Name: 'LimiterOpen', Unit: 'Count' }] },
      ],
    },
    stage: 'prod',
    LimiterOpen: 1,
  });
});
