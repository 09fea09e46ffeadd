/**
 * Whose recordings show which kept files: a file that one visitor's alone name goes when that visitor is erased, one
 * that two visitors name is a part of the site. A visit names a file for the first time by one conditional write, a
 * second visitor by another, and then nobody writes any more.
 */
import { sheetHashes } from '#contracts/kept-sheets.ts';
import { isNamed, type KeptFileItem, keptFileKey, keptFileObject, keptFileTtl } from '../../shared/kept-file-items.ts';
import { RecentMap } from '../../shared/recent-map.ts';
import { inParallel } from '../in-parallel.ts';
import type { ResolvedBeacon } from '../resolve-beacon.ts';
import { type ItemStore, itemId } from '../stores.ts';
import { LostRaceError } from './lost-race-error.ts';

const writesAtOnce = 8;
/** Whoever else writes the item makes it named or shared, and after that nobody does. */
const maxTries = 5;
/** Files of which is remembered that they are shared; those that few visitors see are looked up each time. */
const maxShared = 20_000;

export interface FileName {
  project: string;
  hash: string;
  /** By `subjectOf`. */
  visitor: string;
}

/** The kept files that a beacon names, in its events and in what it recorded. */
export function fileNames({ envelope, events }: ResolvedBeacon, recorded: Iterable<unknown>): FileName[] {
  const visitor = envelope.subjects?.find((subject) => subject.startsWith('visitor.'));
  if (visitor === undefined) return [];
  const hashes = sheetHashes(recorded);
  for (const { event } of events) if (event.kind === 'files') for (const [, hash] of event.files) hashes.add(hash);
  return [...hashes].map((hash) => ({ project: envelope.project, hash, visitor }));
}

/** Objects of the bucket of files. */
export interface NamedObjects {
  /** Keeps the object for as long as recordings may name it; false where it is there no more. */
  keep(name: string): Promise<boolean>;
}

/** One for each container: it remembers which files are shared. */
export class KeptFileNames {
  private readonly items: ItemStore;
  private readonly objects: NamedObjects;
  private readonly shared = new RecentMap<true>(maxShared);

  constructor(items: ItemStore, objects: NamedObjects) {
    this.items = items;
    this.objects = objects;
  }

  /** Notes names; one that comes again changes nothing. */
  async note(names: readonly FileName[]): Promise<void> {
    let open = new Map<string, FileName>(
      names
        .map((name) => [`${itemId(keptFileKey(name.project, name.hash))}\n${name.visitor}`, name] as const)
        .filter(([, { project, hash }]) => !this.shared.has(itemId(keptFileKey(project, hash)))),
    );
    for (let tries = 0; open.size > 0; tries += 1) {
      if (tries === maxTries) throw new LostRaceError('items of kept files go on changing');
      const found = await this.items.read([...open.values()].map(({ project, hash }) => keptFileKey(project, hash)));
      const lost = new Map<string, FileName>();
      await inParallel(writesAtOnce, [...open], async ([id, name]) => {
        const item = found.get(itemId(keptFileKey(name.project, name.hash))) as KeptFileItem | undefined;
        // Of what was never sent, or is there no more, is nothing to keep.
        if (!item) return;
        if (!(await this.noteOne(name, item))) lost.set(id, name);
      });
      open = lost;
    }
  }

  /** False where somebody else changed the item meanwhile. */
  private async noteOne({ project, hash, visitor }: FileName, item: KeptFileItem): Promise<boolean> {
    const { visitor: first, shared, ...rest } = item;
    if (!isNamed(item)) {
      // The object first: a batch that is ended here comes again and finds a file that nobody has named.
      if (!(await this.objects.keep(keptFileObject(project, hash)))) return true;
      return this.put({ ...rest, visitor, ttl: keptFileTtl(item.sentAt, true) }, item);
    }
    if (first === visitor) return true;
    if (!shared && !(await this.put({ ...rest, shared: true }, item))) return false;
    this.shared.set(itemId(item), true);
    return true;
  }

  private put(item: KeptFileItem, { sentAt, visitor, shared }: KeptFileItem): Promise<boolean> {
    return this.items.put(item, { sentAt, visitor, shared });
  }
}
