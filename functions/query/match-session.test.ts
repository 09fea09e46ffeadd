import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from '#contracts/filter.ts';
import { globMatches, matches } from './match-session.ts';
import { page, session, start } from './test-readers.ts';

const visit = session('a', {
  country: 'DE',
  city: '',
  utmSource: '(none)',
  rageClicks: 2,
  pages: [page('/', start), page('/cart', start + 1)],
  eventNames: { add_to_cart: 3 },
});

describe('matches', () => {
  it.each<[Filter, boolean]>([
    [['is', 'country', ['FR', 'DE']], true],
    [['is', 'country', ['FR']], false],
    [['not', ['is', 'country', ['FR']]], true],
    [['is', 'city', ['(none)']], true],
    [['exists', 'city', []], false],
    [['exists', 'city', [false]], true],
    [['exists', 'utmSource', []], false],
    [['exists', 'country', [true]], true],
    [['gte', 'rageClicks', [2]], true],
    [['gt', 'rageClicks', [2]], false],
    [['contains', 'browser', ['fire']], true],
    [['startsWith', 'host', ['shop.']], true],
    [['matches', 'host', ['*.example']], true],
    [['is', 'visitorId', ['visitor-a']], true],
    [['is', 'path', ['/cart']], true],
    [['is', 'path', ['/nowhere']], false],
    [['is', 'event', ['add_to_cart']], true],
    [
      [
        'or',
        [
          ['is', 'country', ['FR']],
          ['is', 'path', ['/cart']],
        ],
      ],
      true,
    ],
    [
      [
        'and',
        [
          ['is', 'country', ['DE']],
          ['is', 'path', ['/nowhere']],
        ],
      ],
      false,
    ],
  ])('%j is %s', (filter, expected) => {
    expect(matches(filter, visit)).toBe(expected);
  });

  it('tests a path condition on the page in focus alone', () => {
    expect(matches(['is', 'path', ['/cart']], visit, { path: '/' })).toBe(false);
    expect(matches(['is', 'path', ['/cart']], visit, { path: '/cart' })).toBe(true);
  });
});

describe('globMatches', () => {
  it('agrees with a regular expression of the same meaning', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, subject) => {
        const expression = new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's');

        expect(globMatches(glob, subject)).toBe(expression.test(subject));
      }),
    );
  });

  it('stays quick where a regular expression would not', () => {
    expect(globMatches('*a'.repeat(200), 'a'.repeat(199))).toBe(false);
  });
});
