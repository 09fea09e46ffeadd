import { type Dimension, none } from '#contracts/fields.ts';

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** What an absent value means, by dimension. */
const absent: Partial<Record<Dimension, string>> = {
  referrer: 'Direct, no referrer',
  country: 'Unknown country',
  region: 'Unknown region',
  city: 'Unknown city',
};

const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A name for a code that may not be one: what a server received is shown as it came. */
function nameOf(names: Intl.DisplayNames, pattern: RegExp, code: string): string {
  return pattern.test(code) ? (names.of(code) ?? code) : code;
}

/** A value of a dimension as people read it: countries and languages by name. */
export function valueText(by: Dimension, value: string): string {
  if (value === none || value === '') return absent[by] ?? 'None';
  if (by === 'country') return nameOf(regions, /^[A-Z]{2}$/, value);
  if (by === 'language') return nameOf(languages, /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, value);
  return by === 'device' ? titled(value) : value;
}
