import type { TrackerFile, TrackerManifest } from './build.ts';

/** What a page may be asked to load: files, and the most bytes they are as brotli sends them. */
export const sizeLimits: readonly [what: string, most: number, files: readonly TrackerFile[]][] = [
  // 1.3 of what every page of Plausible loads (2.3 kB).
  ['t.js', 2_990, ['t.js']],
  ['What every page loads', 7_168, ['t.js', 'x.js']],
  ['What a page loads of which something is rare', 9_216, ['t.js', 'x.js', 'rare.js']],
  // With its worker, and what watches console and requests.
  ['recorder.js', 10_496, ['recorder.js']],
  ['What records', 18_432, ['t.js', 'x.js', 'recorder.js']],
  ['What a recorded page loads, with what decides it', 19_968, ['t.js', 'x.js', 'target.js', 'recorder.js']],
];

/** The recorder itself: without its worker, its way out, and what watches console and requests. */
export const recorderLimit = 9_216;

/** What is over its limit, as sentences; none when all is well. */
export function overweight({ sizes }: Pick<TrackerManifest, 'sizes'>): string[] {
  return sizeLimits
    .map(([what, most, files]) => ({ what, most, size: files.reduce((sum, file) => sum + sizes[file], 0) }))
    .filter(({ size, most }) => size > most)
    .map(({ what, size, most }) => `${what} takes ${size} bytes, ${size - most} more than its ${most}.`);
}
