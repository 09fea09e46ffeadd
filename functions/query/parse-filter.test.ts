import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '#contracts/errors.ts';
import { parseFilter } from './parse-filter.ts';

const parse = (filter: unknown) => parseFilter(JSON.stringify(filter));
const nested = (depth: number): unknown => (depth === 1 ? ['is', 'country', ['DE']] : ['not', nested(depth - 1)]);

describe('parseFilter', () => {
  it('takes what the fields list allows', () => {
    const filter = [
      'and',
      [
        ['is', 'country', ['DE', 'FR']],
        ['not', ['gte', 'rageClicks', [1]]],
        ['exists', 'userId', [true]],
      ],
    ];

    expect(parse(filter)).toEqual(filter);
    expect(parseFilter(undefined)).toBeUndefined();
  });

  it.each([
    ['{', 'filter: not JSON'],
    ['"country"', 'filter: not a list'],
    [JSON.stringify(['and', [['is', 'foo', ['x']]]]), 'filter[1][0][1]: unknown field "foo"'],
    [JSON.stringify(['and', [['is', 'toString', ['x']]]]), 'unknown field "toString"'],
    [JSON.stringify(['like', 'country', ['x']]), 'filter[0]: unknown operator "like"'],
    [JSON.stringify(['gt', 'country', ['x']]), 'filter[0]: "gt" does not go with country'],
    [JSON.stringify(['is', 'clicks', ['3']]), 'filter[2][0]: not a number'],
    [JSON.stringify(['is', 'country', []]), 'filter[2]: no value'],
    [JSON.stringify(['is', 'country', ['DE'], 1]), 'filter: a condition has'],
    [JSON.stringify(['not', ['is', 'country', ['DE']], 1]), '"not" takes one filter'],
    [JSON.stringify(nested(5)), 'nested deeper than 4'],
    [JSON.stringify(['or', Array.from({ length: 31 }, () => ['is', 'country', ['DE']])]), 'more than 30 conditions'],
    [JSON.stringify(['is', 'country', ['x'.repeat(4_096)]]), 'longer than 4096 bytes'],
  ])('refuses %s and names the place', (text, reason) => {
    expect(() => parseFilter(text)).toThrow(reason);
  });

  it.each(['trait.plan', 'event.signup', 'event.signup.plan'])('cannot answer %s yet', (field) => {
    expect(() => parse(['is', field, ['x']])).toThrow(
      expect.objectContaining({ code: 'filter_not_supported', status: 400 }),
    );
  });

  it('answers anything else with a 400, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        try {
          parseFilter(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
          expect((error as ApiError).status).toBe(400);
        }
      }),
    );
  });
});
