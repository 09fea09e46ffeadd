import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricNames } from '#contracts/answers.ts';
import { chartPoints, linePath } from './chart-points.ts';
import { metrics, scaleOf } from './metrics.ts';
import { momentText, tickIndexes } from './time-axis.ts';

const at = (day: number): string => `2026-05-0${day}T00:00:00.000Z`;
const noon = Date.parse('2026-05-02T12:00:00Z');

describe('the points of a chart', () => {
  const points = [{ at: at(1), visitors: 4 }, { at: at(2) }, { at: at(3), visitors: 0 }];

  it('have no value for buckets that have not begun, and 0 for empty ones', () => {
    expect(chartPoints(points, undefined, 'visitors', noon).map(({ value }) => value)).toEqual([4, 0, null]);
  });

  it('stand beside the earlier range so that both end together', () => {
    const earlier = [9, 1, 2, 3].map((visitors, index) => ({ at: `2026-04-${27 + index}T00:00:00.000Z`, visitors }));
    const shown = chartPoints(points, earlier, 'visitors', noon);

    expect(shown.map(({ earlier: value }) => value)).toEqual([1, 2, 3]);
    expect(shown[0]?.earlierAt).toBe('2026-04-28T00:00:00.000Z');
  });

  it('have nothing beside them where the earlier range is shorter', () => {
    const shown = chartPoints(points, [{ at: '2026-04-30T00:00:00.000Z', visitors: 5 }], 'visitors', noon);

    expect(shown.map(({ earlier }) => earlier)).toEqual([null, null, 5]);
  });
});

describe('a line', () => {
  it('runs from edge to edge, with its greatest value at the top', () => {
    expect(linePath([0, 5, 10], 100, 20, 10)).toBe('M0.0 20.0L50.0 10.0L100.0 0.0');
  });

  it('breaks where there is no value', () => {
    expect(linePath([1, null, 1, 1], 30, 10, 1)).toBe('M0.0 0.0M20.0 0.0L30.0 0.0');
  });

  it('is flat at the bottom when all is 0, and a dot in the middle when there is one value', () => {
    expect(linePath([0, 0], 10, 4, 0)).toBe('M0.0 4.0L10.0 4.0');
    expect(linePath([3], 10, 4, 3)).toBe('M5.0 0.0');
  });
});

describe('the scale of a chart', () => {
  it('has round steps of the metric', () => {
    expect(scaleOf(7, metrics.visitors)).toEqual([0, 2, 4, 6, 8]);
    expect(scaleOf(0, metrics.visitors)).toEqual([0, 1]);
    expect(scaleOf(1, metrics.bounceRate)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(scaleOf(95_000, metrics.avgDurationMs)).toEqual([0, 30_000, 60_000, 90_000, 120_000]);
  });

  it('reaches the greatest value with few lines, whole ones for counts', () => {
    const greatest = fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.double({ min: 0, max: 1e8, noNaN: true }));
    fc.assert(
      fc.property(fc.constantFrom(...metricNames), greatest, (metric, value) => {
        const max = metric === 'bounceRate' ? value / 1e9 : value;
        const lines = scaleOf(max, metrics[metric]);

        expect(lines[0]).toBe(0);
        expect(lines.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-8));
        expect(lines.length).toBeGreaterThanOrEqual(2);
        expect(lines.length).toBeLessThanOrEqual(6);
        if (!metrics[metric].steps) expect(lines.every(Number.isInteger)).toBe(true);
      }),
    );
  });
});

describe('the axis of time', () => {
  it('labels as many buckets as fit, the first among them', () => {
    expect(tickIndexes(7, 800)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(tickIndexes(30, 300)).toEqual([0, 10, 20]);
    expect(tickIndexes(24, 10)).toEqual([0]);
    expect(tickIndexes(0, 300)).toEqual([]);
  });

  it('is written in the zone of the project, by the grain', () => {
    const moment = '2026-05-01T22:00:00Z';
    const zone = 'Europe/Berlin';

    expect(momentText(moment, 'day', zone, 'axis')).toBe('2 May');
    expect(momentText(moment, 'hour', zone, 'axis', 24)).toBe('00:00');
    expect(momentText(moment, 'hour', zone, 'axis', 72)).toBe('2 May 00:00');
    expect(momentText(moment, 'month', zone, 'full')).toBe('May 2026');
  });
});
