import * as z from 'zod/mini';
import { deviceClasses } from './fields.ts';

/** One row of the recordings list. Times ISO 8601, durations ms, shares 0…1, empty values null or `(none)`. */
export const Session = z.object({
  id: z.string(),
  visitorId: z.string(),
  userId: z.nullable(z.string()),
  startedAt: z.string(),
  lastAt: z.string(),
  durationMs: z.number(),
  activeMs: z.number(),
  pageviews: z.int(),
  events: z.int(),
  clicks: z.int(),
  rageClicks: z.int(),
  deadClicks: z.int(),
  errors: z.int(),
  maxScroll: z.number(),
  entryPath: z.string(),
  exitPath: z.string(),
  host: z.string(),
  referrer: z.string(),
  channel: z.string(),
  utmSource: z.string(),
  utmMedium: z.string(),
  utmCampaign: z.string(),
  country: z.string(),
  region: z.string(),
  city: z.string(),
  device: z.enum(deviceClasses),
  browser: z.string(),
  os: z.string(),
  language: z.string(),
  screen: z.string(),
  bot: z.boolean(),
  hasRecording: z.boolean(),
});
export type Session = z.infer<typeof Session>;

export const SessionDetail = z.extend(Session, {
  /** Events whose times were more than 24 h from receipt, and count as 24 h from it: the page's clock is not to be believed. */
  clamped: z.int(),
  traits: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  pages: z.array(
    z.object({
      path: z.string(),
      title: z.nullable(z.string()),
      at: z.string(),
      durationMs: z.number(),
      maxScroll: z.number(),
    }),
  ),
});
export type SessionDetail = z.infer<typeof SessionDetail>;

/** One thing that happened in a session, in order of time. */
export const SessionEvent = z.object({
  at: z.string(),
  /** The page's clock said a time that is not to be believed; `at` is the nearest that is. */
  clamped: z.optional(z.literal(true)),
  kind: z.string(),
  name: z.optional(z.string()),
  path: z.string(),
  tab: z.string(),
  properties: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  selector: z.optional(z.string()),
  label: z.optional(z.string()),
  x: z.optional(z.number()),
  y: z.optional(z.number()),
  message: z.optional(z.string()),
  level: z.optional(z.string()),
  method: z.optional(z.string()),
  url: z.optional(z.string()),
  status: z.optional(z.number()),
  durationMs: z.optional(z.number()),
});
export type SessionEvent = z.infer<typeof SessionEvent>;
