import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldPath } from './fold-path.ts';

describe('foldPath', () => {
  it.each([
    ['/', [], [], '/'],
    ['', [], [], '/'],
    ['/users/42', ['/users/*'], [], '/users/*'],
    ['/users/', ['/users/*'], [], '/users/'],
    ['/users/42/edit', ['/users/*'], [], '/users/42/edit'],
    ['/users/42/edit', ['/users/*', '/users/*/edit'], [], '/users/*/edit'],
    ['/search?q=shoes&token=abc', [], [], '/search'],
    ['/search?b=2&token=abc&a=1', [], ['a', 'b'], '/search?a=1&b=2'],
    ['/users/7?tab=x#/inner?y', ['/users/*'], ['tab'], '/users/*?tab=x#/inner?y'],
    ['/search?q=a%20b', [], ['q'], '/search?q=a+b'],
  ])('makes of %s with patterns %j and parameters %j %s', (path, fold, keepParams, tracked) => {
    expect(foldPath(path, { fold, keepParams })).toBe(tracked);
  });

  it('changes nothing when it is done twice', () => {
    const segment = fc.constantFrom('a', 'b', '*', '', 'ü', 'a b');
    const pathname = fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    const query = fc.constantFrom('', '?a=1', '?b=2&a=1&a=0', '?c=%E4&b', '#x', '?a=%#y');
    fc.assert(
      fc.property(pathname, query, fc.array(pathname, { maxLength: 5 }), (name, rest, fold) => {
        const rules = { fold, keepParams: ['a', 'b'] };
        const once = foldPath(name + rest, rules);

        expect(foldPath(once, rules)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});
