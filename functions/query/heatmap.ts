import type * as z from 'zod/mini';
import type { Heatmap, HeatmapSnapshot, HeatmapType } from '#contracts/answers.ts';
import { attentionBand, moveGrid } from '#contracts/beacon.ts';
import { ApiError } from '#contracts/errors.ts';
import { type DeviceClass, deviceClasses } from '#contracts/fields.ts';
import type { SnapshotItem } from '../shared/recording-items.ts';
import type { HeatItem } from '../shared/tally-items.ts';
import { countVisitors } from '../shared/visitor-sketch.ts';
import { valuesOf } from './breakdown.ts';
import { rangeAnswer, type Span, widen } from './buckets.ts';
import type { Ask } from './overview.ts';
import { inOrder, isLive, type RecordingReader, type TallyReader } from './readers.ts';

/** A pattern takes the pages with the most pageviews. */
const maxPaths = 200;
/** Squares per side of the grid inside an element's box, as the processor bins clicks. */
const boxGrid = 100;
const maxElements = 500;
const width = 16;
/** Where no page was seen at all: a common size of the device, CSS px. */
const usualPage: Record<DeviceClass, { width: number; height: number }> = {
  desktop: { width: 1280, height: 2000 },
  tablet: { width: 768, height: 2000 },
  mobile: { width: 390, height: 2400 },
};

interface HeatmapAsk extends Omit<Ask, 'filter'> {
  path: string | undefined;
  /** `*` stands for one segment. */
  pattern: string | undefined;
  type: HeatmapType;
  device: DeviceClass | undefined;
}

interface Readers {
  tally: TallyReader;
  recordings: RecordingReader;
}

/** Whether a path fits a pattern in which `*` is one segment. */
export function fitsPattern(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const segments = path.split('/');
  return wanted.length === segments.length && wanted.every((part, index) => part === '*' || part === segments[index]);
}

/** Heat of a page, or of all pages that fit a pattern, of one device class. */
export async function heatmap(readers: Readers, ask: HeatmapAsk): Promise<Heatmap> {
  const span = widen(ask.span, 'day', ask.timeZone);
  const paths = await pathsOf(readers.tally, ask, span);
  const { device, items } = await mostUsedDevice(readers, ask, paths, span);
  const snapshot = await newestSnapshot(readers.recordings, ask, device, paths);
  const samples = items.reduce((sum, item) => sum + item.samples, 0);
  const heat = layer(ask.type, device, items, samples);
  return {
    range: rangeAnswer(span, ask.timeZone),
    device,
    samples,
    page: pageSize(snapshot, items, device, heat.cells),
    snapshot: snapshot && snapshotAnswer(snapshot),
    ...heat,
  };
}

async function pathsOf(tally: TallyReader, ask: HeatmapAsk, span: Span): Promise<string[]> {
  const { path, pattern } = ask;
  if ((path === undefined) === (pattern === undefined)) {
    throw new ApiError('invalid_request', 'Give either `path` or `pattern`.');
  }
  if (path !== undefined) return [path];
  const all = await valuesOf(tally, { ...ask, filter: undefined }, 'path', span);
  return all
    .map(({ value }) => value)
    .filter((value) => fitsPattern(pattern as string, value))
    .slice(0, maxPaths);
}

/** Items of the device asked for, else of the one with the most samples; where there are none, with the newest snapshot. */
async function mostUsedDevice(
  { tally, recordings }: Readers,
  ask: HeatmapAsk,
  paths: readonly string[],
  span: Span,
): Promise<{ device: DeviceClass; items: HeatItem[] }> {
  const { project, crowds, type, now, device: wanted } = ask;
  const read = async (device: DeviceClass): Promise<{ device: DeviceClass; items: HeatItem[] }> => {
    const places = paths.flatMap((path) => crowds.map((crowd) => ({ path, crowd })));
    const found = await inOrder(places, width, ({ path, crowd }) =>
      tally.heat(project, crowd, type, device, path, span),
    );
    return { device, items: found.flat().filter((item) => isLive(item, now)) };
  };
  if (wanted) return read(wanted);
  const all = await inOrder(deviceClasses, 3, read);
  const samples = ({ items }: { items: HeatItem[] }): number => items.reduce((sum, item) => sum + item.samples, 0);
  const best = all.reduce((most, other) => (samples(other) > samples(most) ? other : most));
  if (samples(best) > 0) return best;
  const shown = await inOrder(deviceClasses, 3, (device) => newestSnapshot(recordings, ask, device, paths));
  const newest = Math.max(...shown.map((snapshot) => snapshot?.at ?? 0));
  return all[shown.findIndex((snapshot) => snapshot?.at === newest)] ?? best;
}

async function newestSnapshot(
  recordings: RecordingReader,
  { project, now }: HeatmapAsk,
  device: DeviceClass,
  paths: readonly string[],
): Promise<SnapshotItem | null> {
  const found = await inOrder(paths, width, (path) => recordings.snapshots(project, device, path));
  const live = found.flat().filter((item) => isLive(item, now) && item.parts.length > 0);
  return live.reduce<SnapshotItem | null>((newest, item) => (!newest || item.at > newest.at ? item : newest), null);
}

const snapshotAnswer = (item: SnapshotItem): z.infer<typeof HeatmapSnapshot> => ({
  at: new Date(item.at).toISOString(),
  width: item.width,
  height: item.height,
  parts: item.parts.map(({ object, first, last, label }) => ({ url: `/b/${object}`, range: [first, last], label })),
  key: Buffer.from(item.key).toString('base64'),
});

/** The snapshot's size, else the mean seen, else a usual one; at least as high as what was counted on it. */
function pageSize(
  snapshot: SnapshotItem | null,
  items: readonly HeatItem[],
  device: DeviceClass,
  cells: Heatmap['cells'],
): Heatmap['page'] {
  if (snapshot) return { width: snapshot.width, height: snapshot.height };
  const usual = usualPage[device];
  const mean = (name: 'pageWidth' | 'pageHeight'): number | undefined => {
    const sized = items.filter((item) => item.samples > 0 && item[name] > 0);
    const samples = sized.reduce((sum, item) => sum + item.samples, 0);
    return samples > 0 ? Math.round(sized.reduce((sum, item) => sum + item[name], 0) / samples) : undefined;
  };
  const counted = cells ? cells.rows * cells.size : 0;
  return { width: mean('pageWidth') ?? usual.width, height: Math.max(mean('pageHeight') ?? usual.height, counted) };
}

function layer(type: HeatmapType, device: DeviceClass, items: readonly HeatItem[], samples: number): Partial<Heatmap> {
  const cells = sumCells(items);
  switch (type) {
    case 'scroll':
      return scrollLayer(cells);
    case 'move':
      return { cells: grid(cells, moveGrid.size, moveGrid.columns[device]) };
    case 'attention':
      return { cells: grid(cells, attentionBand, 1) };
    default:
      return { elements: elementsOf(items, samples) };
  }
}

function sumCells(items: Iterable<HeatItem>): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { cells } of items) {
    for (const [cell, count] of Object.entries(cells)) sum.set(cell, (sum.get(cell) ?? 0) + count);
  }
  return sum;
}

function elementsOf(items: readonly HeatItem[], samples: number): NonNullable<Heatmap['elements']> {
  const bySelector = Map.groupBy(
    items.filter(({ samples: clicks }) => clicks > 0),
    ({ selector }) => selector ?? '',
  );
  return [...bySelector]
    .map(([selector, all]) => {
      const count = all.reduce((sum, item) => sum + item.samples, 0);
      const mean = (name: 'pageX' | 'pageY'): number =>
        Math.round(all.reduce((sum, item) => sum + (item[name] ?? 0), 0) / count);
      const points = [...sumCells(all)].map(([cell, clicks]): [number, number, number] => {
        const [column = 0, row = 0] = cell.split(',').map(Number);
        return [(column + 0.5) / boxGrid, (row + 0.5) / boxGrid, clicks];
      });
      return {
        selector,
        label: all.find(({ label }) => label)?.label ?? '',
        count,
        share: count / samples,
        visitors: countVisitors(all.map(({ visitors }) => visitors)),
        points,
        page: { x: mean('pageX'), y: mean('pageY') },
      };
    })
    .toSorted((a, b) => b.count - a.count || (a.selector < b.selector ? -1 : 1))
    .slice(0, maxElements);
}

/** `reach[p]`: share of pageviews that saw p % of the document or more. `fold`: median of the first screen's share. */
export function scrollLayer(cells: ReadonlyMap<string, number>): Pick<Heatmap, 'reach' | 'fold'> {
  const histogram = (kind: 'd' | 'f'): number[] =>
    Array.from({ length: 101 }, (_, percent) => cells.get(`${kind}${percent}`) ?? 0);
  const depths = histogram('d');
  const total = depths.reduce((sum, count) => sum + count, 0);
  let left = total;
  const reach = depths.map((count) => {
    const share = total > 0 ? left / total : 0;
    left -= count;
    return share;
  });
  const folds = histogram('f');
  const half = folds.reduce((sum, count) => sum + count, 0) / 2;
  let passed = 0;
  const median = folds.findIndex((count) => {
    passed += count;
    return count > 0 && passed >= half;
  });
  return { reach, fold: Math.max(0, median) / 100 };
}

function grid(cells: ReadonlyMap<string, number>, size: number, columns: number): NonNullable<Heatmap['cells']> {
  const placed = [...cells].map(([cell, count]) => {
    const parts = cell.split(',').map(Number);
    const [column = 0, row = 0] = parts.length === 1 ? [0, parts[0]] : parts;
    return { column, row, count };
  });
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const counts = new Array<number>(rows * columns).fill(0);
  for (const { column, row, count } of placed) {
    if (column < columns) counts[row * columns + column] = count;
  }
  return { size, columns, rows, counts };
}
