import type { TrackerManifest } from './build.ts';

/** Most bytes, as brotli sends them, that a page may be asked to load. */
export const sizeLimits = { 't.js': 3_072, 'x.js': 4_096, all: 29 * 1_024 } as const;

/** What is over its limit, as sentences; none when all is well. */
export function overweight({ sizes }: Pick<TrackerManifest, 'sizes'>): string[] {
  const all = sizes['t.js'] + sizes['x.js'] + sizes['recorder.js'];
  const weighed = [
    ['t.js', sizes['t.js'], sizeLimits['t.js']],
    ['x.js', sizes['x.js'], sizeLimits['x.js']],
    ['All three files together', all, sizeLimits.all],
  ] as const;
  return weighed
    .filter(([, size, limit]) => size > limit)
    .map(([name, size, limit]) => `${name} takes ${size} bytes, ${size - limit} more than its ${limit}.`);
}
