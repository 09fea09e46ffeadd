/**
 * A heatmap item as it stands in the table: its cells in bytes, two or three for each instead of eight, since an item
 * is written anew at every batch that touches it.
 */
import { packValue, unpackValue } from './packed-value.ts';
import type { CounterItem, HeatItem } from './tally-items.ts';

/** A heatmap item with its cells packed. */
export type PackedHeat = Omit<HeatItem, 'cells'> & { packed: Uint8Array };

/** Columns are fewer than this, so that a row and a column are one number. */
const columns = 128;
const square = /^(\d+),(\d+)$/;
const single = /^([df]?)(\d+)$/;

export function packHeat({ cells, ...rest }: HeatItem): PackedHeat {
  return { ...rest, packed: packCells(cells) };
}

/** The item with its cells by name. */
export function unpackHeat(item: PackedHeat): HeatItem {
  const { packed, ...rest } = item;
  return { ...rest, cells: unpackCells(packed) };
}

/** Of what counts, heatmap items are packed, and counters stay as they are. */
export const packCounted = (item: CounterItem | HeatItem): CounterItem | PackedHeat =>
  'cells' in item ? packHeat(item) : item;

/** What {@link packCounted} packed. */
export const unpackCounted = (item: CounterItem | PackedHeat): CounterItem | HeatItem =>
  'packed' in item ? unpackHeat(item) : item;

/** By the form of their names, cells in order: how far each is from the one before it, and what it counts. */
function packCells(cells: HeatItem['cells']): Uint8Array {
  const forms = new Map<string, [place: number, count: number][]>();
  for (const [name, count] of Object.entries(cells)) {
    const [form, place] = placeOf(name);
    const own = forms.get(form);
    if (own) own.push([place, count]);
    else forms.set(form, [[place, count]]);
  }
  const packed: Record<string, number[]> = {};
  for (const [form, own] of forms) {
    let before = 0;
    packed[form] = own
      .sort(([one], [other]) => one - other)
      .flatMap(([place, count]) => {
        const step = place - before;
        before = place;
        return [step, count];
      });
  }
  return packValue(packed, []);
}

function unpackCells(bytes: Uint8Array): HeatItem['cells'] {
  const cells: HeatItem['cells'] = {};
  for (const [form, own] of Object.entries(unpackValue(bytes, []) as Record<string, number[]>)) {
    let place = 0;
    for (let at = 0; at < own.length; at += 2) {
      place += own[at] ?? 0;
      cells[nameOf(form, place)] = own[at + 1] ?? 0;
    }
  }
  return cells;
}

function placeOf(name: string): [form: string, place: number] {
  const [, column, row] = square.exec(name) ?? [];
  if (column !== undefined && Number(column) < columns) return [',', Number(row) * columns + Number(column)];
  const [, form, number] = single.exec(name) ?? [];
  if (form === undefined) throw new TypeError(`${name} is no cell of a heatmap`);
  return [form, Number(number)];
}

function nameOf(form: string, place: number): string {
  return form === ',' ? `${place % columns},${Math.floor(place / columns)}` : `${form}${place}`;
}
