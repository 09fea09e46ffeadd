/** Values and filters as people read them. */
import { type FilterField, filterFields, none } from '#contracts/fields.ts';
import { durationText } from './number-text.ts';
import type { Chip } from './search.ts';
import { visibleText } from './visible-text.ts';

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** What an absent value means, by dimension. */
const absent: Partial<Record<FilterField, string>> = {
  referrer: 'Direct, no referrer',
  country: 'Unknown country',
  region: 'Unknown region',
  city: 'Unknown city',
};

const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A name for a code that may not be one. */
function nameOf(names: Intl.DisplayNames, pattern: RegExp, code: string): string {
  return pattern.test(code) ? (names.of(code) ?? code) : visibleText(code);
}

/** A value of a field: countries and languages by name. */
export function valueText(by: FilterField, value: string): string {
  if (value === none || value === '') return absent[by] ?? 'None';
  if (by === 'country') return nameOf(regions, /^[A-Z]{2}$/, value);
  if (by === 'language') return nameOf(languages, /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, value);
  return by === 'device' ? titled(value) : visibleText(value);
}

/** Each comparison, and the same turned round. */
const opWords: Record<Chip['op'], [plain: string, turned: string]> = {
  is: ['is', 'is not'],
  contains: ['contains', 'does not contain'],
  startsWith: ['starts with', 'does not start with'],
  matches: ['matches', 'does not match'],
  gt: ['over', 'at most'],
  gte: ['at least', 'under'],
  lt: ['under', 'at least'],
  lte: ['at most', 'over'],
  exists: ['is known', 'is unknown'],
};

/** A filter in words: `Country is Germany, France`. */
export function chipText({ field, op, values, not }: Chip): string {
  const by = field as FilterField;
  const words = values.map((value) => {
    if (by === 'activeMs') return durationText(Number(value));
    return op === 'is' ? valueText(by, String(value)) : visibleText(String(value));
  });
  const turned = op === 'exists' ? Boolean(not) === values.includes(true) : Boolean(not);
  const operands = op === 'exists' ? '' : ` ${words.join(', ')}`;
  return `${filterFields[by].label} ${opWords[op][turned ? 1 : 0]}${operands}`;
}
