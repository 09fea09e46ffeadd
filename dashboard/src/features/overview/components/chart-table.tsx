import { VisuallyHidden } from '@mantine/core';
import { momentText } from '../model/time-axis.ts';
import type { MetricChartProps } from './metric-chart.tsx';

/** The chart as text, for who cannot see it. */
export function ChartTable({ points, look, grain, zone, against }: MetricChartProps) {
  return (
    <VisuallyHidden>
      <table>
        <caption>
          {look.label} by {grain}
        </caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">{look.label}</th>
            {against && <th scope="col">Compared: {against}</th>}
          </tr>
        </thead>
        <tbody>
          {points.map(({ at, value, earlier }) => (
            <tr key={at}>
              <th scope="row">{momentText(at, grain, zone, 'full')}</th>
              <td>{value === null ? 'not yet' : look.exact(value)}</td>
              {against && <td>{earlier === null ? '' : look.exact(earlier)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  );
}
