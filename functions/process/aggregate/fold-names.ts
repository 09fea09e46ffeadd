/** What is past the caps of a day is counted under `(other)`: of a beacon's deltas and of the session's alike. */
import { none } from '#contracts/fields.ts';
import type { NameCaps } from '#contracts/stream-record.ts';
import { listOf } from '../../shared/name-lists.ts';
import { otherValue, utcDay } from '../../shared/tally-items.ts';
import { itemId } from '../stores.ts';
import { type ItemChange, itemKeyOf } from './count-item.ts';
import { type Delta, type Deltas, type Target, targetId } from './deltas.ts';
import { type Admission, type NameNeed, partitionOf } from './name-lists.ts';

const halfDay = 43_200_000;

/** What records of one bucket change, before it is known which names are admitted. */
export interface CountedRecords {
  project: string;
  bucket: number;
  /** Those of the first record of each session, so that what it counted is taken away where it was added; undefined: none are in force. */
  caps: NameCaps | undefined;
  deltas: Deltas;
}

/** Names that they would count under, hardly any twice. Expired deltas are not written, and ask for none. */
export function* nameNeeds(counted: readonly CountedRecords[], now: number): Generator<NameNeed> {
  const asked = new Map<string, Set<string>>();
  for (const records of counted) {
    const scope = scopeOf(records);
    const known = asked.get(scope) ?? new Set();
    asked.set(scope, known);
    for (const { target, ttl } of records.deltas.values()) {
      const id = targetId(target);
      if (ttl <= now || known.has(id)) continue;
      known.add(id);
      const need = needOf(records, target);
      if (need) yield need;
    }
  }
}

/** Why they cannot be counted yet: the first list of theirs that could not be read or written. */
export function failureOfNames(counted: readonly CountedRecords[], now: number, { failed }: Admission): unknown {
  if (failed.size === 0) return undefined;
  for (const need of nameNeeds(counted, now)) if (failed.has(partitionOf(need))) return failed.get(partitionOf(need));
  return undefined;
}

/** What all come to, item by item. */
export function itemChanges(counted: readonly CountedRecords[], lists: Admission, now: number): ItemChange[] {
  const items = new Map<string, ItemChange>();
  /** By scope, bucket and target: the item it counts in, which is looked for once; undefined for none. */
  const places = new Map<string, Map<string, ItemChange | undefined>>();
  for (const records of counted) {
    const scope = `${scopeOf(records)} ${records.bucket}`;
    const known = places.get(scope) ?? new Map<string, ItemChange | undefined>();
    places.set(scope, known);
    for (const delta of records.deltas.values()) {
      const id = targetId(delta.target);
      if (!known.has(id)) known.set(id, placeOf(items, records, delta, lists));
      known.get(id)?.deltas.push(delta);
    }
  }
  return [...items.values()].filter(({ deltas }) => deltas.some(({ ttl }) => ttl > now));
}

/** What decides about a name besides itself. */
export function scopeOf({ project, caps }: Pick<CountedRecords, 'project' | 'caps'>): string {
  return caps ? `${project} ${caps.paths} ${caps.eventNames} ${caps.propertyNames}` : project;
}

function placeOf(
  items: Map<string, ItemChange>,
  records: CountedRecords,
  delta: Delta,
  lists: Admission,
): ItemChange | undefined {
  const target = folded(records, delta, lists);
  if (!target) return undefined;
  const { project, bucket } = records;
  const key = itemKeyOf(project, bucket, target);
  const id = itemId(key);
  const item = items.get(id) ?? { key, project, bucket, target, deltas: [] };
  items.set(id, item);
  return item;
}

/** The target under the caps; undefined for heat of a page that is not admitted, which is not drawn. */
function folded(records: CountedRecords, { target }: Delta, lists: Admission): Target | undefined {
  const need = needOf(records, target);
  if (!need) return target;
  if (target.kind === 'heat') return lists.isAdmitted(need) ? target : undefined;
  if (!lists.isAdmitted(need)) return { ...target, value: otherValue };
  // Properties are many, and their values are asked of events: they have one number together.
  return target.by === 'property' ? { ...target, value: '' } : target;
}

function needOf({ project, caps }: CountedRecords, target: Target): NameNeed | undefined {
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
