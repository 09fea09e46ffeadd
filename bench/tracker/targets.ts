/** What is promised of our scripts, beside what was measured. */
import type { Figure } from '../table.ts';
import type { PageName } from './bench-pages.ts';
import type { Measured } from './drive.ts';
import type { RecorderName } from './recorders.ts';

/** Medians of what was measured at one slow-down; undefined where nothing was, or the replay was not the page. */
export type Results = (page: PageName, recorder: RecorderName) => Measured | undefined;

const recording = 't.js + x.js + recorder';
/** Script that runs on every page of Plausible, brotli bytes: 2.3 kB, as shared by its own site in 2026. */
export const plausibleBytes = 2_300;
const kb = 1_024;

/** What loading costs, from the files themselves. `itself`: of the recorder without worker, way out and watchers. */
export function sizeFigures(
  sizes: Readonly<Record<'t.js' | 'x.js' | 'recorder.js', number>>,
  itself: number,
): Figure[] {
  const { 't.js': t, 'x.js': x, 'recorder.js': recorder } = sizes;
  return [
    { name: '`t.js`, brotli', value: t, unit: 'B', atMost: 3 * kb },
    { name: '`t.js` against Plausible (2.3 kB)', value: t / plausibleBytes, unit: '×', atMost: 1.3 },
    { name: '`t.js` + `x.js`', value: t + x, unit: 'B', atMost: 7 * kb },
    { name: 'the recorder itself', value: itself, unit: 'B', atMost: 9 * kb },
    { name: '`recorder.js`, with worker, way out and watchers', value: recorder, unit: 'B' },
    { name: '`t.js` + `x.js` + `recorder.js`', value: t + x + recorder, unit: 'B', atMost: 18 * kb },
  ];
}

const ordinary: readonly PageName[] = ['shop', 'dashboard'];
const huge: readonly PageName[] = ['table 14k', 'table 69k'];

/** Ratios against peers of the same run; those that were not measured are left out. */
export function speedFigures(results: Results, throttle: number): Figure[] {
  const figures: Figure[] = [];
  const add = (name: string, page: PageName, value: number | undefined, limits: Partial<Figure>) => {
    if (value !== undefined && Number.isFinite(value)) figures.push({ name: `${page}: ${name}`, value, ...limits });
  };
  const times = (atMost: number): Partial<Figure> => ({ unit: '×', atMost });
  for (const page of [...ordinary, ...huge]) {
    const [ours, rrweb, clarity, none] = [recording, 'rrweb', 'Clarity', 'none'].map((name) =>
      results(page, name as RecorderName),
    );
    const small = results(page, 't.js + x.js');
    /** Over what the page itself takes. */
    const over = (part: keyof Measured, one: Measured | undefined, other: Measured | undefined) =>
      one && other && none && (one[part] - none[part]) / Math.max(1, other[part] - none[part]);
    const ratio = (part: keyof Measured, one: Measured | undefined, other: Measured | undefined) =>
      one && other && one[part] / other[part];

    if (huge.includes(page)) {
      if (throttle === 1) add('longest task at start', page, ours?.startLongest, { unit: 'ms', atMost: 20 });
      add('longest task at start, against rrweb', page, ratio('startLongest', ours, rrweb), times(0.1));
      add('longest task at start, against Clarity', page, ratio('startLongest', ours, clarity), times(0.5));
      add('script at start, against rrweb', page, over('startScript', ours, rrweb), times(0.4));
      add('script of a rebuild, against rrweb', page, over('rebuildScript', ours, rrweb), times(0.35));
      add('upload, against rrweb', page, ratio('uploaded', ours, rrweb), times(0.35));
      add('script in use, against rrweb', page, over('useScript', ours, rrweb), times(1.1));
    } else {
      add('script at start, against rrweb', page, over('startScript', ours, rrweb), times(0.9));
      add('script in use, against rrweb', page, over('useScript', ours, rrweb), times(1));
      add('upload, against rrweb', page, ratio('uploaded', ours, rrweb), times(0.8));
    }
    add('script in use of `t.js` + `x.js`, against rrweb', page, over('useScript', small, rrweb), times(0.3));
    add('script of the whole visit of `t.js` + `x.js`, against rrweb', page, over('script', small, rrweb), times(0.3));
    add('script of the whole visit, against rrweb', page, over('script', ours, rrweb), times(1.1));
    add('tasks of the whole visit, against rrweb', page, ratio('tasks', ours, rrweb), times(1.1));
    add('bytes of scripts, against rrweb', page, ratio('scripts', ours, rrweb), times(1.1));
    add('requests, against rrweb', page, ratio('requests', ours, rrweb), times(1.1));
    add('heap, against rrweb', page, ratio('heap', ours, rrweb), times(1.1));
    add('longest task of a rebuild, against rrweb', page, ratio('rebuildLongest', ours, rrweb), times(1.1));
  }
  return figures;
}
