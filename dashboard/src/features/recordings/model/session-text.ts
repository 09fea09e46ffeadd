import { none } from '#contracts/fields.ts';
import type { Session } from '#contracts/session.ts';

/** 45 s, 3 min, 1 h 12 min. */
export function activeText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

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
