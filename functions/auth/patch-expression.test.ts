import { describe, expect, it } from 'vitest';
import { patchExpression } from './patch-expression.ts';

describe('patchExpression', () => {
  it('sets each value at its own place, lists as a whole', () => {
    const patch = {
      name: 'Shop',
      origins: ['https://a.example'],
      settings: { privacy: { mask: 'all' as const }, eventDays: 30 },
    };

    expect(patchExpression(patch)).toEqual({
      UpdateExpression: 'SET #name = :v0, #origins = :v1, #settings.#privacy.#mask = :v2, #settings.#eventDays = :v3',
      ExpressionAttributeNames: {
        '#name': 'name',
        '#origins': 'origins',
        '#settings': 'settings',
        '#privacy': 'privacy',
        '#mask': 'mask',
        '#eventDays': 'eventDays',
      },
      ExpressionAttributeValues: { ':v0': 'Shop', ':v1': ['https://a.example'], ':v2': 'all', ':v3': 30 },
    });
  });

  it('is nothing for a patch that changes nothing', () => {
    expect(patchExpression({})).toBeUndefined();
    expect(patchExpression({ settings: { privacy: {} } })).toBeUndefined();
  });
});
