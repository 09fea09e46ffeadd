import { describe, expect, it } from 'vitest';
import { cacheControlOf, isServed } from './site-files.ts';

describe('the site’s files', () => {
  it('leave out what is built for others', () => {
    expect(['manifest.json', 'package/index.js'].map(isServed)).toEqual([false, false]);
    expect(['t.js', 'v/0.1.0/recorder.js', 'packages.js', 'index.html'].map(isServed)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('are kept for ever where their name changes with them, and asked for again where it does not', () => {
    expect(cacheControlOf('v/0.1.0/recorder.js')).toContain('immutable');
    expect(cacheControlOf('assets/index-4f9a.js')).toContain('immutable');
    expect(cacheControlOf('t.js')).toContain('max-age=3600');
    expect(cacheControlOf('index.html')).toBe('no-cache');
  });
});
