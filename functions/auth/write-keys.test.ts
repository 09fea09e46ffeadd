import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Keys, removeKey, rotateKeys, workingKeys } from './write-keys.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const first: Keys = [{ key: 'ag_1', createdAt: '2026-01-01T00:00:00.000Z', expiresAt: null }];

describe('rotateKeys', () => {
  it('makes the new key current and lets the old one work 24 h longer', () => {
    const change = rotateKeys(first, 'ag_2', now);

    expect(change.keys.map(({ key, expiresAt }) => [key, expiresAt])).toEqual([
      ['ag_2', null],
      ['ag_1', '2026-03-02T12:00:00.000Z'],
    ]);
    expect(change.expiring).toEqual({ key: 'ag_1', expiresAt: '2026-03-02T12:00:00.000Z' });
    expect(change.removed).toEqual([]);
    expect(workingKeys(change.keys, later(23)).map(({ key }) => key)).toEqual(['ag_2', 'ag_1']);
    expect(workingKeys(change.keys, later(24)).map(({ key }) => key)).toEqual(['ag_2']);
  });

  it('removes keys that have expired', () => {
    const twice = rotateKeys(rotateKeys(first, 'ag_2', now).keys, 'ag_3', later(25));

    expect(twice.keys.map(({ key }) => key)).toEqual(['ag_3', 'ag_2']);
    expect(twice.removed).toEqual(['ag_1']);
  });

  it('keeps one current key and at most ten rotated ones, whatever is done', () => {
    const step = fc.oneof(
      fc.record({ hours: fc.integer({ min: 0, max: 30 }), remove: fc.nat(12) }),
      fc.record({ hours: fc.integer({ min: 0, max: 2 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let keys = first;
        let at = 0;
        const gone = new Set<string>();
        for (const [index, one] of steps.entries()) {
          at += one.hours;
          const target = 'remove' in one ? workingKeys(keys, later(at))[one.remove + 1]?.key : undefined;
          const change = target ? removeKey(keys, target, later(at)) : rotateKeys(keys, `ag_new${index}`, later(at));
          for (const key of change.removed) gone.add(key);
          keys = change.keys;

          expect(keys.filter(({ expiresAt }) => expiresAt === null)).toHaveLength(1);
          expect(keys[0]?.expiresAt).toBeNull();
          expect(keys.length).toBeLessThanOrEqual(11);
          expect(keys.some(({ key }) => gone.has(key))).toBe(false);
        }
      }),
    );
  });
});

describe('removeKey', () => {
  const rotated = rotateKeys(first, 'ag_2', now).keys;

  it('takes a rotated key out', () => {
    expect(removeKey(rotated, 'ag_1', now)).toEqual({ keys: [rotated[0]], removed: ['ag_1'] });
  });

  it('refuses the current key, and does not know expired or foreign ones', () => {
    expect(() => removeKey(rotated, 'ag_2', now)).toThrow(/rotate it first/);
    expect(() => removeKey(rotated, 'ag_1', later(24))).toThrow('There is nothing here.');
    expect(() => removeKey(rotated, 'ag_9', now)).toThrow('There is nothing here.');
  });
});
