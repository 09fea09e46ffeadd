import { describe, expect, it } from 'vitest';
import { CustomEvent } from '../../../contracts/beacon.ts';
import { scalars } from './properties.ts';

const accepted = (properties: unknown) =>
  CustomEvent.safeParse(
    JSON.parse(JSON.stringify({ at: 1, path: '/', kind: 'event', name: 'n', properties: scalars(properties) })),
  ).success;

describe('properties', () => {
  it('stay as they are when they are scalars', () => {
    expect(scalars({ a: 'x', b: 1.5, c: false, d: null })).toEqual({ a: 'x', b: 1.5, c: false, d: null });
  });

  it('lose the texts whose name says that they are secret, also inside of objects, and no others', () => {
    expect(scalars({ password: 'x', api_key: 'y', authToken: 'z', user: { clientSecret: 'x', name: 'Ada' } })).toEqual({
      password: '*',
      api_key: '*',
      authToken: '*',
      user: '{"clientSecret":"*","name":"Ada"}',
    });
    const harmless = {
      author: 'Ada',
      tokens: 512,
      compass: 'N',
      pathname: '/x',
      keyword: 'shoes',
      authenticated: true,
    };
    expect(scalars(harmless)).toEqual(harmless);
  });

  it('are made into something the beacon accepts, whatever a page hands over', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`key ${i}`, i]));
    const odd = [
      many,
      { '': 1 },
      { a: { b: [1] } },
      { a: undefined, f: () => 1 },
      { n: Number.NaN },
      { d: new Date(0) },
    ];

    for (const given of [
      ...odd,
      { a: 'x'.repeat(9_999) },
      { ['k'.repeat(500)]: 1 },
      'text',
      7,
      [1, 'b'],
      null,
      undefined,
    ]) {
      expect(accepted(given), JSON.stringify(given)).toBe(true);
    }
  });
});
