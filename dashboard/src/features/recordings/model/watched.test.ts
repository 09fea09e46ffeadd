import { describe, expect, it } from 'vitest';
import { addWatched, readWatched } from './watched.ts';

describe('watched recordings', () => {
  it('are remembered for each project alone', () => {
    localStorage.clear();
    addWatched('p1', 's1', localStorage);

    expect([...readWatched('p1', localStorage)]).toEqual(['s1']);
    expect([...readWatched('p2', localStorage)]).toEqual([]);
  });

  it('forget the oldest first', () => {
    localStorage.clear();
    const many = Array.from({ length: 2_005 }, (_, index) => `s${index}`);
    localStorage.setItem('afterglow:watched:p', JSON.stringify(many));
    const watched = addWatched('p', 's0', localStorage);

    expect(watched.has('s0')).toBe(true);
    expect(readWatched('p', localStorage).size).toBe(2_000);
    expect(readWatched('p', localStorage).has('s0')).toBe(true);
    expect(readWatched('p', localStorage).has('s1')).toBe(false);
  });

  it('are none where storage is blocked or spoilt, and no error', () => {
    localStorage.setItem('afterglow:watched:p', '{"not": "a list"}');
    const blocked = {
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('denied');
      },
    } as unknown as Storage;

    expect(readWatched('p', localStorage).size).toBe(0);
    expect(readWatched('p', undefined).size).toBe(0);
    expect([...addWatched('p', 's', blocked)]).toEqual(['s']);
  });
});
