/** What is past the caps of a day is counted under `(other)`: of a beacon's deltas and of the session's alike. */
import { none } from '#contracts/fields.ts';
import type { NameCaps } from '#contracts/stream-record.ts';
import { listOf } from '../../shared/name-lists.ts';
import { otherValue, utcDay } from '../../shared/tally-items.ts';
import { itemId } from '../stores.ts';
import { type ItemChange, itemKeyOf } from './count-item.ts';
import type { Delta, Deltas, Target } from './deltas.ts';
import { type Admission, type NameNeed, partitionOf } from './name-lists.ts';

const halfDay = 43_200_000;

/** What one record changes, before it is known which names are admitted. */
export interface CountedRecord {
  project: string;
  bucket: number;
  position: string;
  /** Those of the session's first record, so that what it counted is taken away where it was added; undefined: none are in force. */
  caps: NameCaps | undefined;
  deltas: Deltas;
}

/** Names that the records would count under, hardly any twice. Expired deltas are not written, and ask for none. */
export function* nameNeeds(records: readonly CountedRecord[], now: number): Generator<NameNeed> {
  const asked = new Map<string, Set<string>>();
  for (const record of records) {
    const scope = scopeOf(record);
    const known = asked.get(scope) ?? new Set();
    asked.set(scope, known);
    for (const [id, { target, ttl }] of record.deltas) {
      if (ttl <= now || known.has(id)) continue;
      known.add(id);
      const need = needOf(record, target);
      if (need) yield need;
    }
  }
}

/** Why records cannot be counted yet: the first list of theirs that could not be read or written. */
export function failureOfNames(records: readonly CountedRecord[], now: number, { failed }: Admission): unknown {
  if (failed.size === 0) return undefined;
  for (const need of nameNeeds(records, now)) if (failed.has(partitionOf(need))) return failed.get(partitionOf(need));
  return undefined;
}

/** What all records come to, item by item, in the stream's order. */
export function itemChanges(records: readonly CountedRecord[], lists: Admission, now: number): ItemChange[] {
  const items = new Map<string, ItemChange>();
  /** By scope, bucket and target: the item it counts in, which is looked for once; undefined for none. */
  const places = new Map<string, Map<string, ItemChange | undefined>>();
  for (const record of records) {
    const scope = `${scopeOf(record)} ${record.bucket}`;
    const known = places.get(scope) ?? new Map<string, ItemChange | undefined>();
    places.set(scope, known);
    for (const [id, delta] of record.deltas) {
      if (!known.has(id)) known.set(id, placeOf(items, record, delta, lists));
      known.get(id)?.deltas.push({ position: record.position, delta });
    }
  }
  return [...items.values()].filter(({ deltas }) => deltas.some(({ delta }) => delta.ttl > now));
}

/** What decides about a name besides itself. */
function scopeOf({ project, caps }: CountedRecord): string {
  return caps ? `${project} ${caps.paths} ${caps.eventNames} ${caps.propertyNames}` : project;
}

function placeOf(
  items: Map<string, ItemChange>,
  record: CountedRecord,
  delta: Delta,
  lists: Admission,
): ItemChange | undefined {
  const target = folded(record, delta, lists);
  if (!target) return undefined;
  const { project, bucket } = record;
  const key = itemKeyOf(project, bucket, target);
  const id = itemId(key);
  const item = items.get(id) ?? { key, project, bucket, target, deltas: [] };
  items.set(id, item);
  return item;
}

/** The target under the caps; undefined for heat of a page that is not admitted, which is not drawn. */
function folded(record: CountedRecord, { target }: Delta, lists: Admission): Target | undefined {
  const need = needOf(record, target);
  if (!need) return target;
  if (target.kind === 'heat') return lists.isAdmitted(need) ? target : undefined;
  if (!lists.isAdmitted(need)) return { ...target, value: otherValue };
  // Properties are many, and their values are asked of events: they have one number together.
  return target.by === 'property' ? { ...target, value: '' } : target;
}

function needOf({ project, caps }: CountedRecord, target: Target): NameNeed | undefined {
  if (!caps) return undefined;
  if (target.kind === 'heat') {
    // A local day goes by the date that most of it has in UTC.
    return { project, list: 'path', day: utcDay(target.day + halfDay), name: target.path, cap: caps.paths };
  }
  const named = listOf(target.by);
  const { value, hour } = target;
  if (!named || value === '' || value === none || value === otherValue) return undefined;
  return { project, list: named.list, day: utcDay(hour), name: value, cap: caps[named.cap] };
}
