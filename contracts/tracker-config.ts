/** `GET /i/config?k=WRITE_KEY`: what a project asks of its tracker. */
import * as z from 'zod/mini';

export const TrackerConfig = z.object({
  /** Share of sessions that are recorded, 0…1. */
  sampling: z.number().check(z.minimum(0), z.maximum(1)),
  mask: z.enum(['inputs', 'all']),
  /** CSS selectors, beside the `data-ag-*` attributes. */
  selectors: z.object({
    mask: z.array(z.string()),
    unmask: z.array(z.string()),
    block: z.array(z.string()),
    ignore: z.array(z.string()),
  }),
  /** Path patterns with `*` for one segment, e.g. `/users/*`; a path that matches is tracked as the pattern. */
  fold: z.array(z.string()),
  /** Query parameters that stay in the tracked path. */
  keepParams: z.array(z.string()),
  /** `hold`: nothing is stored or sent until consent is given. */
  consent: z.enum(['off', 'hold']),
  dnt: z.enum(['ignore', 'respect']),
  /** Address of the versioned recorder, relative to the script's own origin, and its subresource integrity. */
  recorder: z.object({ path: z.string(), integrity: z.string() }),
});
export type TrackerConfig = z.infer<typeof TrackerConfig>;
