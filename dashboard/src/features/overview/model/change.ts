import type { Metric } from '#contracts/answers.ts';

export type Verdict = 'better' | 'worse' | 'same';

export interface Change {
  /** Relative to the earlier value: 0.12 is 12 % more. Null where the earlier value was 0, since nothing compares to it. */
  ratio: number | null;
  verdict: Verdict;
}

/** Relative changes below it are shown as 0%, so they are neither better nor worse. */
const shownFrom = 0.0005;

const lowerIsBetter: ReadonlySet<Metric> = new Set(['bounceRate']);

/** How a number changed since the earlier range, and whether that is good. */
export function changeOf(metric: Metric, current: number, previous: number): Change {
  const rise = current - previous;
  if (Math.abs(rise) <= Math.abs(previous) * shownFrom) return { ratio: 0, verdict: 'same' };
  if (previous === 0) return { ratio: null, verdict: 'same' };
  const better = lowerIsBetter.has(metric) ? rise < 0 : rise > 0;
  return { ratio: rise / previous, verdict: better ? 'better' : 'worse' };
}

/** `+12%`, `−4.5%`, `0%`; `new` where there was nothing before. */
export function changeText({ ratio }: Change): string {
  if (ratio === null) return 'new';
  const percent = Math.abs(ratio) * 100;
  const digits = percent < 10 ? 1 : 0;
  const text = String(Number(percent.toFixed(digits)));
  if (text === '0') return '0%';
  return Number(text) > 999 ? '>+999%' : `${ratio > 0 ? '+' : '−'}${text}%`;
}
