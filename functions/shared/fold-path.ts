/** What decides which addresses count as one page. */
export interface PathRules {
  /** Patterns with `*` for one segment that is not empty. */
  fold: readonly string[];
  /** Query parameters that stay. */
  keepParams: readonly string[];
}

const maxPath = 2_048;

/**
 * Tracked path of a path as it was sent: the first pattern that matches in place of the pathname, kept
 * query parameters sorted, the hash as the tracker left it. The same as the tracker's own; folding twice changes nothing.
 */
export function foldPath(path: string, { fold, keepParams }: PathRules): string {
  const hashAt = path.indexOf('#');
  const hash = hashAt < 0 ? '' : path.slice(hashAt);
  const address = hashAt < 0 ? path : path.slice(0, hashAt);
  const queryAt = address.indexOf('?');
  const pathname = queryAt < 0 ? address : address.slice(0, queryAt);
  const query = queryAt < 0 ? '' : keptQuery(address.slice(queryAt + 1), keepParams);

  const segments = pathname.split('/');
  const pattern = fold.find((candidate) => matches(candidate.split('/'), segments));
  return `${pattern ?? (pathname || '/')}${query && `?${query}`}${hash}`.slice(0, maxPath).toWellFormed();
}

/** Whether a pathname has the pattern's segments; `*` is one that is not empty. */
export const matchesPattern = (pattern: string, pathname: string): boolean =>
  matches(pattern.split('/'), pathname.split('/'));

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part === '*' ? segments[index] !== '' : part === segments[index]))
  );
}

function keptQuery(query: string, keepParams: readonly string[]): string {
  if (keepParams.length === 0) return '';
  const kept = [...new URLSearchParams(query)].filter(([name]) => keepParams.includes(name));
  return new URLSearchParams(kept.toSorted()).toString();
}
