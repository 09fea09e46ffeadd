import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { Grain } from '#contracts/answers.ts';
import { type ChartPoint, linePath } from '../model/chart-points.ts';
import { type MetricLook, scaleOf } from '../model/metrics.ts';
import { momentText, tickIndexes } from '../model/time-axis.ts';
import { ChartTable } from './chart-table.tsx';
import { ChartTip } from './chart-tip.tsx';
import classes from './metric-chart.module.css';

const height = 240;
const left = 52;
const right = 12;
const top = 10;
const bottom = 26;
/** px that a label of the time axis may reach to each side. */
const labelHalf = 36;

export interface MetricChartProps {
  look: MetricLook;
  points: ChartPoint[];
  grain: Grain;
  /** The project's time zone. */
  zone: string;
  /** What the dashed line is, in words; null when nothing is compared. */
  against: string | null;
}

export const MetricChartSkeleton = () => <Skeleton height={height} radius={8} />;

/** A number over time with the earlier range dashed; a crosshair follows pointer and arrow keys. */
export function MetricChart({ look, points, grain, zone, against }: MetricChartProps) {
  const { ref, width } = useElementSize();
  const [active, setActive] = useState<number | null>(null);
  const inner = { width: Math.max(0, width - left - right), height: height - top - bottom };
  const last = points.length - 1;
  const lines = scaleOf(Math.max(0, ...points.flatMap(({ value, earlier }) => [value ?? 0, earlier ?? 0])), look);
  const max = lines.at(-1) ?? 1;
  const xOf = (index: number): number => left + (last > 0 ? (index / last) * inner.width : inner.width / 2);
  const yOf = (value: number): number => top + inner.height - (value / max) * inner.height;
  const path = (values: (number | null)[]): string => linePath(values, inner.width, inner.height, max);
  const values = points.map(({ value }) => value);
  const known = values.findLastIndex((value) => value !== null);
  const area = known > 0 ? `${path(values.slice(0, known + 1).concat(values.slice(known + 1)))}` : '';
  const point = active === null ? undefined : points[active];

  const follow = (event: PointerEvent<SVGSVGElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
    setActive(Math.min(last, Math.max(0, Math.round((x / Math.max(1, inner.width)) * last))));
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') setActive(null);
    if (!step) return;
    event.preventDefault();
    setActive(Math.min(last, Math.max(0, (active ?? (step > 0 ? -1 : last + 1)) + step)));
  };

  return (
    <figure className={classes.figure} ref={ref}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`${look.label} by ${grain}. The values are in the table after the chart.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the crosshair
        tabIndex={0}
        onPointerMove={follow}
        onPointerLeave={() => setActive(null)}
        onKeyDown={press}
        onBlur={() => setActive(null)}
      >
        {lines.map((line) => (
          <g key={line} className={classes.line}>
            <line x1={left} x2={width - right} y1={yOf(line)} y2={yOf(line)} />
            <text x={left - 8} y={yOf(line)} dy="0.32em" textAnchor="end">
              {look.short(line)}
            </text>
          </g>
        ))}
        {tickIndexes(points.length, inner.width).map((index) => (
          <text
            key={index}
            className={classes.tick}
            x={xOf(index)}
            y={height - 6}
            textAnchor={xOf(index) > width - labelHalf ? 'end' : 'middle'}
          >
            {momentText(points[index]?.at ?? '', grain, zone, 'axis', points.length)}
          </text>
        ))}
        <g transform={`translate(${left} ${top})`}>
          {area && (
            <path
              className={classes.area}
              d={`${area}L${(xOf(known) - left).toFixed(1)} ${inner.height}L0 ${inner.height}Z`}
            />
          )}
          {against && <path className={classes.earlier} d={path(points.map(({ earlier }) => earlier))} />}
          <path className={classes.current} d={path(values)} />
        </g>
        {point && active !== null && (
          <g className={classes.cross}>
            <line x1={xOf(active)} x2={xOf(active)} y1={top} y2={top + inner.height} />
            {point.value !== null && <circle cx={xOf(active)} cy={yOf(point.value)} r={4} />}
          </g>
        )}
        {known === 0 && values[0] != null && <circle className={classes.dot} cx={xOf(0)} cy={yOf(values[0])} r={3} />}
      </svg>
      {point && active !== null && (
        <ChartTip {...{ point, look, grain, zone, against }} x={xOf(active)} width={width} />
      )}
      <ChartTable {...{ points, look, grain, zone, against }} />
    </figure>
  );
}
