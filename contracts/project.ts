import * as z from 'zod/mini';
import { retentionDays } from './resources.ts';

const selector = z.string().check(z.minLength(1), z.maxLength(300));
const selectors = z.array(selector).check(z.maxLength(50));
const pathPattern = z
  .string()
  .check(z.regex(/^\/[^\s?#]*$/, 'a path pattern starts with / and has no query'), z.maxLength(300));

/** `https://host[:port]` or `https://*.host`; `http` only for local work. */
export const Origin = z
  .string()
  .check(
    z.regex(
      /^https?:\/\/(\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i,
      'write an origin as https://host, https://host:port or https://*.host',
    ),
    z.maxLength(300),
  );

export const ProjectSettings = z.object({
  recording: z.object({
    /** Share of sessions that are recorded, 0…1. */
    sampling: z.number().check(z.minimum(0), z.maximum(1)),
    retentionDays: z.literal(retentionDays),
  }),
  privacy: z.object({
    mask: z.enum(['inputs', 'all']),
    maskSelectors: selectors,
    unmaskSelectors: selectors,
    blockSelectors: selectors,
    ignoreSelectors: selectors,
    consent: z.enum(['off', 'hold']),
    dnt: z.enum(['ignore', 'respect']),
  }),
  paths: z.object({
    fold: z.array(pathPattern).check(z.maxLength(50)),
    keepParams: z.array(z.string().check(z.minLength(1), z.maxLength(100))).check(z.maxLength(50)),
  }),
  eventDays: z.int().check(z.minimum(1), z.maximum(395)),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export const defaultSettings: ProjectSettings = {
  recording: { sampling: 1, retentionDays: 30 },
  privacy: {
    mask: 'inputs',
    maskSelectors: [],
    unmaskSelectors: [],
    blockSelectors: [],
    ignoreSelectors: [],
    consent: 'off',
    dnt: 'ignore',
  },
  paths: { fold: [], keepParams: [] },
  eventDays: 395,
};

export const projectName = z.string().check(z.trim(), z.minLength(1), z.maxLength(100));

/** An IANA time zone that this runtime knows. */
export const TimeZone = z.string().check(
  z.maxLength(64),
  z.refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'unknown time zone; write an IANA name such as Europe/Berlin'),
);

export const WriteKey = z.object({
  key: z.string(),
  createdAt: z.string(),
  /** When a rotated key stops working, ISO 8601; null for the current one. */
  expiresAt: z.nullable(z.string()),
});

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  /** The current write key; `writeKeys` has rotated ones too while they work. */
  writeKey: z.string(),
  writeKeys: z.array(WriteKey),
  timeZone: z.string(),
  origins: z.array(z.string()),
  settings: ProjectSettings,
  role: z.enum(['owner']),
  createdAt: z.string(),
});
export type Project = z.infer<typeof Project>;

export const ProjectCreate = z.strictObject({
  name: projectName,
  timeZone: z.optional(TimeZone),
  origins: z.optional(z.array(Origin).check(z.maxLength(50))),
});

/** Some of the settings of a group; a name that the group does not have is refused. */
const changes = <T extends z.core.$ZodShape>(group: T) => z.partial(z.strictObject(group));

/** JSON merge patch: what is absent stays. */
export const ProjectPatch = z.strictObject({
  name: z.optional(projectName),
  timeZone: z.optional(TimeZone),
  origins: z.optional(z.array(Origin).check(z.maxLength(50))),
  settings: z.optional(
    z.strictObject({
      recording: z.optional(changes(ProjectSettings.shape.recording.shape)),
      privacy: z.optional(changes(ProjectSettings.shape.privacy.shape)),
      paths: z.optional(changes(ProjectSettings.shape.paths.shape)),
      eventDays: z.optional(ProjectSettings.shape.eventDays),
    }),
  ),
});
export type ProjectPatch = z.infer<typeof ProjectPatch>;

/** Why ingest refused a beacon. */
export const refusalReasons = [
  'origin_refused',
  'session_refused',
  'invalid_beacon',
  'too_large',
  'consent_missing',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export const ProjectStatus = z.object({
  firstEventAt: z.nullable(z.string()),
  lastEventAt: z.nullable(z.string()),
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
