import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addSeen,
  countSeen,
  hasSeen,
  includesSeen,
  maxDocuments,
  maxRanges,
  packSeen,
  type SeenSequences,
  TooManyDocumentsError,
  uniteSeen,
  unpackSeen,
} from './seen-sequences.ts';

const documents = Array.from({ length: 4 }, () => randomUUID());
const beacons = fc.array(fc.tuple(fc.constantFrom(...documents), fc.nat({ max: 60 })), { maxLength: 60 });
const all = (list: [string, number][]) =>
  list.reduce<SeenSequences>((seen, [document, seq]) => addSeen(seen, document, seq), new Map());

it('knows exactly the beacons it saw, in whatever order they came', () => {
  fc.assert(
    fc.property(beacons, (list) => {
      const seen = all(list);
      const truth = new Set(list.map(([document, seq]) => `${document} ${seq}`));

      for (const document of documents) {
        for (let seq = 0; seq <= 61; seq += 1) {
          expect(hasSeen(seen, document, seq)).toBe(truth.has(`${document} ${seq}`));
        }
      }
      expect(new Map(all(list.toReversed()))).toEqual(new Map(seen));
    }),
    { numRuns: 40 },
  );
});

it('comes back from bytes as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...documents), fc.nat({ max: 2 ** 31 - 1 })), { maxLength: 80 }),
      (list) => {
        const seen = all(list);

        expect(unpackSeen(packSeen(seen))).toEqual(seen);
      },
    ),
  );
});

it('keeps 32 ranges by closing the lowest gap', () => {
  const [document = ''] = documents;
  const seen = all(Array.from({ length: 40 }, (_, n) => [document, n * 2] as [string, number]));

  expect(seen.get(document)).toHaveLength(2 * maxRanges);
  expect(hasSeen(seen, document, 1)).toBe(true);
  expect(hasSeen(seen, document, 77)).toBe(false);
});

it('refuses the 301st document, not another beacon of the 300th', () => {
  const many = Array.from({ length: maxDocuments }, () => [randomUUID(), 0] as [string, number]);
  const seen = all(many);

  expect(() => addSeen(seen, randomUUID(), 0)).toThrow(TooManyDocumentsError);
  expect(hasSeen(addSeen(seen, many[0]?.[0] ?? '', 7), many[0]?.[0] ?? '', 7)).toBe(true);
});

it('unites what two have seen, and tells whether one includes the other', () => {
  fc.assert(
    fc.property(beacons, beacons, (list, more) => {
      const [one, other, both] = [all(list), all(more), all([...list, ...more])];
      const united = uniteSeen(one, other);

      expect(new Map(united)).toEqual(new Map(both));
      expect(includesSeen(united, one) && includesSeen(united, other)).toBe(true);
      expect(includesSeen(one, other)).toBe(more.every(([document, seq]) => hasSeen(one, document, seq)));
      expect(countSeen(united)).toBe(new Set([...list, ...more].map(([document, seq]) => `${document} ${seq}`)).size);
    }),
    { numRuns: 60 },
  );
});
