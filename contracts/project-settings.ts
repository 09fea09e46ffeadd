import * as z from 'zod/mini';
import { deviceClasses } from './fields.ts';
import { retentionDays } from './resources.ts';

const selector = z.string().check(z.minLength(1), z.maxLength(300));
const selectors = z.array(selector).check(z.maxLength(50));
/** As browsers write the path, such as `/gr%C3%B6%C3%9Fe`: what a pattern is held against is written so. */
const asInAddress = (path: string): string => (path.startsWith('/') ? new URL(`https://x${path}`).pathname : path);
const pathPattern = z.string().check(
  z.regex(/^\/[^\s?#]*$/, 'a path pattern starts with / and has no query'),
  z.overwrite(asInAddress),
  z.refine(
    (path) => path.split('/').every((part) => part === '*' || !part.includes('*')),
    'a * stands for one whole segment, as in /users/*; write it alone between slashes',
  ),
  z.maxLength(300, 'a path pattern has at most 300 characters as it stands in an address'),
);

/** CIDR range or one address, IPv4 or IPv6. */
export const AddressRange = z.string().check(
  z.maxLength(49),
  z.refine((range) => {
    const slash = range.indexOf('/');
    const bare = slash < 0;
    const address = bare ? range : range.slice(0, slash);
    if (z.ipv4().safeParse(address).success) return bare || z.cidrv4().safeParse(range).success;
    return z.ipv6().safeParse(address).success && (bare || z.cidrv6().safeParse(range).success);
  }, 'write an address as 203.0.113.7, or a range as 203.0.113.0/24 or 2001:db8::/32'),
);

/** First segments of addresses that mean something else already. */
const takenPaths = ['api', 'apidocs', 'assets', 'src'];

const names = (max: number) => z.array(z.string().check(z.minLength(1), z.maxLength(120))).check(z.maxLength(max));
const pathPatterns = z.array(pathPattern).check(z.maxLength(50));
const atLeast = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max));

/** What a project may have set: groups of settings, flat inside, so that a merge patch names single values. */
export const ProjectSettings = z.object({
  recording: z.object({
    /** Share of sessions that are recorded, 0…1. */
    sampling: z.number().check(z.minimum(0), z.maximum(1)),
    retentionDays: z.literal(retentionDays),
    /** A recording is kept only of sessions with this much visible time, s. */
    minSeconds: atLeast(0, 300),
    /** A recording ends after this long, min. */
    maxMinutes: atLeast(1, 1_440),
    /** Recording begins only when one of these has happened; with none of them set, at once. `*` is one segment. */
    startPaths: pathPatterns,
    /** … a custom event of this name was tracked. */
    startEvents: names(50),
    /** … an error occurred; the last 60 s before it are kept. */
    startOnError: z.boolean(),
    /** … the page called `afterglow('start')`. */
    startOnCall: z.boolean(),
    /** Recording pauses on these paths. */
    pausePaths: pathPatterns,
    /** Classes of devices that are recorded. */
    devices: z.array(z.enum(deviceClasses)).check(z.maxLength(deviceClasses.length)),
    /** Files of the page kept at capture, so that a replay looks right later: none, stylesheets and fonts, or images too. */
    assets: z.enum(['none', 'styles', 'all']),
  }),
  privacy: z.object({
    mask: z.enum(['inputs', 'all']),
    maskSelectors: selectors,
    unmaskSelectors: selectors,
    blockSelectors: selectors,
    ignoreSelectors: selectors,
    consent: z.enum(['off', 'hold']),
    dnt: z.enum(['ignore', 'respect', 'anonymous']),
    /** Every visitor is anonymous: nothing is stored in the browser, nothing is recorded. */
    anonymous: z.boolean(),
  }),
  paths: z.object({
    fold: pathPatterns,
    keepParams: names(50),
  }),
  /** Visits that are left out of everything. */
  exclude: z.object({
    addresses: z.array(AddressRange).check(z.maxLength(100)),
    paths: pathPatterns,
    /** Hosts such as `staging.example.com` or `*.dev.example.com`. */
    hosts: z
      .array(
        z
          .string()
          .check(
            z.regex(/^(\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, 'write a host as host.name or *.host.name'),
            z.maxLength(255),
          ),
      )
      .check(z.maxLength(50)),
  }),
  /** What one write key may send; past it the answer is 429, or the value is counted under `(other)`. */
  limits: z.object({
    eventsPerSecond: atLeast(1, 100_000),
    bytesPerSecond: atLeast(1_024, 1_000_000_000),
    sessionsPerSecond: atLeast(1, 10_000),
    /** Beacons a second from one visitor address. */
    beaconsPerAddress: atLeast(1, 10_000),
    /** Null: no quota. */
    eventsPerMonth: z.nullable(atLeast(1, 1e12)),
    recordingsPerMonth: z.nullable(atLeast(0, 1e9)),
    /** Distinct values a day; the rest is counted under `(other)`. */
    pathsPerDay: atLeast(1, 20_000),
    eventNamesPerDay: atLeast(1, 2_000),
    propertyNamesPerDay: atLeast(1, 2_000),
  }),
  /** Address of the tracker on this installation that block lists do not know; null: `/t.js` and `/i`. */
  delivery: z.object({
    /** One path segment under which the script and its beacons live. */
    path: z.nullable(
      z.string().check(
        z.regex(/^[a-z0-9](?:[a-z0-9-]{1,30})[a-z0-9]$/, 'write 3 to 32 small letters, digits or hyphens'),
        z.refine((path) => !takenPaths.includes(path), 'this name is taken by Afterglow itself; choose another'),
      ),
    ),
    /** File name of the script, without `.js`. */
    file: z.nullable(
      z
        .string()
        .check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,30})[a-z0-9]$/, 'write 2 to 32 small letters, digits or hyphens')),
    ),
  }),
  eventDays: z.int().check(z.minimum(1), z.maximum(395)),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export const defaultSettings: ProjectSettings = {
  recording: {
    sampling: 1,
    retentionDays: 30,
    minSeconds: 0,
    maxMinutes: 1_440,
    startPaths: [],
    startEvents: [],
    startOnError: false,
    startOnCall: false,
    pausePaths: [],
    devices: [...deviceClasses],
    assets: 'styles',
  },
  privacy: {
    mask: 'inputs',
    maskSelectors: [],
    unmaskSelectors: [],
    blockSelectors: [],
    ignoreSelectors: [],
    consent: 'off',
    dnt: 'ignore',
    anonymous: false,
  },
  paths: { fold: [], keepParams: [] },
  exclude: { addresses: [], paths: [], hosts: [] },
  limits: {
    eventsPerSecond: 200,
    bytesPerSecond: 262_144,
    sessionsPerSecond: 20,
    beaconsPerAddress: 100,
    eventsPerMonth: null,
    recordingsPerMonth: null,
    pathsPerDay: 5_000,
    eventNamesPerDay: 500,
    propertyNamesPerDay: 500,
  },
  delivery: { path: null, file: null },
  eventDays: 395,
};

const groups = ['recording', 'privacy', 'paths', 'exclude', 'limits', 'delivery'] as const;
/** Settings as they were stored by an earlier version, with what it did not know set to the default. */
export type StoredSettings = {
  [Name in keyof ProjectSettings]?: ProjectSettings[Name] extends object
    ? Partial<ProjectSettings[Name]>
    : ProjectSettings[Name];
};

/** Whole settings from what is stored, which an earlier version may have written. */
export function completeSettings(stored: StoredSettings): ProjectSettings {
  const complete = { ...defaultSettings, ...stored };
  for (const name of groups) Object.assign(complete, { [name]: { ...defaultSettings[name], ...stored[name] } });
  return complete as ProjectSettings;
}
