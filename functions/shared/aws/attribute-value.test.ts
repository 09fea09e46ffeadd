import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromAttributes, toAttribute, toAttributes } from './attribute-value.ts';

describe('attributes', () => {
  it('are typed as DynamoDB types them', () => {
    const item = {
      s: 'ä',
      n: -1.5,
      t: true,
      z: null,
      b: Uint8Array.of(1, 255),
      l: [1, 'a'],
      m: { in: {} },
      no: undefined,
    };

    expect(toAttributes(item)).toEqual({
      s: { S: 'ä' },
      n: { N: '-1.5' },
      t: { BOOL: true },
      z: { NULL: true },
      b: { B: 'Af8=' },
      l: { L: [{ N: '1' }, { S: 'a' }] },
      m: { M: { in: { M: {} } } },
    });
  });

  it('come back as they went', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0 || 0),
        fc.uint8Array(),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any;
    const items = fc.dictionary(fc.string(), value, { noNullPrototype: true });

    fc.assert(
      fc.property(items, (item) => {
        expect(fromAttributes(JSON.parse(JSON.stringify(toAttributes(item))))).toEqual(item);
      }),
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [1n], [new Date(0)], [new Set(['a'])], [undefined], [() => 1]])(
    'hold no %s',
    (value) => {
      expect(() => toAttribute(value)).toThrow(TypeError);
    },
  );
});
