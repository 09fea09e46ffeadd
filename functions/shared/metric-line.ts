import { type MetricName, metricNamespace } from '#contracts/resources.ts';

/** A log line from which CloudWatch makes a count of the metric, by stage (the embedded metric format). */
export function metricLine(
  name: MetricName,
  { stage, now, count = 1 }: { stage: string; now: number; count?: number },
): Record<string, unknown> {
  const metric = { Name: name, Unit: 'Count' };
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: [['stage']], Metrics: [metric] }],
    },
    stage,
    [name]: count,
  };
}
