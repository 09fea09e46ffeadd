import fc from 'fast-check';
import { expect, it } from 'vitest';
import { userOfSegment, userSegment } from './job.ts';

it('a user’s id is the same after it was a segment of a path, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
      const segment = userSegment(id);

      expect(segment).toMatch(/^[A-Za-z0-9_.@+~-]+$/);
      expect(userOfSegment(segment)).toBe(id);
    }),
  );
  expect(userSegment('ada@shop.example')).toBe('ada@shop.example');
  expect(userOfSegment('ada%40shop.example')).toBe('ada@shop.example');
  expect(userOfSegment('~*')).toBeUndefined();
  expect(userOfSegment('%E0')).toBeUndefined();
});
