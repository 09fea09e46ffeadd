import { none } from '#contracts/fields.ts';
import type { Session } from '#contracts/session.ts';

/** Berlin, Germany; the country alone; or nothing. Country codes become names in the reader's language. */
export function placeText({ city, country }: Pick<Session, 'city' | 'country'>, language = 'en'): string {
  const named = known(country) ? countryName(country, language) : '';
  return [known(city) ? city : '', named].filter(Boolean).join(', ');
}

function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  } catch (error) {
    // What is no region code is shown as it is.
    if (error instanceof RangeError) return code;
    throw error;
  }
}

/** Chrome · macOS, without what is not known. */
export const clientText = ({ browser, os }: Pick<Session, 'browser' | 'os'>): string =>
  [browser, os].filter(known).join(' · ');

const known = (value: string) => value !== '' && value !== none;
