import * as z from 'zod/mini';

/** Why ingest refused a beacon. */
export const refusalReasons = [
  'origin_refused',
  'session_refused',
  'invalid_beacon',
  'too_large',
  'consent_missing',
  'unknown_key',
  'rate_limited',
  'quota_exceeded',
  'excluded',
  'bot',
  'anonymous',
  'csp',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export const ProjectStatus = z.object({
  firstEventAt: z.nullable(z.string()),
  lastEventAt: z.nullable(z.string()),
  /** When a page last asked for its settings. */
  lastConfigAt: z.optional(z.nullable(z.string())),
  refusals: z.array(
    z.object({
      at: z.string(),
      reason: z.enum(refusalReasons),
      /** What exactly was wrong, e.g. the origin that was refused. */
      detail: z.string(),
      count: z.int(),
    }),
  ),
});
export type ProjectStatus = z.infer<typeof ProjectStatus>;
