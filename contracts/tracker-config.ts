/** `GET /i/config?k=WRITE_KEY`: what a project asks of its tracker. */
import * as z from 'zod/mini';
import type { ProjectSettings } from './project-settings.ts';

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
  dnt: z.enum(['ignore', 'respect', 'anonymous']),
  /** Every visitor is anonymous: nothing is stored in the browser, nothing is recorded. */
  anonymous: z.boolean(),
  /** Paths and hosts from which nothing is sent. */
  exclude: z.object({ paths: z.array(z.string()), hosts: z.array(z.string()) }),
  /** When a session that was chosen is recorded; fields as in the project's settings. */
  recording: z.object({
    minSeconds: z.number(),
    maxMinutes: z.number(),
    startPaths: z.array(z.string()),
    startEvents: z.array(z.string()),
    startOnError: z.boolean(),
    startOnCall: z.boolean(),
    pausePaths: z.array(z.string()),
    devices: z.array(z.string()),
    assets: z.enum(['none', 'styles', 'all']),
  }),
  /** Address of the versioned recorder, relative to the script's own origin, and its subresource integrity. */
  recorder: z.object({ path: z.string(), integrity: z.string() }),
  /** The same of what keeps files of the page; absent where the project keeps none. */
  files: z.optional(z.object({ path: z.string(), integrity: z.string() })),
});
export type TrackerConfig = z.infer<typeof TrackerConfig>;

/** What a project's settings ask of its tracker; `share` of what would be recorded is, as quotas near their end. */
export function trackerConfigOf(
  { recording, privacy, paths, exclude }: ProjectSettings,
  { recorder, files }: Pick<TrackerConfig, 'recorder' | 'files'>,
  share = 1,
): TrackerConfig {
  const { sampling, retentionDays: _, ...rules } = recording;
  return {
    sampling: sampling * share,
    mask: privacy.mask,
    selectors: {
      mask: privacy.maskSelectors,
      unmask: privacy.unmaskSelectors,
      block: privacy.blockSelectors,
      ignore: privacy.ignoreSelectors,
    },
    fold: paths.fold,
    keepParams: paths.keepParams,
    consent: privacy.consent,
    dnt: privacy.dnt,
    anonymous: privacy.anonymous,
    exclude: { paths: exclude.paths, hosts: exclude.hosts },
    recording: rules,
    recorder,
    ...(rules.assets === 'none' || !files ? {} : { files }),
  };
}
