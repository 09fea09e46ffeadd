import { describe, expect, it } from 'vitest';
import { dimensions } from '#contracts/fields.ts';
import { panels } from './panels.ts';

describe('the cards of the overview', () => {
  it('ask each dimension once', () => {
    const asked = panels.flatMap(({ tabs }) => tabs.map(({ by }) => by));

    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.every((by) => by in dimensions)).toBe(true);
  });
});
