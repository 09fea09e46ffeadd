/**
 * Whose recordings show which kept files: a file that one visitor's alone name goes when that visitor is erased, or the
 * one session of theirs that does; one that two visitors name is a part of the site. A visit names a file for the first
 * time by one conditional write, another session of that visitor by a second, a second visitor by the last.
 */
import { sheetHashes } from '#contracts/kept-sheets.ts';
import { hiddenId } from '../../shared/hidden-id.ts';
import { isNamed, type KeptFileItem, keptFileKey, keptFileObject, keptFileTtl } from '../../shared/kept-file-items.ts';
import { RecentMap } from '../../shared/recent-map.ts';
import { inParallel } from '../in-parallel.ts';
import type { ResolvedBeacon } from '../resolve-beacon.ts';
import { type ItemStore, itemId } from '../stores.ts';
import { LostRaceError } from './lost-race-error.ts';

const writesAtOnce = 8;
/** Whoever else writes the item makes it named, of several sessions or shared, or sends it anew, and after that nobody does. */
const maxTries = 6;
/** Files of which is remembered that they are shared; those that few visitors see are looked up each time. */
const maxShared = 20_000;

export interface FileName {
  project: string;
  hash: string;
  /** By `subjectOf`. */
  visitor: string;
  /** By `hiddenId`. */
  session: string;
}

/** The kept files that a beacon names, in its events and in what it recorded. */
export function fileNames({ envelope, events }: ResolvedBeacon, recorded: Iterable<unknown>): FileName[] {
  const visitor = envelope.subjects?.find((subject) => subject.startsWith('visitor.'));
  if (visitor === undefined) return [];
  const hashes = sheetHashes(recorded);
  for (const { event } of events) if (event.kind === 'files') for (const [, hash] of event.files) hashes.add(hash);
  const { project, header } = envelope;
  const session = hiddenId(project, header.session);
  return [...hashes].map((hash) => ({ project, hash, visitor, session }));
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
        .map((name) => {
          const { project, hash, visitor, session } = name;
          return [`${itemId(keptFileKey(project, hash))}\n${visitor}\n${session}`, name] as const;
        })
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
  private async noteOne({ project, hash, visitor, session }: FileName, item: KeptFileItem): Promise<boolean> {
    const { visitor: first, session: only, shared, ...rest } = item;
    if (!isNamed(item)) {
      // The object first: a batch that is ended here comes again and finds a file that nobody has named.
      if (!(await this.objects.keep(keptFileObject(project, hash)))) return true;
      return this.put({ ...rest, visitor, session, ttl: keptFileTtl(item.sentAt, true) }, item);
    }
    if (first === visitor) {
      return only === undefined || only === session || this.put({ ...rest, visitor }, item);
    }
    if (!shared && !(await this.put({ ...rest, shared: true }, item))) return false;
    this.shared.set(itemId(item), true);
    return true;
  }

  private put(item: KeptFileItem, { sentAt, visitor, session, shared }: KeptFileItem): Promise<boolean> {
    return this.items.put(item, { sentAt, visitor, session, shared });
  }
}
