import { describe, expect, it } from 'vitest';
import { passes } from '../table.ts';
import type { Measured } from './drive.ts';
import { sizeFigures, speedFigures } from './targets.ts';

const measured = (change: Partial<Measured>): Measured => ({
  scripts: 0,
  startLongest: 10,
  startScript: 10,
  useScript: 10,
  rebuildLongest: 10,
  rebuildScript: 10,
  script: 30,
  tasks: 100,
  heap: 10,
  requests: 1,
  uploaded: 10,
  ...change,
});

describe('ratios', () => {
  const none = measured({});
  const rrweb = measured({
    startLongest: 400,
    startScript: 110,
    useScript: 50,
    rebuildScript: 210,
    uploaded: 100,
    script: 370,
    tasks: 800,
  });

  it('are taken over what the page does by itself, and of uploads as they are', () => {
    const ours = measured({ startScript: 50, useScript: 30, uploaded: 30, script: 90 });
    const of = { none, rrweb, 't.js + x.js + recorder': ours } as Record<string, Measured>;

    const figures = speedFigures((page, name) => (page === 'shop' ? of[name] : undefined), 1);
    const values = Object.fromEntries(figures.map(({ name, value }) => [name, value]));

    expect(values['shop: script at start, against rrweb']).toBe(0.4);
    expect(values['shop: script in use, against rrweb']).toBe(0.5);
    expect(values['shop: script of the whole visit, against rrweb']).toBeCloseTo(60 / 340, 10);
    expect(values['shop: tasks of the whole visit, against rrweb']).toBe(0.125);
    expect(values['shop: upload, against rrweb']).toBe(0.3);
    expect(figures.every(({ name }) => name.startsWith('shop'))).toBe(true);
  });

  it('of a huge page are held to a tenth, and its tasks to 20 ms only without slow-down', () => {
    const ours = measured({ startLongest: 41, startScript: 20, rebuildScript: 80, uploaded: 30 });
    const of = { none, rrweb, 't.js + x.js + recorder': ours } as Record<string, Measured>;
    const told = (throttle: number) =>
      speedFigures((page, name) => (page === 'table 69k' ? of[name] : undefined), throttle);

    const missed = told(1).filter((figure) => passes(figure) === false);

    expect(missed.map(({ name }) => name)).toEqual([
      'table 69k: longest task at start',
      'table 69k: longest task at start, against rrweb',
    ]);
    expect(told(4).some(({ name }) => name === 'table 69k: longest task at start')).toBe(false);
  });

  it('are none where a recorder failed or was left out', () => {
    expect(speedFigures((_, name) => (name === 'none' ? none : undefined), 1)).toEqual([]);
  });
});

it('sizes are added up and held to their limits', () => {
  const figures = sizeFigures({ 't.js': 2_900, 'x.js': 4_000, 'recorder.js': 10_300 }, 9_300);

  expect(figures.map(({ value }) => value)).toEqual([2_900, 2_900 / 2_300, 6_900, 9_300, 10_300, 17_200]);
  expect(figures.map(passes)).toEqual([true, true, true, false, undefined, true]);
});
