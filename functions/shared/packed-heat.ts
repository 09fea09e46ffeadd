/**
 * A heatmap item as it stands in the table: its cells in bytes, two or three for each instead of eight, since an item
 * is written anew at every batch that touches it. Who counts cells has them by number, who reads them by name.
 */
import { packValue, unpackValue } from './packed-value.ts';
import type { CounterItem, HeatItem } from './tally-items.ts';

/** A heatmap item with its cells packed. */
export type PackedHeat = Omit<HeatItem, 'cells'> & { packed: Uint8Array };

/** What cells count, by their number. */
export type Cells = Map<number, number>;

/** Columns are fewer than this, so that a row and a column are one number. */
const columns = 128;
/** Cells of one form are fewer than this, so that a form and a place are one number. */
const places = 2 ** 24;
/** What a name begins with, or holds: squares of a grid, depths, folds, rows. */
const forms: readonly string[] = [',', 'd', 'f', ''];
const square = /^(\d+),(\d+)$/;
const single = /^([df]?)(\d+)$/;

export const squareCell = (column: number, row: number): number => row * columns + column;
export const depthCell = (percent: number): number => places + percent;
export const foldCell = (percent: number): number => 2 * places + percent;
export const rowCell = (row: number): number => 3 * places + row;

/** A cell's name, as `HeatItem` has it. */
export function cellName(cell: number): string {
  const { column, row } = placeOf(cell);
  const form = formOf(cell);
  return form === ',' ? `${column},${row}` : `${form}${row}`;
}

/** Where a cell is: of rows, depths and folds the column is 0. */
export function placeOf(cell: number): { column: number; row: number } {
  const place = cell % places;
  return formOf(cell) === ','
    ? { column: place % columns, row: Math.floor(place / columns) }
    : { column: 0, row: place };
}

const formOf = (cell: number): string => forms[Math.floor(cell / places)] ?? '';

function cellOf(name: string): number {
  const [, column, row] = square.exec(name) ?? [];
  if (column !== undefined && Number(column) < columns) return squareCell(Number(column), Number(row));
  const [, form, number] = single.exec(name) ?? [];
  if (form === undefined) throw new TypeError(`${name} is no cell of a heatmap`);
  return forms.indexOf(form) * places + Number(number);
}

export function packHeat({ cells, ...rest }: HeatItem): PackedHeat {
  const numbered = Object.entries(cells).map(([name, count]) => [cellOf(name), count] as const);
  return { ...rest, packed: packCells(new Map(numbered)) };
}

/** The item with its cells by name. */
export function unpackHeat(item: PackedHeat): HeatItem {
  const { packed, ...rest } = item;
  const named = [...unpackCells(packed)].map(([cell, count]) => [cellName(cell), count] as const);
  return { ...rest, cells: Object.fromEntries(named) };
}

/** Of what counts, heatmap items are packed, and counters stay as they are. */
export const packCounted = (item: CounterItem | HeatItem): CounterItem | PackedHeat =>
  'cells' in item ? packHeat(item) : item;

/** What {@link packCounted} packed. */
export const unpackCounted = (item: CounterItem | PackedHeat): CounterItem | HeatItem =>
  'packed' in item ? unpackHeat(item) : item;

/** By their form, cells in order: how far each is from the one before it, and what it counts. */
export function packCells(cells: ReadonlyMap<number, number>): Uint8Array {
  const packed: Record<string, number[]> = {};
  let form = '';
  let before = 0;
  let own: number[] = [];
  for (const cell of Float64Array.from(cells.keys()).sort()) {
    if (own.length === 0 || formOf(cell) !== form) {
      form = formOf(cell);
      before = cell - (cell % places);
      own = [];
      packed[form] = own;
    }
    own.push(cell - before, cells.get(cell) ?? 0);
    before = cell;
  }
  return packValue(packed, []);
}

/** The cells of {@link packCells}. */
export function unpackCells(bytes: Uint8Array): Cells {
  const cells: Cells = new Map();
  const packed = unpackValue(bytes, []) as Record<string, number[]>;
  for (const [index, form] of forms.entries()) {
    const own = packed[form] ?? [];
    let cell = index * places;
    for (let at = 0; at < own.length; at += 2) {
      cell += own[at] ?? 0;
      cells.set(cell, own[at + 1] ?? 0);
    }
  }
  return cells;
}
