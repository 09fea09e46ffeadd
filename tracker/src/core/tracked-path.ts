import { scrub } from './scrub.ts';

/** What decides which addresses count as one page, and which do not count. */
export interface PathRules {
  /** Patterns with `*` for one segment. */
  fold?: readonly string[] | undefined;
  /** Query parameters that stay. */
  keepParams?: readonly string[] | undefined;
  /** Pages of which nothing is taken. */
  exclude?: { paths: readonly string[]; hosts: readonly string[] } | undefined;
}

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
  { pathname, hostname, searchParams, hash }: URL,
  { fold = [], keepParams = [], exclude }: PathRules,
  hashed?: boolean,
): string {
  const left =
    exclude &&
    (patternOf(pathname, exclude.paths) ||
      exclude.hosts.some((host) => host === hostname || (host[0] === '*' && hostname.endsWith(host.slice(1)))));
  if (left) return '';
  const query = String(new URLSearchParams([...searchParams].filter(([name]) => keepParams.includes(name)).sort()));
  return ((patternOf(pathname, fold) || scrub(pathname) || '/') + (query && `?${query}`) + (hashed ? hash : '')).slice(
    0,
    2048,
  );
}
