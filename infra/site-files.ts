/** How long browsers and the CDN keep the site's files. The first rule whose pattern matches a key decides. */
export const siteRules = [
  { id: 'Hashed', match: ['assets/*'], cacheControl: 'public, max-age=31536000, immutable' },
  { id: 'Versioned', match: ['v/*'], cacheControl: 'public, max-age=31536000, immutable' },
  {
    id: 'Tracker',
    match: ['t.js', 'x.js', 'recorder.js'],
    cacheControl: 'public, max-age=3600, stale-while-revalidate=86400',
  },
  { id: 'Rest', match: ['*'], cacheControl: 'no-cache' },
] as const;

/** Built, but not for the site: files and folders. */
export const notServed = ['manifest.json', 'package'];

/** Whether a built file belongs on the site. */
export const isServed = (key: string): boolean => !notServed.some((name) => key === name || key.startsWith(`${name}/`));

/** Cache-Control of a key. */
export function cacheControlOf(key: string): string {
  const rule = siteRules.find(({ match }) =>
    match.some((pattern) => (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern)),
  );
  if (!rule) throw new Error(`No rule of siteRules matches ${key}`);
  return rule.cacheControl;
}
