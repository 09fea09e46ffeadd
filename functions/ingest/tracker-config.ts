import type { ProjectSettings } from '#contracts/project-settings.ts';
import type { TrackerConfig } from '#contracts/tracker-config.ts';

/** What a project's settings ask of its tracker; `share` of what would be recorded is, as quotas near their end. */
export function trackerConfig(
  { recording, privacy, paths, exclude }: ProjectSettings,
  { recorder, files }: Required<Pick<TrackerConfig, 'recorder' | 'files'>>,
  share: number,
): TrackerConfig {
  return {
    sampling: recording.sampling * share,
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
    recording: {
      minSeconds: recording.minSeconds,
      maxMinutes: recording.maxMinutes,
      startPaths: recording.startPaths,
      startEvents: recording.startEvents,
      startOnError: recording.startOnError,
      startOnCall: recording.startOnCall,
      pausePaths: recording.pausePaths,
      devices: recording.devices,
      assets: recording.assets,
    },
    recorder,
    ...(recording.assets === 'none' ? {} : { files }),
  };
}
