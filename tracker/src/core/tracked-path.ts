import type { TrackerConfig } from '../../../contracts/tracker-config.ts';
import { scrub } from './scrub.ts';

/** What decides which addresses count as one page, and which do not count. */
export type PathRules = Pick<TrackerConfig, 'fold' | 'keepParams' | 'exclude'>;

/** The first of the patterns, with `*` for one segment, that a pathname fits. */
export function patternOf(pathname: string, patterns: readonly string[]): string | undefined {
  const segments = pathname.split('/');
  return patterns.find((pattern) => {
    const wanted = pattern.split('/');
    return (
      wanted.length === segments.length &&
      wanted.every((part, i) => part === segments[i] || (part === '*' && segments[i]))
    );
  });
}

/**
 * The tracked path of an address: its pathname after folding, kept query parameters sorted, the hash only if
 * asked for. Empty where the address is excluded.
 */
export function trackedPath(
  { pathname, searchParams, hash }: URL,
  { fold, keepParams, exclude: { paths } }: PathRules,
  hashed?: boolean,
): string {
  if (patternOf(pathname, paths)) return '';
  const query = String(new URLSearchParams([...searchParams].filter(([name]) => keepParams.includes(name)).sort()));
  return (
    (patternOf(pathname, fold) || scrub(pathname) || '/') +
    (query && `?${query}`) +
    (hashed ? scrub(hash) : '')
  ).slice(0, 2048);
}
