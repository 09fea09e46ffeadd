import { describe, expect, it } from 'vitest';
import { neighbours } from './neighbours.ts';

const list = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

describe('neighbours', () => {
  it('follows the order of the list and stops at its ends', () => {
    expect(neighbours(list, 'b')).toEqual({ index: 1, previous: 'a', next: 'c' });
    expect(neighbours(list, 'a').previous).toBeUndefined();
    expect(neighbours(list, 'c').next).toBeUndefined();
  });

  it('leads into the list from a recording outside it', () => {
    expect(neighbours(list, 'x')).toEqual({ index: -1, previous: undefined, next: 'a' });
    expect(neighbours([], 'x').next).toBeUndefined();
  });
});
