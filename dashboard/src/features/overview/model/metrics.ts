import { type Metric, metricNames } from '#contracts/answers.ts';
import { durationText, exactNumber, shareText, shortNumber } from '../../../lib/number-text.ts';

export interface MetricLook {
  label: string;
  /** As on the card: short. */
  short: (value: number) => string;
  exact: (value: number) => string;
  /** Steps that a scale may have, ascending; absent: 1, 2, 5 times a power of ten. */
  steps?: readonly number[];
}

const count = (label: string): MetricLook => ({ label, short: shortNumber, exact: exactNumber });
const second = 1_000;
const minute = 60 * second;

export const metrics: Record<Metric, MetricLook> = {
  visitors: count('Visitors'),
  sessions: count('Sessions'),
  pageviews: count('Pageviews'),
  events: count('Events'),
  bounceRate: { label: 'Bounce rate', short: shareText, exact: shareText, steps: [0.01, 0.02, 0.05, 0.1, 0.25] },
  avgDurationMs: {
    label: 'Average duration',
    short: durationText,
    exact: durationText,
    steps: [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map((seconds) => seconds * second),
  },
};

/** All of them, as the timeseries route takes them. */
export const allMetrics = metricNames.join(',');

/** Values of the horizontal lines from 0 up to at least `max`, four or five of them. */
export function scaleOf(max: number, { steps }: Pick<MetricLook, 'steps'>): number[] {
  const rough = Math.max(max, steps ? 0 : 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const candidates = steps ?? [1, 2, 5, 10].map((factor) => factor * power);
  const whole = steps ? candidates : candidates.filter((step) => step >= 1);
  const step =
    whole.find((size) => size >= rough) ?? Math.ceil(rough / (steps ? 60 * minute : 1)) * (steps ? 60 * minute : 1);
  const lines = Math.max(1, Math.ceil(max / step - 1e-9));
  return Array.from({ length: lines + 1 }, (_, index) => index * step);
}
