import { describe, expect, it } from 'vitest';
import { missingGroups, patchExpression } from './patch-expression.ts';

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

describe('missingGroups', () => {
  it('makes room for a group that an earlier version did not store', () => {
    const patch = { settings: { limits: { eventsPerSecond: 5 }, paths: { fold: [] }, eventDays: 3 } };

    expect(missingGroups({ paths: { fold: [] } }, patch)).toEqual({
      UpdateExpression: 'SET #settings.#limits = if_not_exists(#settings.#limits, :empty)',
      ExpressionAttributeNames: { '#settings': 'settings', '#limits': 'limits' },
      ExpressionAttributeValues: { ':empty': {} },
    });
  });

  it('is nothing where all groups are there', () => {
    expect(missingGroups({ paths: {} }, { settings: { paths: { fold: [] } } })).toBeUndefined();
    expect(missingGroups({}, { name: 'Shop' })).toBeUndefined();
  });
});
