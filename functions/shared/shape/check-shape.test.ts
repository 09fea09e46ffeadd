import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { AnalyticsEvent, BeaconHeader, RrwebEvent } from '#contracts/beacon.ts';
import { storableNumber } from '../storable.ts';
import { checkerOf } from './check-shape.ts';
import { shapeOf } from './shape-of.ts';

const schema = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(3)),
  size: z.optional(z.int().check(z.minimum(0), z.maximum(10))),
  pairs: z.array(z.tuple([z.number(), z.nullable(z.boolean())])).check(z.maxLength(2)),
  by: z.record(z.string().check(z.regex(/^[a-z]+$/)), z.union([z.string(), z.literal(7)])),
  inner: z.optional(z.strictObject({ a: z.enum(['x', 'y']) })),
});

describe('a value', () => {
  const { check, fits } = checkerOf<z.infer<typeof schema>>(shapeOf(schema));
  const good = { name: 'abc', pairs: [[1, null]], by: { a: 'b', c: 7 } };

  it('that fits is given back as it is', () => {
    expect(fits(good)).toBe(true);
    expect(check(good)).toEqual({ ok: true, value: good });
  });

  it('loses fields that its shape does not know, at every depth', () => {
    const event = { kind: 'time', at: 1, path: '/', view: 1, visible: 1, active: 1, more: { deep: 1 } };

    expect(checkerOf(shapeOf(AnalyticsEvent)).check(event)).toEqual({
      ok: true,
      value: { kind: 'time', at: 1, path: '/', view: 1, visible: 1, active: 1 },
    });
    expect(check({ ...good, more: 1 })).toEqual({ ok: true, value: good });
    expect(fits({ ...good, more: 1 })).toBe(false);
  });

  it('keeps them where its shape says so', () => {
    const event = { type: 3, timestamp: 1, data: {}, delay: 2 };

    expect(checkerOf(shapeOf(RrwebEvent)).check(event)).toEqual({ ok: true, value: event });
  });

  it.each<[string, object, string, string]>([
    ['a text too long', { name: 'abcd' }, 'name', 'expected text of 1 to 3 characters'],
    ['a text that is none', { name: 1 }, 'name', 'expected text of 1 to 3 characters'],
    ['a number out of range', { size: 11 }, 'size', 'expected a whole number from 0 to 10'],
    ['a broken number', { size: 0.5 }, 'size', 'expected a whole number from 0 to 10'],
    [
      'a list too long',
      {
        pairs: [
          [1, null],
          [1, true],
          [2, true],
        ],
      },
      'pairs',
      'expected a list of at most 2',
    ],
    ['a pair of three', { pairs: [[1, null, 1]] }, 'pairs.0', 'expected a list of 2'],
    ['a wrong place in a pair', { pairs: [[1, 'a']] }, 'pairs.0.1', 'expected null or true or false'],
    ['a wrong name', { by: { A: 'a' } }, 'by.A', 'expected a name that is text that matches ^[a-z]+$'],
    ['a wrong value by name', { by: { a: 8 } }, 'by.a', 'expected text or 7'],
    ['an unknown name where all are known', { inner: { a: 'x', b: 1 } }, 'inner.b', 'unknown; known are a'],
    ['no object', { inner: [] }, 'inner', 'expected an object'],
    ['nothing', { name: undefined }, 'name', 'missing; expected text of 1 to 3 characters'],
  ])('with %s is told where and why', (_, change, place, message) => {
    expect(check({ ...good, ...change })).toEqual({ ok: false, place, message });
  });

  it('of no kind is told the kinds there are', () => {
    const told = checkerOf(shapeOf(AnalyticsEvent)).check({ kind: 'toString' });

    expect(told).toMatchObject({ ok: false, place: 'kind', message: expect.stringContaining('pageview, click') });
  });

  it('does not fit with a number that no table would give back', () => {
    const { fits: fitsList } = checkerOf(shapeOf(z.array(z.number())));

    expect([[0], [1e-100], [2 ** 53 - 1]].map(fitsList)).toEqual([true, true, true]);
    expect([[-0], [1e-101], [2 ** 53], [Number.NaN]].map(fitsList)).toEqual([false, false, false, false]);
  });
});

describe('shapeOf', () => {
  const scalars = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(0, 1, 7, '', 'a'),
  );
  const names = fc.constantFrom(
    'name',
    'size',
    'pairs',
    'by',
    'inner',
    'kind',
    'v',
    'seq',
    'at',
    'path',
    'view',
    'cells',
  );
  const values = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, scalars, fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(names, tie('any'))),
  })).any;

  const asStored = (value: unknown): unknown => {
    if (typeof value === 'number') return storableNumber(value);
    if (Array.isArray(value)) return value.map(asStored);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asStored(one)]));
  };

  it.each([
    ['a schema of every kind', schema],
    ['the header', BeaconHeader],
    ['the events', AnalyticsEvent],
  ])('of %s refuses and keeps what the schema does', (_, contract) => {
    const { check } = checkerOf(shapeOf(contract));
    const parts = { name: fc.constant('abc'), pairs: values, by: values, size: values, inner: values };

    fc.assert(
      fc.property(fc.oneof(values, fc.record(parts)), (value) => {
        const told = z.safeParse(contract, value);
        const checked = check(value);

        expect(checked.ok).toBe(told.success);
        if (checked.ok) expect(checked.value).toEqual(asStored(told.data));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a refinement', z.string().check(z.refine(() => true))],
    ['a refinement of a record', z.record(z.string(), z.string()).check(z.refine(() => true))],
    ['a pattern with flags', z.string().check(z.regex(/a/i))],
    ['an open limit', z.number().check(z.gt(1))],
    ['a date', z.date()],
    ['a transformation', z.pipe(z.string(), z.transform(Number))],
  ])('says that it cannot tell %s', (_, told) => {
    expect(() => shapeOf(told)).toThrow(/shapeOf knows/);
  });
});
