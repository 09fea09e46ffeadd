/** Admits names to their lists before anything is counted under them, and tells who is admitted. */
import {
  hashBytes,
  type NameListItem,
  nameHash,
  nameListPart,
  nameListPartition,
  partNames,
} from '../../shared/name-lists.ts';
import { inParallel } from '../in-parallel.ts';
import { type ItemKey, type ItemStore, itemId } from '../stores.ts';

/** Lists that a container remembers. */
const maxLists = 48;
const conflictTries = 20;
const listsAtOnce = 8;
const daySeconds = 86_400;
/** A list outlives every number that was counted by it. */
const keptDays = 400;

/** A name that is to be counted under itself if the cap allows. */
export interface NameNeed {
  project: string;
  list: string;
  /** UTC day, `2026-11-25`. */
  day: string;
  name: string;
  cap: number;
}

interface KnownList {
  /** Places by hash; all that the table had when it was read last. */
  places: Map<bigint, number>;
  /** Places of names that were asked for; what is not among them was looked for in vain. */
  names: Map<string, number>;
}

/** A list could not be read or written: what needs it comes again. */
export class NameListError extends Error {
  override name = 'NameListError' as const;
}

/** What became of a batch's names. */
export interface Admission {
  /** Why lists could not be read or written, by partition. */
  failed: ReadonlyMap<string, unknown>;
  isAdmitted(need: NameNeed): boolean;
}

export const partitionOf = ({ project, list, day }: NameNeed): string => nameListPartition(project, list, day);

/** Lists of names as a container knows them. What it knows stays true: lists only grow. */
export class NameLists {
  private readonly known = new Map<string, KnownList>();

  /** Puts names into their lists as long as caps allow. */
  async admit(needs: Iterable<NameNeed>, tally: ItemStore): Promise<Admission> {
    const used = new Map<string, KnownList>();
    const missing = new Map<string, Map<string, NameNeed>>();
    for (const need of needs) {
      const pk = partitionOf(need);
      const list = used.get(pk) ?? this.known.get(pk) ?? { places: new Map(), names: new Map() };
      used.set(pk, list);
      if (isDecided(list, need)) continue;
      const names = missing.get(pk) ?? new Map<string, NameNeed>();
      missing.set(pk, names);
      const same = names.get(need.name);
      if (!same || same.cap < need.cap) names.set(need.name, need);
    }
    const failed = new Map<string, unknown>();
    await inParallel(listsAtOnce, missing, async ([pk, names]) => {
      try {
        await admitTo(pk, used.get(pk) as KnownList, [...names.values()], tally);
      } catch (error) {
        used.delete(pk);
        this.known.delete(pk);
        failed.set(pk, error);
      }
    });
    this.remember(used);
    return {
      failed,
      isAdmitted: (need) => (used.get(partitionOf(need))?.names.get(need.name) ?? Number.POSITIVE_INFINITY) < need.cap,
    };
  }

  private remember(used: ReadonlyMap<string, KnownList>): void {
    for (const [pk, list] of used) {
      this.known.delete(pk);
      this.known.set(pk, list);
    }
    for (const pk of this.known.keys()) {
      if (this.known.size <= maxLists) return;
      this.known.delete(pk);
    }
  }
}

/** Whether the place of a name is known, or that it cannot come before the cap any more. */
function isDecided({ places, names }: KnownList, { name, cap }: NameNeed): boolean {
  const place = names.get(name) ?? places.get(nameHash(name));
  if (place !== undefined) names.set(name, place);
  return place !== undefined || places.size >= cap;
}

async function admitTo(pk: string, list: KnownList, needs: readonly NameNeed[], tally: ItemStore): Promise<void> {
  const wanted = needs.map(({ name, cap }) => ({ name, cap, hash: nameHash(name) }));
  for (let tries = 0; tries < conflictTries; tries += 1) {
    const last = await readRest(pk, list, tally);
    const added = new Set<bigint>();
    for (const { hash, cap } of wanted) {
      if (list.places.size + added.size < cap && !list.places.has(hash)) added.add(hash);
    }
    if (added.size > 0 && !(await append(pk, list, last, [...added], needs[0]?.day ?? '', tally))) continue;
    for (const { name, hash } of wanted) {
      const place = list.places.get(hash);
      if (place !== undefined) list.names.set(name, place);
    }
    return;
  }
  throw new NameListError(`${pk} changed at each of ${conflictTries} tries`);
}

const partKey = (pk: string, part: number): ItemKey => ({ pk, sk: nameListPart(part) });

/** Reads what others have added; gives the last part as it stands, which may be empty or full. */
async function readRest(pk: string, { places }: KnownList, tally: ItemStore): Promise<NameListItem | undefined> {
  for (let part = Math.floor(places.size / partNames); ; part += 1) {
    const key = partKey(pk, part);
    const item = (await tally.read([key])).get(itemId(key)) as NameListItem | undefined;
    const bytes = Buffer.from(item?.hashes ?? new Uint8Array(0));
    for (let at = places.size - part * partNames; at < bytes.byteLength / hashBytes; at += 1) {
      places.set(bytes.readBigUInt64BE(at * hashBytes), part * partNames + at);
    }
    if ((item?.count ?? 0) < partNames) return item;
  }
}

/** Appends to the last part, and to new ones; false when somebody else was quicker. */
async function append(
  pk: string,
  { places }: KnownList,
  last: NameListItem | undefined,
  added: readonly bigint[],
  day: string,
  tally: ItemStore,
): Promise<boolean> {
  let item = last;
  for (let from = 0; from < added.length; ) {
    const part = Math.floor(places.size / partNames);
    const before = item?.count ?? 0;
    const own = added.slice(from, from + partNames - before);
    const hashes = Buffer.alloc((before + own.length) * hashBytes);
    hashes.set(item?.hashes ?? new Uint8Array(0));
    for (const [n, hash] of own.entries()) hashes.writeBigUInt64BE(hash, (before + n) * hashBytes);
    const ttl = Math.ceil(Date.parse(day) / 1_000) + keptDays * daySeconds;
    const next: NameListItem = {
      ...(partKey(pk, part) as Pick<NameListItem, 'pk' | 'sk'>),
      count: before + own.length,
      hashes: new Uint8Array(hashes),
      ttl,
    };
    if (!(await tally.put(next, { count: item?.count }))) return false;
    for (const hash of own) places.set(hash, places.size);
    from += own.length;
    item = undefined;
  }
  return true;
}
