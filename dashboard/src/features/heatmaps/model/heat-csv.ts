import type { Heatmap, HeatmapType } from '#contracts/answers.ts';
import { toCsv } from './csv.ts';

/** A heatmap's numbers as CSV: elements, or reach by depth, or cells that are not empty. */
export function heatmapCsv(heatmap: Heatmap, type: HeatmapType): string {
  if (heatmap.reach) {
    return toCsv([['depth_percent', 'share_of_pageviews'], ...heatmap.reach.map((share, depth) => [depth, share])]);
  }
  if (heatmap.cells) {
    const { size, columns, counts } = heatmap.cells;
    const value = type === 'attention' ? 'ms' : 'samples';
    const rows = counts.flatMap((count, index) =>
      count === 0 ? [] : [[(index % columns) * size, Math.floor(index / columns) * size, count]],
    );
    return toCsv([['x_px', 'y_px', value], ...rows]);
  }
  const rows = (heatmap.elements ?? []).map((element) => {
    return [element.label, element.selector, element.count, element.share, element.visitors];
  });
  return toCsv([['label', 'selector', 'count', 'share', 'visitors'], ...rows]);
}
