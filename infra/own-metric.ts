import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricNamespace } from '#contracts/resources.ts';
import type { Stage } from './stage.ts';

/** A metric that our functions write into their logs, summed over five minutes. */
export const ownMetric = (name: MetricName, stage: Stage): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName: name,
    dimensionsMap: { stage: stage.name },
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
