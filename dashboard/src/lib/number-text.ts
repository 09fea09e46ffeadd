const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

export const exactNumber = (value: number): string => exact.format(value);
/** 12.4K; below 1,000 exact. */
export const shortNumber = (value: number): string => short.format(value);
/** A share 0…1 as 12.3%. */
export const shareText = (value: number): string => percent.format(value);

/** ms as `42s`, `3m 05s`, `1h 12m`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}
