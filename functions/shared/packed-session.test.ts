import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { packSession, unpackSession } from './packed-session.ts';
import { InvalidPackedError, packValue, unpackValue } from './packed-value.ts';

const words = ['path', 'title', '(none)'];
const leaf = fc.oneof(
  fc.constantFrom(
    ...words,
    '',
    '__proto__',
    '0193f0a0-0000-7000-8000-000000000001',
    '0193F0A0-0000-7000-8000-000000000001',
  ),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  fc.uuid(),
  fc.maxSafeInteger(),
  fc.integer({ min: 1.7e12, max: 1.8e12 }),
  fc.integer({ min: -300, max: 300 }),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array(),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value'), { noNullPrototype: true }),
  ),
}));

it('gives every value back as it was', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(unpackValue(packValue(one, words), words)).toEqual(one);
    }),
  );
});

it('leaves out what is undefined, as a table does', () => {
  const bytes = packValue({ path: undefined, title: 'a' }, words);

  expect(unpackValue(bytes, words)).toEqual({ title: 'a' });
});

it('refuses bytes that are cut off or go on, instead of making something up', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.nat(), (one, cut) => {
      const bytes = packValue(one, words);

      expect(() => unpackValue(bytes.subarray(0, cut % bytes.byteLength), words)).toThrow(InvalidPackedError);
      expect(() => unpackValue(Uint8Array.of(...bytes, 0), words)).toThrow(InvalidPackedError);
    }),
  );
});

it('ends on any bytes, with a value or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        unpackValue(bytes, words);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidPackedError);
      }
    }),
  );
});

const plain = {
  pk: 'S#p#x',
  sk: 'STATE',
  w: '1',
  ttl: 5,
  project: 'p',
  bucket: 2,
  gpk: 'p#human#2026-11-20',
  gsk: '1#s',
};

it('packs a session whether it is short or so long that it is deflated', () => {
  for (const pages of [1, 200]) {
    const session = {
      ...plain,
      visitor: 'v',
      pages: Array.from({ length: pages }, (_, n) => ({ path: `/page/${n}`, at: n })),
    };
    const item = packSession(session);

    expect(unpackSession(item)).toEqual(session);
    expect(Object.keys(item).sort()).toEqual([...Object.keys(plain), 'packed'].sort());
  }
});

it('packs nothing of a tombstone', () => {
  const item = packSession({ ...plain, erased: true, visitor: 'v' } as Parameters<typeof packSession>[0]);

  expect(item).toEqual({ pk: 'S#p#x', sk: 'STATE', w: '1', ttl: 5, project: 'p', bucket: 2, erased: true });
  expect(unpackSession(item)).toEqual(item);
});
