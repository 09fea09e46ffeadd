import * as z from 'zod/mini';
import { metricNames } from '#contracts/answers.ts';

/** What the overview keeps in its address beside range and filters. */
export const OverviewSearch = z.object({
  /** The number shown as a chart. */
  metric: z.catch(z.optional(z.enum(metricNames)), undefined),
});
