/** What a session's pageviews add to heatmaps: how far they were scrolled, and what may be drawn elsewhere yet. */
import type { HeatmapType } from '#contracts/answers.ts';
import { depthCell, foldCell } from '../../shared/packed-heat.ts';
import { expiry } from './counting.ts';
import { add, addAt } from './deltas.ts';
import { addHeat, heatDevice } from './heat-deltas.ts';
import type { PageState } from './session-state.ts';
import { moveMembers, type Side, type Sides } from './sides.ts';
import { isAttended } from './unsettled-events.ts';

/** No document is higher, CSS px: as high as the contract lets a page say it is. */
const tallest = 1e9;

/** A pageview on a heatmap of its page. */
interface Sample {
  type: Extract<HeatmapType, 'scroll' | 'attention'>;
  page: PageState;
  /** How deep it was scrolled and where the fold was, in % rounded down. */
  depth: number;
  fold: number;
  /** Of the document, CSS px. */
  height: number;
}

/** How far each pageview was scrolled, once it was; and that it got attention. */
export const movePageHeat = (sides: Sides): void =>
  moveMembers(
    sides,
    samplesOf,
    (side, _, sample) => countSample(side, sample),
    (one, other) => one.depth === other.depth && one.fold === other.fold && one.height === other.height,
  );

/** By heatmap and pageview. */
function samplesOf({ state }: Side): ReadonlyMap<string, Sample> {
  const samples = new Map<string, Sample>();
  for (const page of state.pages) {
    const { document, seq, index, fold, foldAt, maxScroll } = page;
    const height = fold > 0 ? Math.min(tallest, Math.round(page.height / fold)) : page.height;
    const place = `${document} ${seq} ${index}`;
    if (isAttended(page, state)) {
      samples.set(`attention ${place}`, { type: 'attention', page, depth: 0, fold: 0, height });
    }
    if (foldAt === undefined) continue;
    const [depthPercent, foldPercent] = [Math.floor(maxScroll * 100), Math.floor(fold * 100)];
    samples.set(`scroll ${place}`, { type: 'scroll', page, depth: depthPercent, fold: foldPercent, height });
  }
  return samples;
}

function countSample(side: Side, { type, page, depth, fold, height }: Sample): void {
  const { deltas, sign, crowd, visitor, settings } = side;
  const { device, path, day, width } = page;
  const target = { kind: 'heat', crowd, type, device, path, day } as const;
  const { counts, cells, visitors } = deltas.ofHeat(target, expiry(day, settings.eventDays));
  add(counts, 'samples', sign);
  add(counts, 'pageWidth', sign * width);
  add(counts, 'pageHeight', sign * height);
  addAt(visitors, visitor, sign);
  if (type === 'attention') return;
  addAt(cells, depthCell(depth), sign);
  addAt(cells, foldCell(fold), sign);
}

/** What waits for its page is drawn on the one that is known. */
export function moveUnsettledHeat({ all }: Sides): void {
  for (const [index, { deltas, state, sign, settings }] of all.entries()) {
    const others = all[1 - index]?.state;
    for (const placed of state.unsettled) {
      const device = heatDevice(placed, state);
      const stays = others?.unsettled.includes(placed) && heatDevice(placed, others) === device;
      if (placed.drawn && !stays) addHeat(deltas, placed, device, settings, { sign, references: sign });
    }
  }
}
