import type { Shortage } from './leases.ts';

/** Longest Retry-After, s. */
const longestWait = 60;

/** The header that says when to come back. */
export const retryAfter = ({ waitMs }: Pick<Shortage, 'waitMs'>) => ({
  'retry-after': String(Math.min(longestWait, Math.max(1, Math.ceil(waitMs / 1_000)))),
});
