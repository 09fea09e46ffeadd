import type { RefusalKind } from './refusals.ts';

/** What cleaning one recording needs beside the text in hand. */
export interface CleanContext {
  /** Where a file that the page loaded was kept, as a path on our own origin; undefined when it was not. */
  file(address: string): string | undefined;
  refuse(kind: RefusalKind): void;
}
