import { completeSettings } from '#contracts/project-settings.ts';
import { type DocumentClient, GetCommand } from './aws/document-client.ts';
import { type ProjectItem, projectKey, type WriteKeyItem, writeKeyKey } from './project-items.ts';
import { RecentMap } from './recent-map.ts';

/** How long a known key is believed, and one that is not; ms. */
const knownFor = 30_000;
const unknownFor = 5_000;
/** Guessed keys must not fill the memory. */
const maxKeys = 1_000;
const keyShape = /^[A-Za-z0-9_-]{1,128}$/;

export interface ProjectReader {
  /** The project of a write key that works at `now`, ms. */
  byWriteKey(key: string, now: number): Promise<ProjectItem | undefined>;
}

interface Known {
  until: number;
  expiresAt: number;
  project: ProjectItem | undefined;
}

/** Projects by write key, cached for a minute per container. */
export function createWriteKeyStore(table: string, client: DocumentClient): ProjectReader {
  const cache = new RecentMap<Known>(maxKeys);
  const get = async (key: { pk: string; sk: string }) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  const read = async (key: string, now: number): Promise<Known> => {
    const item = (await get(writeKeyKey(key))) as WriteKeyItem | undefined;
    const found = item && ((await get(projectKey(item.project))) as ProjectItem | undefined);
    const project =
      found && found.deletedAt === undefined ? { ...found, settings: completeSettings(found.settings) } : undefined;
    const expiresAt = item?.expiresAt ? Date.parse(item.expiresAt) : Number.POSITIVE_INFINITY;
    return { until: now + (project ? knownFor : unknownFor), expiresAt, project };
  };

  return {
    async byWriteKey(key, now) {
      if (!keyShape.test(key)) return undefined;
      let known = cache.get(key);
      if (!known || known.until <= now) {
        known = await read(key, now);
        cache.set(key, known);
      }
      return now < known.expiresAt ? known.project : undefined;
    },
  };
}
