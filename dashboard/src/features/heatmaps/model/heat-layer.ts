import type { Heatmap } from '#contracts/answers.ts';
import { attentionField, reachField } from './band-field.ts';
import { binPoints, blurField, type HeatField, hottest } from './heat-field.ts';
import { cellPoints, clickPoints, type PlacedElement } from './heat-points.ts';

/** What is painted over the page, and what its colours mean. */
export interface HeatLayer {
  field: HeatField;
  /** The value that is hottest. */
  most: number;
  legend: { low: string; high: string; unit: string };
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** The layer of a heatmap on a page of this size (CSS px); `radius` blurs spots. */
export function heatLayer(
  heatmap: Heatmap,
  placed: readonly PlacedElement[],
  page: { width: number; height: number },
  radius: number,
): HeatLayer {
  if (heatmap.reach) {
    const field = reachField(heatmap.reach, page.height);
    return { field, most: 1, legend: { low: '0 %', high: '100 %', unit: 'of pageviews' } };
  }
  if (heatmap.cells?.columns === 1) {
    const field = attentionField(heatmap.cells.counts, heatmap.cells.size, page.height);
    const most = hottest(field);
    const seconds = most / Math.max(1, heatmap.samples) / 1000;
    return { field, most, legend: { low: '0 s', high: `${seconds.toFixed(1)} s`, unit: 'a pageview' } };
  }
  const points = heatmap.cells ? cellPoints(heatmap.cells, page.width) : clickPoints(placed);
  const field = blurField(binPoints(points, page.width, page.height), radius);
  const most = hottest(field);
  const unit = heatmap.cells ? 'moves in one spot' : most === 1 ? 'click in one spot' : 'clicks in one spot';
  return { field, most, legend: { low: '0', high: short.format(Math.ceil(most)), unit } };
}
