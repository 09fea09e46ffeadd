import * as z from 'zod/mini';
import { ProjectSettings } from './project-settings.ts';

/**
 * `https://host[:port]` or `https://*.host`; `http` only for local work. Hosts may be addresses of IPv6 and have any
 * letters; what browsers know no host by is refused when it is kept.
 */
export const Origin = z
  .string()
  .check(
    z.regex(
      /^https?:\/\/(\*\.)?(\[[0-9a-f:.]+\]|[^\s*/?#@\\%[\]:,]+)(:\d{1,5})?$/i,
      'write an origin as https://host, https://host:port or https://*.host',
    ),
    z.maxLength(300),
  );

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
      exclude: z.optional(changes(ProjectSettings.shape.exclude.shape)),
      limits: z.optional(changes(ProjectSettings.shape.limits.shape)),
      delivery: z.optional(changes(ProjectSettings.shape.delivery.shape)),
      eventDays: z.optional(ProjectSettings.shape.eventDays),
    }),
  ),
});
export type ProjectPatch = z.infer<typeof ProjectPatch>;
