import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { packHeat, unpackHeat } from './packed-heat.ts';

const item = {
  pk: 'H#p#human#click#desktop#/',
  sk: '1#x#0',
  w: '1',
  ttl: 1,
  path: '/',
  day: 1,
  samples: 1,
  visitors: new Uint8Array(),
  pageWidth: 1,
  pageHeight: 1,
};
const cell = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 2_000 })).map(([x, y]) => `${x},${y}`),
  fc.tuple(fc.constantFrom('', 'd', 'f'), fc.integer({ min: 0, max: 1_000 })).map(([form, n]) => `${form}${n}`),
);

it('gives every cell back with what it counts', () => {
  fc.assert(
    fc.property(fc.dictionary(cell, fc.maxSafeInteger(), { noNullPrototype: true }), (cells) => {
      expect(unpackHeat(packHeat({ ...item, cells }))).toEqual({ ...item, cells });
    }),
  );
});

it('takes three bytes a cell where counts are what they are on a page', () => {
  const cells = Object.fromEntries(
    Array.from({ length: 4_000 }, (_, n) => [`${n % 80},${Math.floor(n / 80)}`, n % 300]),
  );

  expect(packHeat({ ...item, cells }).packed.byteLength).toBeLessThan(3.5 * 4_000);
});

it('refuses what is no cell', () => {
  for (const name of ['x5', '5,', '200,1', '1.5', '-1']) {
    expect(() => packHeat({ ...item, cells: { [name]: 1 } })).toThrow(TypeError);
  }
});
