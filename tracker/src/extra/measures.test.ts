import { describe, expect, it } from 'vitest';
import { attentionBand, moveGrid } from '../../../contracts/beacon.ts';
import { deviceClass } from '../../../contracts/fields.ts';
import { errorFacts } from '../rare/errors.ts';
import { band, cell, columnsAt, createTally, sampleMove, seeBands } from './movement.ts';

describe('movement', () => {
  it('has the grid that the contract draws', () => {
    expect([cell, band]).toEqual([moveGrid.size, attentionBand]);
    for (const width of [320, 599, 600, 1_023, 1_024, 2_560]) {
      expect(columnsAt(width)).toBe(moveGrid.columns[deviceClass(width)]);
    }
  });

  it('counts samples by cell, and hands each out once', () => {
    const tally = createTally();
    sampleMove(tally, 600, 400, 1_200, 1_200);
    sampleMove(tally, 605, 405, 1_200, 1_200);
    sampleMove(tally, 1_199, 0, 1_200, 1_200);
    sampleMove(tally, 1_300, 0, 1_200, 1_200);
    sampleMove(tally, 0, 16_000, 1_200, 1_200);
    sampleMove(tally, -1, 400, 1_200, 1_200);
    sampleMove(tally, 600, -20, 1_200, 1_200);

    expect(tally.take()).toEqual([
      [40, 25, 2],
      [79, 0, 1],
    ]);
    expect(tally.take()).toEqual([]);
  });

  it('adds a second to every band that shows', () => {
    const tally = createTally();
    seeBands(tally, 150, 200);
    seeBands(tally, 300, 100);

    expect(tally.take()).toEqual([
      [1, 1_000],
      [2, 1_000],
      [3, 2_000],
    ]);
  });
});

describe('an error', () => {
  it('is told without what addresses carry', () => {
    const error = new Error('failed https://a.test/x?token=t#h');
    error.stack = 'Error\n at https://a.test/app.js?v=secret:10:5';
    const facts = errorFacts({
      message: error.message,
      filename: 'https://a.test/app.js?v=secret',
      lineno: 10,
      colno: 5,
      error,
    } as ErrorEvent);

    expect(facts).toMatchObject({
      message: 'failed https://a.test/x',
      source: 'https://a.test/app.js',
      line: 10,
      column: 5,
    });
    expect(facts.stack).toBe('Error\n at https://a.test/app.js:10:5');
  });

  it('is told of a rejection, whatever it was rejected with', () => {
    for (const [reason, message] of [
      [new Error('a'), 'a'],
      ['b', 'b'],
      [undefined, 'undefined'],
      [null, 'null'],
    ]) {
      expect(errorFacts({ reason } as PromiseRejectionEvent)).toMatchObject({ message, rejection: true });
    }
  });
});
