import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addVisitor,
  changeVisitors,
  countVisitors,
  emptySketch,
  mergeSketches,
  visitorHash,
} from './visitor-sketch.ts';

const hash = (visitor: number | string) => visitorHash('secret', 'p', String(visitor));
const sketchOf = (visitors: Iterable<number>) =>
  [...visitors].reduce((made, v) => addVisitor(made, hash(v)), emptySketch);
const visitors = fc.array(fc.nat({ max: 300 }), { maxLength: 260 });

describe('visitor sketch', () => {
  it('is exact up to 128 visitors, however often each comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 127 }), { maxLength: 400 }), (seen) => {
        expect(countVisitors([sketchOf(seen)])).toBe(new Set(seen).size);
      }),
    );
  });

  it('does not depend on order, nor on how visitors are spread over sketches', () => {
    fc.assert(
      fc.property(visitors, visitors, (one, other) => {
        const whole = sketchOf([...one, ...other]);

        expect(sketchOf([...other, ...one])).toEqual(whole);
        expect(mergeSketches(sketchOf(one), sketchOf(other))).toEqual(whole);
        expect(mergeSketches(sketchOf(other), sketchOf(one))).toEqual(whole);
        expect(countVisitors([sketchOf(one), sketchOf(other)])).toBe(countVisitors([whole]));
      }),
      { numRuns: 60 },
    );
  });

  it('merges with itself and with nothing to itself', () => {
    fc.assert(
      fc.property(visitors, (seen) => {
        const sketch = sketchOf(seen);

        expect(mergeSketches(sketch, sketch)).toEqual(sketch);
        expect(mergeSketches(emptySketch, sketch)).toEqual(sketch);
      }),
      { numRuns: 40 },
    );
  });

  it('errs by 1.6 % in the root mean square from 129 to 20,000 visitors', () => {
    for (const size of [129, 500, 3_000, 20_000]) {
      const errors = Array.from({ length: 12 }, (_, secret) => {
        const hashes = Array.from({ length: size }, (_, n) => visitorHash(`${secret}`, 'p', `${n}`));
        const sketch = changeVisitors(
          emptySketch,
          hashes.map((one) => [one, 1] as const),
        );

        expect(sketch.byteLength).toBeLessThan(1_600);
        return countVisitors([sketch]) / size - 1;
      });

      expect(Math.hypot(...errors) / Math.sqrt(errors.length), `${size} visitors`).toBeLessThan(0.025);
    }
  });

  it('takes least of all once it is registers: 0.85 KB at 900 visitors, where 128 by name take 1.15', () => {
    const upTo900 = Array.from({ length: 90 }, (_, step) => step * 10).reduce<Uint8Array>((sketch, first) => {
      const ten = Array.from({ length: 10 }, (__, n) => [hash(first + n), 1] as const);
      const next = changeVisitors(sketch, ten);
      // What is exact is 9 bytes a visitor.
      expect(next.byteLength).toBeLessThan(1_160);
      return next;
    }, emptySketch);

    expect(upTo900.byteLength).toBeLessThan(850);
  });

  it('reads registers as they were stored before, and goes on from them', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => n);
    const packed = sketchOf(many);
    const plain = Uint8Array.of(2, ...inflateRawSync(packed.subarray(1)));

    expect(plain.byteLength).toBe(4_097);
    expect(countVisitors([plain])).toBe(countVisitors([packed]));
    expect(changeVisitors(plain, [[hash(1), 1]])).toEqual(plain);
    const more = changeVisitors(
      plain,
      [-1, -2, -3, -4, -5, -6, -7, -8].map((n) => [hash(n), 1] as const),
    );
    expect(more).toEqual(
      changeVisitors(
        packed,
        [-1, -2, -3, -4, -5, -6, -7, -8].map((n) => [hash(n), 1] as const),
      ),
    );
    expect(mergeSketches(plain, sketchOf([1, 2]))).toEqual(packed);
    expect(mergeSketches(sketchOf([1, 2]), plain)).toEqual(packed);
  });

  it('lets a session take its visitor along, unless another session or a plain visit keeps it', () => {
    const two = changeVisitors(emptySketch, [[hash(1), 2]]);
    const one = changeVisitors(two, [[hash(1), -1]]);

    expect(countVisitors([one])).toBe(1);
    expect(changeVisitors(one, [[hash(1), -1]])).toEqual(emptySketch);
    expect(countVisitors([changeVisitors(addVisitor(one, hash(1)), [[hash(1), -1]])])).toBe(1);
  });

  it('hashes under the secret and the project', () => {
    expect(visitorHash('a', 'p', 'v')).not.toBe(visitorHash('b', 'p', 'v'));
    expect(visitorHash('a', 'p', 'v')).not.toBe(visitorHash('a', 'q', 'v'));
  });

  it('refuses bytes that are no sketch', () => {
    expect(() => countVisitors([Uint8Array.of(9, 1)])).toThrow(TypeError);
    expect(() => countVisitors([Uint8Array.of(2, 1)])).toThrow(TypeError);
    expect(() => countVisitors([Uint8Array.of(3, ...deflateRawSync(new Uint8Array(9)))])).toThrow(TypeError);
    expect(() => countVisitors([Uint8Array.of(3, ...deflateRawSync(new Uint8Array(9e6)))])).toThrow(RangeError);
  });
});
