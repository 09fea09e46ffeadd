/** What one click, movement or attention adds to its heatmap. */
import { attentionBand, moveGrid } from '#contracts/beacon.ts';
import { type DeviceClass, deviceClass } from '#contracts/fields.ts';
import { type CountingSettings, crowdOf, expiry } from './counting.ts';
import { add, type Delta, type Deltas, deltaOf, type HeatTarget } from './deltas.ts';
import { pageAt } from './pages.ts';
import type { SessionState } from './session-state.ts';
import type { PlacedEvent } from './unsettled-events.ts';

/** Squares per side of the grid inside an element's box. */
export const boxGrid = 100;
/** Rows of movement that one item holds: at most 4,000 cells. A tall page is many items. */
const bandRows = 50;
/** Pages taller than this have no attention below. */
const maxAttentionRow = 100_000 / attentionBand;

const clickTypes = { click: 'click', rage: 'rage', dead: 'dead', errorClick: 'error' } as const;

/**
 * Adds the event on the page it has in `state`. `references` to the visitor: Infinity for good, 1 while the
 * event waits and may be drawn elsewhere yet.
 */
export function addHeat(
  deltas: Deltas,
  placed: PlacedEvent,
  state: SessionState,
  settings: CountingSettings,
  references: number,
): void {
  const { event, document, day, visitor, bot } = placed;
  const page = pageAt(state, document, event);
  const hash = settings.hash(visitor);
  const touched = new Set<Delta>();
  const at = (
    type: HeatTarget['type'],
    device: DeviceClass,
    part: Pick<HeatTarget, 'selector' | 'band'> = {},
  ): Delta => {
    const target: HeatTarget = { kind: 'heat', crowd: crowdOf({ bot }), type, device, path: event.path, day, ...part };
    const delta = deltaOf(deltas, target, expiry(day, settings.eventDays));
    if (!touched.has(delta)) delta.visitors.set(hash, (delta.visitors.get(hash) ?? 0) + references);
    touched.add(delta);
    return delta;
  };
  switch (event.kind) {
    case 'click':
    case 'rage':
    case 'dead':
    case 'errorClick': {
      // A click that overtook its pageview goes by the width of the document it saw.
      const heat = at(clickTypes[event.kind], page?.device ?? deviceClass(event.pageWidth), {
        selector: event.selector,
      });
      add(heat.counts, 'samples', 1);
      for (const sum of ['pageX', 'pageY', 'pageWidth', 'pageHeight'] as const) {
        add(heat.counts, sum, Math.round(event[sum]));
      }
      add(heat.cells, `${square(event.x)},${square(event.y)}`, 1);
      if (event.label) heat.label = event.label;
      return;
    }
    case 'move': {
      const device = page?.device ?? documentDevice(state, document);
      for (const [column, row, samples] of event.cells) {
        if (column >= moveGrid.columns[device] || row >= moveGrid.maxRows) continue;
        const heat = at('move', device, { band: Math.floor(row / bandRows) });
        add(heat.counts, 'samples', Math.round(samples));
        add(heat.cells, `${Math.floor(column)},${Math.floor(row)}`, Math.round(samples));
      }
      return;
    }
    case 'attention': {
      const heat = at('attention', page?.device ?? documentDevice(state, document));
      for (const [row, ms] of event.rows) {
        if (row < maxAttentionRow) add(heat.cells, `${Math.floor(row)}`, Math.round(ms));
      }
      return;
    }
    default:
  }
}

/** For what came before the first pageview of its document: that of the document alone, so that tabs do not mix. */
const documentDevice = (state: SessionState, document: string): DeviceClass =>
  state.pages.find((page) => page.document === document)?.device ?? 'desktop';

const square = (share: number): number => Math.min(boxGrid - 1, Math.floor(share * boxGrid));
