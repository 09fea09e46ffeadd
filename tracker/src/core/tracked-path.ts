/** What decides which addresses count as one page. */
export interface PathRules {
  /** Patterns with `*` for one segment. */
  fold?: readonly string[] | undefined;
  /** Query parameters that stay. */
  keepParams?: readonly string[] | undefined;
}

/** The tracked path of an address: its pathname after folding, kept query parameters sorted, the hash only if asked for. */
export function trackedPath(url: URL, { fold = [], keepParams = [] }: PathRules, hash?: boolean): string {
  const segments = url.pathname.split('/');
  const pattern = fold.find((candidate) => {
    const wanted = candidate.split('/');
    return (
      wanted.length === segments.length &&
      wanted.every((part, i) => part === segments[i] || (part === '*' && segments[i]))
    );
  });
  const query = String(new URLSearchParams([...url.searchParams].filter(([name]) => keepParams.includes(name)).sort()));
  return ((pattern || url.pathname || '/') + (query && `?${query}`) + (hash ? url.hash : '')).slice(0, 2048);
}
