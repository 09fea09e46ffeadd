import * as z from 'zod/mini';
import { heatmapTypes } from '#contracts/answers.ts';

/** What the heatmaps keep in their address beside range and filters. */
export const HeatmapsSearch = z.object({
  path: z.catch(z.optional(z.string()), undefined),
  type: z.catch(z.optional(z.enum(heatmapTypes)), undefined),
});
export type HeatmapsSearch = z.infer<typeof HeatmapsSearch>;
