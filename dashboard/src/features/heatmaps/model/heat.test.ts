import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';
import { heatmapCsv } from './heat-csv.ts';
import { binPoints, blurField, hottest, paintField } from './heat-field.ts';
import { rampColor, rampTable } from './heat-ramp.ts';
import { reachAt, reachLines } from './scroll-reach.ts';

describe('binPoints', () => {
  it('sums what falls into a bin and leaves out what lies off the page', () => {
    const field = binPoints(
      [
        { x: 1, y: 1, weight: 2 },
        { x: 3, y: 3, weight: 1 },
        { x: 9, y: 5, weight: 4 },
        { x: -1, y: 5, weight: 9 },
        { x: 12, y: 5, weight: 9 },
      ],
      12,
      8,
    );

    expect([field.columns, field.rows]).toEqual([3, 2]);
    expect([...field.values]).toEqual([3, 0, 0, 0, 0, 4]);
  });
});

describe('blurField', () => {
  it('keeps the weight of a lone point at its peak, and falls off evenly on all sides', () => {
    const blurred = blurField(binPoints([{ x: 201, y: 201, weight: 5 }], 400, 400), 40);
    const at = (column: number, row: number) => blurred.values[row * blurred.columns + column] ?? Number.NaN;

    expect(at(50, 50)).toBeCloseTo(5, 3);
    expect(at(53, 50)).toBeCloseTo(at(47, 50), 4);
    expect(at(50, 53)).toBeCloseTo(at(53, 50), 4);
    expect(at(53, 50)).toBeLessThan(5);
    expect(at(70, 50)).toBe(0);
  });

  it('never makes cold, whatever the points are', () => {
    const points = fc.array(fc.record({ x: fc.nat(200), y: fc.nat(120), weight: fc.integer({ min: 1, max: 1_000 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(points, fc.integer({ min: 0, max: 60 }), (given, radius) => {
        const blurred = blurField(binPoints(given, 201, 121), radius);

        expect(Math.min(...blurred.values)).toBeGreaterThanOrEqual(-0.01);
        expect(hottest(blurred)).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  it('bins, blurs and paints a million points in a moment', () => {
    const points = Array.from({ length: 1_000_000 }, (_, i) => ({
      x: (i * 7919) % 1440,
      y: (i * 104_729) % 4_000,
      weight: 1,
    }));
    const started = performance.now();

    const field = blurField(binPoints(points, 1440, 4_000), 30);
    paintField(field, hottest(field), rampTable());

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the ramp', () => {
  it('goes from nothing to pale yellow, ever lighter', () => {
    const lightness = Array.from({ length: 101 }, (_, i) => {
      const [red, green, blue] = rampColor(i / 100);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });

    expect(rampColor(0)[3]).toBe(0);
    expect(rampColor(1)).toEqual([255, 244, 190, 245]);
    expect(lightness.every((value, i) => i === 0 || value >= (lightness[i - 1] ?? 0) - 0.5)).toBe(true);
  });

  it('paints by share of the hottest, and nothing where nothing is', () => {
    const field = { size: 4, columns: 3, rows: 1, values: Float32Array.from([0, 5, 10]) };
    const pixels = [...paintField(field, 10, rampTable())];

    expect(pixels.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(pixels.slice(8)).toEqual(rampColor(1));
    expect([...paintField(field, 0, rampTable())].every((channel) => channel === 0)).toBe(true);
  });
});

describe('reachLines', () => {
  const reach = Array.from({ length: 101 }, (_, percent) => (percent <= 40 ? 1 : 1 - (percent - 40) / 60));

  it('finds the depths at which three quarters, half and a quarter are left', () => {
    const lines = reachLines(reach);

    expect(lines.map(({ share }) => share)).toEqual([0.75, 0.5, 0.25]);
    expect(lines.map(({ depth }) => Math.round(depth * 100))).toEqual([55, 70, 85]);
    expect(reachAt(reach, lines[1]?.depth ?? 0)).toBeCloseTo(0.5);
  });

  it('draws no line where nobody turned back, or nobody came', () => {
    expect(reachLines(new Array<number>(101).fill(1))).toEqual([]);
    expect(reachLines(new Array<number>(101).fill(0))).toEqual([]);
  });
});

describe('CSV', () => {
  it('quotes every text', () => {
    expect(toCsv([['a,b', 'say "hi"', 'two\nlines', 1.5]])).toBe('"a,b","say ""hi""","two\nlines",1.5\r\n');
  });

  it.each([
    ['=1+1', `"'=1+1"`],
    ['-2', `"'-2"`],
    ['@x', `"'@x"`],
    ['  +1', `"  '+1"`],
    ['\t=1', `"\t'=1"`],
    ['\uff1d1+1', `"'\uff1d1+1"`],
    ["x;=cmd|' /C calc'!A0", `"x;'=cmd|' /C calc'!A0"`],
    ['x; "=1"', `"x; ""'=1"""`],
    ['x\n@1', `"x\n'@1"`],
  ])('disarms the formula that a spreadsheet of some country would make of %j', (text, cell) => {
    expect(toCsv([[text]])).toBe(`${cell}\r\n`);
  });

  it('leaves signs within text alone', () => {
    expect(toCsv([['a + b', 'li:nth-child(2n+1)']])).toBe('"a + b","li:nth-child(2n+1)"\r\n');
  });

  it('has elements, or reach, or the cells that are warm', () => {
    const base = {
      range: { from: '', to: '', timeZone: 'UTC' },
      samples: 1,
      page: { width: 100, height: 100 },
      snapshot: null,
    };
    const element = {
      selector: '#buy',
      label: 'Buy',
      count: 3,
      share: 1,
      visitors: 2,
      points: [],
      page: { x: 1, y: 2 },
    };

    expect(heatmapCsv({ ...base, elements: [element] }, 'click')).toBe(
      '"label","selector","count","share","visitors"\r\n"Buy","#buy",3,1,2\r\n',
    );
    expect(heatmapCsv({ ...base, reach: [1, 0.5] }, 'scroll')).toBe(
      '"depth_percent","share_of_pageviews"\r\n0,1\r\n1,0.5\r\n',
    );
    expect(heatmapCsv({ ...base, cells: { size: 16, columns: 2, rows: 2, counts: [0, 0, 0, 7] } }, 'move')).toBe(
      '"x_px","y_px","samples"\r\n16,16,7\r\n',
    );
  });
});
