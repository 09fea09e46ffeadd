import type { Grain } from '#contracts/answers.ts';
import { zonedText } from '../../../lib/zoned-range.ts';

/** px that a label of the time axis needs. */
const labelWidth = 84;

const full: Record<Grain, string> = {
  minute: 'ddd D MMM, HH:mm',
  hour: 'ddd D MMM, HH:mm',
  day: 'ddd D MMM YYYY',
  week: '[Week of] D MMM YYYY',
  month: 'MMMM YYYY',
};

/** The start of a bucket in words; on the axis shorter, by how many buckets there are. */
export function momentText(at: string, grain: Grain, zone: string, where: 'axis' | 'full', buckets = 0): string {
  if (where === 'full') return zonedText(at, zone, full[grain]);
  if (grain === 'month') return zonedText(at, zone, 'MMM YYYY');
  if (grain === 'day' || grain === 'week') return zonedText(at, zone, 'D MMM');
  return zonedText(at, zone, buckets > 26 ? 'D MMM HH:mm' : 'HH:mm');
}

/** Which of `count` buckets get a label on an axis of `width` px: evenly spaced, never touching. */
export function tickIndexes(count: number, width: number): number[] {
  const most = Math.max(1, Math.floor(width / labelWidth));
  const step = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
