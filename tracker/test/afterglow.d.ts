interface Window {
  /** The page's own view of the tracker, where anything may be called. */
  afterglow(verb: string, ...args: unknown[]): unknown;
}
