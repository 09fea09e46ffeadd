import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyedHash } from './keyed-hash.ts';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 40 }));

it('is the HMAC of node:crypto for every secret and text, those longer than a block too', () => {
  fc.assert(
    fc.property(text, text, (secret, said) => {
      expect(keyedHash(secret, said)).toBe(createHmac('sha256', secret).update(said).digest('base64url'));
    }),
  );
});

it('tells secrets apart that are one block long and one byte longer', () => {
  const [block, longer] = ['s'.repeat(64), 's'.repeat(65)];

  expect(keyedHash(block, 'x')).toBe(createHmac('sha256', block).update('x').digest('base64url'));
  expect(keyedHash(longer, 'x')).toBe(createHmac('sha256', longer).update('x').digest('base64url'));
});
