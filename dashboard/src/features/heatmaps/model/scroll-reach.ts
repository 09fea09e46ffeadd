/** A line across the page: at this depth (0…1 of its height), this share of pageviews still went on. */
export interface ReachLine {
  share: number;
  depth: number;
}

/**
 * Where the share of pageviews that came so far falls to each of `shares`, between two percents
 * linearly. A share that everybody reached, or nobody, has no line. `reach` falls from 0 % to 100 %.
 */
export function reachLines(reach: readonly number[], shares: readonly number[] = [0.75, 0.5, 0.25]): ReachLine[] {
  const last = reach.length - 1;
  return shares.flatMap((share) => {
    const below = reach.findIndex((value) => value < share);
    if (below <= 0) return [];
    const [upper = 0, lower = 0] = [reach[below - 1], reach[below]];
    const part = upper === lower ? 0 : (upper - share) / (upper - lower);
    return [{ share, depth: (below - 1 + part) / last }];
  });
}

/** The share that came to a depth, between two percents linearly. */
export function reachAt(reach: readonly number[], depth: number): number {
  const at = Math.min(1, Math.max(0, depth)) * (reach.length - 1);
  const [before = 0, after = before] = [reach[Math.floor(at)], reach[Math.ceil(at)]];
  return before + (after - before) * (at - Math.floor(at));
}
