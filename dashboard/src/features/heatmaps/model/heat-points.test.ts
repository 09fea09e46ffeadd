import { describe, expect, it } from 'vitest';
import type { Heatmap } from '#contracts/answers.ts';
import { heatLayer } from './heat-layer.ts';
import { cellPoints, clickPoints, elementAt, type HeatElement, tenths } from './heat-points.ts';

const element = (selector: string, change: Partial<HeatElement> = {}): HeatElement => ({
  selector,
  label: selector,
  count: 3,
  share: 0.5,
  visitors: 2,
  points: [
    [0.5, 0.5, 2],
    [0, 1, 1],
  ],
  page: { x: 40, y: 60 },
  ...change,
});
const card = { element: element('#card'), box: { x: 0, y: 0, width: 400, height: 300 } };
const button = { element: element('#buy'), box: { x: 100, y: 200, width: 80, height: 40 } };
const gone = { element: element('#gone'), box: null };

describe('clickPoints', () => {
  it('places clicks inside the box, and at their mean place when the element is gone', () => {
    expect(clickPoints([button, gone])).toEqual([
      { x: 140, y: 220, weight: 2 },
      { x: 100, y: 240, weight: 1 },
      { x: 40, y: 60, weight: 3 },
    ]);
  });
});

describe('elementAt', () => {
  it('is the smallest under the pointer', () => {
    expect(elementAt([card, button, gone], 110, 210)).toBe(button);
    expect(elementAt([card, button, gone], 10, 10)).toBe(card);
    expect(elementAt([card, button, gone], 900, 10)).toBeUndefined();
  });
});

describe('cells', () => {
  const cells = {
    size: 16,
    columns: 4,
    rows: 10,
    counts: Array.from({ length: 40 }, (_, i) => (i === 5 ? 3 : i === 39 ? 1 : 0)),
  };

  it('lie in the middle of their share of the width', () => {
    expect(cellPoints(cells, 800)).toEqual([
      { x: 300, y: 24, weight: 3 },
      { x: 700, y: 152, weight: 1 },
    ]);
  });

  it('are told by tenths of the page', () => {
    expect(tenths(cells)).toEqual([0, 0.75, 0, 0, 0, 0, 0, 0, 0, 0.25]);
    expect(tenths({ ...cells, counts: [] })).toEqual(new Array(10).fill(0));
  });
});

describe('heatLayer', () => {
  const base: Heatmap = {
    range: { from: '', to: '', timeZone: 'UTC' },
    samples: 4,
    page: { width: 400, height: 1_000 },
    snapshot: null,
  };
  const page = base.page;

  it('paints spots whose legend is in counts', () => {
    const layer = heatLayer(
      { ...base, elements: [] },
      [{ ...button, element: element('#buy', { points: [[0.5, 0.5, 9]] }) }],
      page,
      0,
    );

    expect(layer.field.columns).toBe(100);
    expect(layer.legend).toEqual({ low: '0', high: '9', unit: 'clicks in one spot' });
  });

  it('paints scroll by the share that came there', () => {
    const layer = heatLayer({ ...base, reach: Array.from({ length: 101 }, (_, i) => 1 - i / 100) }, [], page, 40);

    expect(layer.field).toMatchObject({ columns: 1, rows: 100 });
    expect(layer.field.values[50]).toBeCloseTo(0.495);
    expect(layer.most).toBe(1);
  });

  it('paints attention by time a pageview', () => {
    const cells = { size: 100, columns: 1, rows: 10, counts: [20_000, 10_000, 0, 0, 0, 0, 0, 0, 0, 0] };
    const layer = heatLayer({ ...base, cells }, [], page, 40);

    expect(layer.field.values[9]).toBeCloseTo(15_500);
    expect(layer.legend).toEqual({ low: '0 s', high: '5.0 s', unit: 'a pageview' });
  });
});
