import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProjectPatch } from './project.ts';

const paused = (...pausePaths: string[]) => ProjectPatch.safeParse({ settings: { recording: { pausePaths } } });
const saved = (pattern: string) => paused(pattern).data?.settings?.recording?.pausePaths?.[0];

describe('a path pattern', () => {
  it.each([
    ['/konto/größe', '/konto/gr%C3%B6%C3%9Fe'],
    ['/konto/gr%C3%B6%C3%9Fe', '/konto/gr%C3%B6%C3%9Fe'],
    ['/日本/*/{id}', '/%E6%97%A5%E6%9C%AC/*/%7Bid%7D'],
    ['/users/*/orders/', '/users/*/orders/'],
    ['//*', '//*'],
    ['/', '/'],
  ])('%s is saved as browsers write the path: %s', (written, kept) => {
    expect(saved(written)).toBe(kept);
  });

  it('is saved as the path of a page at that address, and saving it again changes nothing', () => {
    const path = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => `/${text}`);
    fc.assert(
      fc.property(path, (written) => {
        const kept = saved(written);
        fc.pre(kept !== undefined);

        expect(kept).toBe(new URL(`https://shop.example${written}`).pathname);
        expect(saved(kept)).toBe(kept);
      }),
    );
  });

  it.each(['/account*', '/account/**', '/*x/y', '/a/*b*/c'])(
    '%s is refused, since its * matches nothing',
    (pattern) => {
      expect(paused('/fine', pattern).error?.issues).toMatchObject([
        {
          path: ['settings', 'recording', 'pausePaths', 1],
          message: 'a * stands for one whole segment, as in /users/*; write it alone between slashes',
        },
      ]);
    },
  );

  it.each(['account', '/account?x=1', '/a#b', '/a b', ''])('"%s" is refused, since it is no path', (pattern) => {
    expect(paused(pattern).error?.issues[0]?.message).toBe('a path pattern starts with / and has no query');
  });

  it('has at most 300 characters as browsers write it', () => {
    expect(paused(`/${'a'.repeat(299)}`).success).toBe(true);
    expect(paused(`/${'ö'.repeat(50)}`).success).toBe(false);
  });
});
