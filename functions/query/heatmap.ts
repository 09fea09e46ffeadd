import type * as z from 'zod/mini';
import type { Heatmap, HeatmapSnapshot, HeatmapType } from '#contracts/answers.ts';
import { ApiError } from '#contracts/errors.ts';
import { type DeviceClass, deviceClasses } from '#contracts/fields.ts';
import type { PackedHeat } from '../shared/packed-heat.ts';
import type { SnapshotItem } from '../shared/recording-items.ts';
import { valuesOf } from './breakdown.ts';
import { rangeAnswer, type Span, widen } from './buckets.ts';
import { heatLayer } from './heat-layer.ts';
import type { Ask } from './overview.ts';
import { inOrder, isLive, type RecordingReader, type TallyReader } from './readers.ts';

/** A pattern takes the pages with the most pageviews. */
const maxPaths = 200;
const width = 16;
/** Of the items that one answer is made of: more takes longer than a request may, and more memory than there is. */
const maxBytes = 200_000_000;
/** What an item takes beside its cells and visitors. */
const bytesOfNames = 500;
/** Where no page was seen at all: a common size of the device, CSS px. */
const usualPage: Record<DeviceClass, { width: number; height: number }> = {
  desktop: { width: 1280, height: 2000 },
  tablet: { width: 768, height: 2000 },
  mobile: { width: 390, height: 2400 },
};

const tooMany = () =>
  new ApiError(
    'range_too_long',
    'The range has clicks on too many different elements; choose a shorter one, or a device.',
  );

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
  const heat = heatLayer(ask.type, device, items, samples);
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
  const { values: all } = await valuesOf(tally, { ...ask, filter: undefined }, 'path', span);
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
): Promise<{ device: DeviceClass; items: PackedHeat[] }> {
  const { project, crowds, type, now, device: wanted } = ask;
  let bytes = 0;
  const read = async (device: DeviceClass): Promise<{ device: DeviceClass; items: PackedHeat[] }> => {
    const places = paths.flatMap((path) => crowds.map((crowd) => ({ path, crowd })));
    const found = await inOrder(places, width, async ({ path, crowd }) => {
      const items: PackedHeat[] = [];
      for await (const page of tally.heat(project, crowd, type, device, path, span)) {
        for (const { packed, visitors } of page) bytes += bytesOfNames + packed.byteLength + visitors.byteLength;
        if (bytes > maxBytes) throw tooMany();
        items.push(...page.filter((item) => isLive(item, now)));
      }
      return items;
    });
    return { device, items: found.flat() };
  };
  if (wanted) return read(wanted);
  const all = await inOrder(deviceClasses, 3, read);
  const samples = ({ items }: { items: PackedHeat[] }): number => items.reduce((sum, item) => sum + item.samples, 0);
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
  items: readonly PackedHeat[],
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
