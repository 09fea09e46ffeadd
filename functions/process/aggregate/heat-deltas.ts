/** What one click, movement or attention adds to its heatmap. */
import { attentionBand, moveGrid } from '#contracts/beacon.ts';
import { type DeviceClass, deviceClass } from '#contracts/fields.ts';
import { rowCell, squareCell } from '../../shared/packed-heat.ts';
import { type CountingSettings, crowdOf, expiry } from './counting.ts';
import { add, addAt, type Delta, type Deltas, type HeatTarget } from './deltas.ts';
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

/** The device of the page that an event has in `state`, on whose heatmap it is drawn. */
export function heatDevice({ event, document }: PlacedEvent, state: SessionState): DeviceClass {
  const page = pageAt(state, document, event);
  if (page) return page.device;
  // A click that overtook its pageview goes by the width of the document it saw.
  return 'pageWidth' in event ? deviceClass(event.pageWidth) : documentDevice(state, document);
}

/** How an event is drawn. */
interface Drawing {
  sign: 1 | -1;
  /** To the visitor: Infinity for good, 1 while the event waits and may be drawn elsewhere yet. */
  references: number;
  /** Gets the deltas that the event changes. */
  touched?: Set<Delta>;
}

/** Adds the event to the heatmap of its page. */
export function addHeat(
  deltas: Deltas,
  { event, day, visitor, bot }: PlacedEvent,
  device: DeviceClass,
  settings: CountingSettings,
  { sign, references, touched }: Drawing,
): void {
  const hash = settings.hash(visitor);
  const at = (type: HeatTarget['type'], part: Pick<HeatTarget, 'selector' | 'band'> = {}): Delta => {
    const target: HeatTarget = { kind: 'heat', crowd: crowdOf({ bot }), type, device, path: event.path, day, ...part };
    const delta = deltas.ofHeat(target, expiry(day, settings.eventDays));
    addAt(delta.visitors, hash, references);
    touched?.add(delta);
    return delta;
  };
  switch (event.kind) {
    case 'click':
    case 'rage':
    case 'dead':
    case 'errorClick': {
      const heat = at(clickTypes[event.kind], { selector: event.selector });
      add(heat.counts, 'samples', sign);
      for (const sum of ['pageX', 'pageY', 'pageWidth', 'pageHeight'] as const) {
        add(heat.counts, sum, sign * Math.round(event[sum]));
      }
      addAt(heat.cells, squareCell(square(event.x), square(event.y)), sign);
      if (event.label && sign > 0) heat.label = event.label;
      return;
    }
    case 'move': {
      const bands = new Map<number, Delta>();
      for (const [column, row, samples] of event.cells) {
        if (column >= moveGrid.columns[device] || row >= moveGrid.maxRows) continue;
        const band = Math.floor(row / bandRows);
        const heat = bands.get(band) ?? at('move', { band });
        bands.set(band, heat);
        add(heat.counts, 'samples', sign * Math.round(samples));
        addAt(heat.cells, squareCell(Math.floor(column), Math.floor(row)), sign * Math.round(samples));
      }
      return;
    }
    case 'attention': {
      const heat = at('attention');
      for (const [row, ms] of event.rows) {
        if (row < maxAttentionRow) addAt(heat.cells, rowCell(Math.floor(row)), sign * Math.round(ms));
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
