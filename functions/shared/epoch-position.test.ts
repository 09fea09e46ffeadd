import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochPosition } from './epoch-position.ts';

const sequence = fc.bigInt({ min: 0n, max: 10n ** 56n });

it('orders records of one stream by their numbers, whatever their padding', () => {
  fc.assert(
    fc.property(sequence, sequence, fc.nat({ max: 5 }), (one, two, zeros) => {
      const a = epochPosition(1_700_000_000_000, '0'.repeat(zeros) + one);
      const b = epochPosition(1_700_000_000_000, String(two));

      expect(a < b).toBe(one < two);
      expect(a).toHaveLength(73);
    }),
  );
});

it('puts a stream made later after one made earlier', () => {
  expect(epochPosition(1_800_000_000_000, '0') > epochPosition(1_700_000_000_000, '9'.repeat(56))).toBe(true);
});

it('refuses what is no position', () => {
  expect(() => epochPosition(-1, '1')).toThrow(RangeError);
  expect(() => epochPosition(1, 'x')).toThrow(RangeError);
  expect(() => epochPosition(1, '1'.repeat(61))).toThrow(RangeError);
});
