/** What a counter or heatmap item says, held against the recount. */
import type { CounterItem, HeatItem } from '../../shared/tally-items.ts';
import { countVisitors, emptySketch, exactVisitors, mergeSketches } from '../../shared/visitor-sketch.ts';
import type { ItemKey } from '../stores.ts';

export type Counted = CounterItem | HeatItem;

export interface Drift {
  key: ItemKey;
  field: string;
  is: number | string;
  should: number | string;
}

export interface ItemFinding {
  key: ItemKey;
  stored: Counted | undefined;
  /** Undefined: nothing is to be counted there. */
  expected: Counted | undefined;
  drift: Drift[];
}

/**
 * Every number that differs. `atLeast`: somebody was erased who counted here, so numbers may be greater than
 * what can be recounted. `everIn`: the sketch of all visitors who were ever in the item.
 */
export function driftOf(
  key: ItemKey,
  stored: Counted | undefined,
  expected: Counted | undefined,
  everIn: Uint8Array,
  atLeast: boolean,
): Drift[] {
  const is = numbersOf(stored);
  const should = numbersOf(expected);
  const drift: Drift[] = [];
  for (const field of new Set([...Object.keys(is), ...Object.keys(should)])) {
    const [one, other] = [is[field] ?? 0, should[field] ?? 0];
    if (one !== other && !(atLeast && one > other)) drift.push({ key, field, is: one, should: other });
  }
  const [seen, wanted] = [stored?.visitors ?? emptySketch, expected?.visitors ?? emptySketch];
  if (!holds(seen, wanted, everIn, atLeast)) {
    drift.push({ key, field: 'visitors', is: countVisitors([seen]), should: countVisitors([wanted]) });
  }
  return drift;
}

/** From exact sketches a visitor can be taken back; from registers not, so they lie between who is in and who ever was. */
function holds(seen: Uint8Array, wanted: Uint8Array, everIn: Uint8Array, atLeast: boolean): boolean {
  const exact = exactVisitors(seen);
  const should = exactVisitors(wanted);
  if (exact && !should) return false;
  if (exact && should) {
    const known = new Set(exact);
    return should.every((hash) => known.has(hash)) && (atLeast || known.size === should.length);
  }
  return includes(seen, wanted) && (atLeast || includes(everIn, seen));
}

const includes = (whole: Uint8Array, part: Uint8Array): boolean =>
  Buffer.compare(mergeSketches(whole, part), whole) === 0;

export function numbersOf(item: Counted | undefined): Record<string, number> {
  if (!item) return {};
  if ('counts' in item) return { ...item.counts };
  const { samples, pageWidth, pageHeight, pageX = 0, pageY = 0, cells } = item;
  const named = Object.fromEntries(Object.entries(cells).map(([cell, count]) => [`cell ${cell}`, count]));
  return { samples, pageWidth, pageHeight, pageX, pageY, ...named };
}

/** The item as stored with every drifting number set right; what else has counted since stays in it. */
export function mendedItem({ stored, expected, drift }: ItemFinding, current: Counted | undefined): Counted {
  const base = current ?? expected;
  if (!base) throw new TypeError('there is nothing to mend');
  const numbers = numbersOf(base);
  for (const { field, is, should } of drift) {
    if (field === 'visitors') continue;
    // With nothing stored the base is what is expected, and right.
    if (current) numbers[field] = (numbers[field] ?? 0) + Number(should) - Number(is);
  }
  const visitorsDrift = drift.some(({ field }) => field === 'visitors');
  const wanted = expected?.visitors ?? emptySketch;
  const unmoved = current?.w === stored?.w;
  const visitors = !visitorsDrift ? base.visitors : unmoved ? wanted : mergeSketches(wanted, base.visitors);
  const w = expected && expected.w > base.w ? expected.w : base.w;
  const ttl = Math.max(base.ttl, expected?.ttl ?? 0);
  return { ...withNumbers(base, numbers), visitors, w, ttl };
}

function withNumbers(item: Counted, numbers: Record<string, number>): Counted {
  const kept = Object.entries(numbers).filter(([, number]) => number !== 0);
  if ('counts' in item) return { ...item, counts: Object.fromEntries(kept) };
  const { samples = 0, pageWidth = 0, pageHeight = 0, pageX = 0, pageY = 0 } = numbers;
  const cells = Object.fromEntries(
    kept.flatMap(([name, count]) => (name.startsWith('cell ') ? [[name.slice(5), count] as const] : [])),
  );
  return {
    ...item,
    samples,
    pageWidth,
    pageHeight,
    cells,
    ...(item.selector === undefined ? {} : { pageX, pageY }),
  };
}
