import { completeSettings } from '#contracts/project-settings.ts';
import { type DocumentClient, GetCommand } from './aws/document-client.ts';
import { type ProjectItem, projectKey, type WriteKeyItem, writeKeyKey } from './project-items.ts';
import { RecentMap } from './recent-map.ts';

/** How long a known key is believed, and one that is not; ms. */
const knownFor = 30_000;
const unknownFor = 5_000;
const maxKeys = 1_000;
/** Guessed keys stand apart, so that they push out none that works. */
const maxUnknown = 200;
const keyShape = /^[A-Za-z0-9_-]{1,128}$/;

/** Who asks for a key, as far as it has to be looked up: what is remembered costs nothing, so that nobody is asked. */
export interface KeyGuard {
  /** Before a key is looked up that was not known; rejects where its sender may not guess any more. */
  before(): Promise<void>;
  /** After no project had a key that was looked up; rejects where that was one too many. */
  missed(): Promise<void>;
}

export interface ProjectReader {
  /** The project of a write key that works at `now`, as it was `maxAge` ago at the earliest; ms. */
  byWriteKey(key: string, now: number, guard?: KeyGuard, maxAge?: number): Promise<ProjectItem | undefined>;
}

interface Known {
  readAt: number;
  expiresAt: number;
  project: ProjectItem;
}

/** Projects by write key, cached for half a minute per container. */
export function createWriteKeyStore(table: string, client: DocumentClient): ProjectReader {
  const cache = new RecentMap<Known>(maxKeys);
  /** Until when a key is believed to be nobody's, ms. */
  const unknown = new RecentMap<number>(maxUnknown);
  const get = async (key: { pk: string; sk: string }) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  const read = async (key: string, now: number): Promise<Known | undefined> => {
    const item = (await get(writeKeyKey(key))) as WriteKeyItem | undefined;
    const found = item && ((await get(projectKey(item.project))) as ProjectItem | undefined);
    if (!found || found.deletedAt !== undefined) return undefined;
    const expiresAt = item?.expiresAt ? Date.parse(item.expiresAt) : Number.POSITIVE_INFINITY;
    const project = { ...found, settings: completeSettings(found.settings) };
    return { readAt: now, expiresAt, project };
  };

  return {
    async byWriteKey(key, now, guard, maxAge = knownFor) {
      if (!keyShape.test(key) || (unknown.get(key) ?? 0) > now) return undefined;
      let known = cache.get(key);
      if (!known || now - known.readAt >= maxAge) {
        if (!known) await guard?.before();
        known = await read(key, now);
        if (!known) {
          cache.delete(key);
          unknown.set(key, now + unknownFor);
          await guard?.missed();
          return undefined;
        }
        cache.set(key, known);
      }
      return now < known.expiresAt ? known.project : undefined;
    },
  };
}
