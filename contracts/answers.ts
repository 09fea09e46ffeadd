/** What the read routes answer, beside sessions and recordings. */
import * as z from 'zod/mini';
import { deviceClasses } from './fields.ts';
import { Session, SessionEvent } from './session.ts';

/** The range in force after widening to whole buckets of the project's time zone; `to` exclusive. */
export const Range = z.object({ from: z.string(), to: z.string(), timeZone: z.string() });

/**
 * Of a filtered answer over very many sessions: which share of them, 0…1, its numbers are estimated from; the smaller
 * one where it compares two ranges. Absent where every session was read, so that the numbers are exact.
 */
const sampled = z.optional(z.number().check(z.gt(0), z.lt(1)));

export const Numbers = z.object({
  visitors: z.number(),
  sessions: z.number(),
  pageviews: z.number(),
  /** Custom events. */
  events: z.number(),
  bounceRate: z.number(),
  avgDurationMs: z.number(),
  /** Share of the sessions that have a recording, 0…1. */
  recordedShare: z.number(),
});
export type Numbers = z.infer<typeof Numbers>;

export const Overview = z.object({ range: Range, current: Numbers, previous: z.nullable(Numbers), sampled });
export type Overview = z.infer<typeof Overview>;

export const metricNames = ['visitors', 'sessions', 'pageviews', 'events', 'bounceRate', 'avgDurationMs'] as const;
export type Metric = (typeof metricNames)[number];
export const grains = ['minute', 'hour', 'day', 'week', 'month'] as const;
export type Grain = (typeof grains)[number];

export const Timeseries = z.object({
  range: Range,
  sampled,
  grain: z.enum(grains),
  points: z.array(
    z.object({
      at: z.string(),
      visitors: z.optional(z.number()),
      sessions: z.optional(z.number()),
      pageviews: z.optional(z.number()),
      events: z.optional(z.number()),
      bounceRate: z.optional(z.number()),
      avgDurationMs: z.optional(z.number()),
    }),
  ),
});
export type Timeseries = z.infer<typeof Timeseries>;

const quota = z.object({
  used: z.int(),
  /** Null: none. */
  quota: z.nullable(z.int()),
  /** `warning` from 80 %, `exceeded` at the quota. */
  state: z.enum(['ok', 'warning', 'exceeded']),
});
const cappedNames = z.object({
  /** Distinct names that have numbers of their own today. */
  used: z.int(),
  cap: z.int(),
  /** Counted under `(other)` today: pageviews, events, occurrences of properties. */
  other: z.int(),
});
/** What was used of a project's limits: quotas by the UTC month, names by the UTC day. */
export const Usage = z.object({
  /** 2026-11 */
  month: z.string(),
  /** Analytics events of every kind. */
  events: quota,
  recordings: quota,
  /** Share of the chosen sessions that are still recorded, 0…1: falls from the warning to the quota. */
  recordingShare: z.number(),
  /** 2026-11-25 */
  day: z.string(),
  names: z.object({ paths: cappedNames, eventNames: cappedNames, propertyNames: cappedNames }),
});
export type Usage = z.infer<typeof Usage>;

const breakdownRow = { visitors: z.number(), sessions: z.number(), count: z.number() };
export const Breakdown = z.object({
  range: Range,
  sampled,
  items: z.array(
    z.object({
      value: z.string(),
      ...breakdownRow,
      /** Only by `path` and `entryPath`: what hurt on it. */
      rageClicks: z.optional(z.number()),
      deadClicks: z.optional(z.number()),
      errors: z.optional(z.number()),
    }),
  ),
  /** Sums over what `limit` cut off; visitors there are an upper bound. */
  other: z.object(breakdownRow),
});
export type Breakdown = z.infer<typeof Breakdown>;

const list = <T extends z.ZodMiniType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) });
export const Sessions = z.extend(list(Session), { range: Range });
export type Sessions = z.infer<typeof Sessions>;
export const SessionEvents = list(SessionEvent);
export type SessionEvents = z.infer<typeof SessionEvents>;

export const Pages = z.object({
  range: Range,
  sampled,
  items: z.array(
    z.object({
      path: z.string(),
      pageviews: z.number(),
      visitors: z.number(),
      clicks: z.number(),
      rageClicks: z.number(),
      deadClicks: z.number(),
      errors: z.number(),
      recordings: z.number(),
    }),
  ),
});
export type Pages = z.infer<typeof Pages>;

export const heatmapTypes = ['click', 'rage', 'dead', 'error', 'scroll', 'move', 'attention'] as const;
export type HeatmapType = (typeof heatmapTypes)[number];

/** The page as it was recorded: sealed parts, in order, under a key of their own. */
export const HeatmapSnapshot = z.object({
  at: z.string(),
  width: z.number(),
  height: z.number(),
  /** Additional data of a part is `label`, in lower case. */
  parts: z.array(z.object({ url: z.string(), range: z.tuple([z.int(), z.int()]), label: z.string() })),
  /** base64, AES-256-GCM. */
  key: z.string(),
});
export type HeatmapSnapshot = z.infer<typeof HeatmapSnapshot>;

export const Heatmap = z.object({
  range: Range,
  /** The class in force: the one asked for, else the one with the most samples. */
  device: z.optional(z.enum(deviceClasses)),
  /** click kinds: clicks; scroll and attention: pageviews; move: samples. */
  samples: z.number(),
  /** Size of the page in CSS px: the snapshot's, else the mean seen. */
  page: z.object({ width: z.number(), height: z.number() }),
  snapshot: z.nullable(HeatmapSnapshot),
  elements: z.optional(
    z.array(
      z.object({
        selector: z.string(),
        label: z.string(),
        count: z.number(),
        share: z.number(),
        visitors: z.number(),
        /** [x, y, n]: position inside the element's box, 0…1, to a hundredth or, where that is too much, to a tenth, and clicks there. */
        points: z.array(z.tuple([z.number(), z.number(), z.number()])),
        /** Mean position on the document in CSS px, for when the element is not in the snapshot. */
        page: z.object({ x: z.number(), y: z.number() }),
      }),
    ),
  ),
  /** Scroll: share of pageviews that reached 0 %, 1 % … 100 % of the document. */
  reach: z.optional(z.array(z.number()).check(z.length(101))),
  /** Scroll: median of viewport / document height at load. */
  fold: z.optional(z.number()),
  /** move: cells of 16 CSS px, columns across the page's width; attention: one column, rows of 100 px, counts in ms. Row by row. */
  cells: z.optional(z.object({ size: z.number(), columns: z.int(), rows: z.int(), counts: z.array(z.number()) })),
});
export type Heatmap = z.infer<typeof Heatmap>;
