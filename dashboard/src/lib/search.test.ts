import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Chip, DataSearch, filterOf, narrowTo, toggleValue, valueState } from './search.ts';

const germany: Chip = { field: 'country', op: 'is', values: ['DE'] };
const noBots: Chip = { field: 'browser', op: 'contains', values: ['Headless'], not: true };

describe('an address', () => {
  it('keeps what it understands and drops the rest', () => {
    const search = z.parse(DataSearch, {
      range: 'for ever',
      from: '2026-01-31',
      to: '31.1.2026',
      compare: 'year',
      device: 'fridge',
      filters: [germany],
      other: 1,
    });

    expect(search).toEqual({ from: '2026-01-31', compare: 'year', filters: [germany] });
  });

  it('drops filters of a field that does not exist', () => {
    expect(z.parse(DataSearch, { filters: [{ ...germany, field: 'planet' }] }).filters).toBeUndefined();
  });
});

describe('the filter of a search', () => {
  it('is nothing without chips and device', () => {
    expect(filterOf({})).toBeUndefined();
    expect(filterOf({ filters: [] })).toBeUndefined();
  });

  it('is the chip itself when it is alone', () => {
    expect(filterOf({ filters: [germany] })).toEqual(['is', 'country', ['DE']]);
    expect(filterOf({ device: 'mobile' })).toEqual(['is', 'device', ['mobile']]);
  });

  it('wants all chips and the device at once', () => {
    expect(filterOf({ filters: [germany, noBots], device: 'mobile' })).toEqual([
      'and',
      [
        ['is', 'country', ['DE']],
        ['not', ['contains', 'browser', ['Headless']]],
        ['is', 'device', ['mobile']],
      ],
    ]);
  });
});

describe('a click on a value', () => {
  it('adds it, then a second one to the same chip, and takes them away again', () => {
    const one = toggleValue([noBots], 'country', 'DE');
    const two = toggleValue(one, 'country', 'FR');

    expect(two).toEqual([noBots, { ...germany, values: ['DE', 'FR'] }]);
    expect(toggleValue(two, 'country', 'DE')).toEqual([noBots, { ...germany, values: ['FR'] }]);
    expect(toggleValue(one, 'country', 'DE')).toEqual([noBots]);
  });

  it('keeps what is left out apart from what is chosen', () => {
    const filters = toggleValue([germany], 'country', 'FR', true);

    expect(filters).toEqual([germany, { field: 'country', op: 'is', values: ['FR'], not: true }]);
    expect(valueState(filters, 'country', 'DE')).toBe('chosen');
    expect(valueState(filters, 'country', 'FR')).toBe('excluded');
    expect(valueState(filters, 'country', 'IT')).toBeUndefined();
  });
});

describe('narrowing to a chip', () => {
  it('replaces what the field had, and nothing else', () => {
    const italy: Chip = { ...germany, values: ['IT'] };

    expect(narrowTo([germany, noBots], italy)).toEqual([noBots, italy]);
  });
});
