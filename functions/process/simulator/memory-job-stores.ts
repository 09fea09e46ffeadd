/** Tables and buckets in memory as jobs see them, over the stores that the consumers have. */
import { createHash } from 'node:crypto';
import type { BucketStore } from '../jobs/bucket-store.ts';
import type { JobStores } from '../jobs/job-run.ts';
import type { Expected, TableStore } from '../jobs/table-store.ts';
import { type Condition, type ItemKey, itemId } from '../stores.ts';
import { MemoryItemStore, MemoryObjectStore } from './memory-stores.ts';
import { type Stores, serverSecret } from './world.ts';

export interface Paging {
  /** Items in a page of a scan. @default all */
  pageSize?: number;
}

/** All stores of jobs; `now` is their clock, ms. What a control record would be put on is left out. */
export function memoryJobStores(stores: Stores, now: () => number, paging: Paging = {}): JobStores {
  let digits = 0;
  return {
    tally: memoryTable(stores.tally, paging),
    recordings: memoryTable(stores.recordings, paging),
    keys: memoryTable(stores.keys, paging),
    gate: memoryTable(stores.gate, paging),
    projects: memoryTable(new MemoryItemStore()),
    jobs: memoryTable(new MemoryItemStore()),
    archive: memoryBucket(stores.archive),
    failures: memoryBucket(stores.failures),
    blocks: memoryBucket(stores.blocks),
    files: memoryBucket(new MemoryObjectStore()),
    controls: { put: () => Promise.reject(new Error('there is no stream')) },
    serverSecret: async () => serverSecret,
    buckets: 1,
    random(length) {
      digits += 1;
      return digits.toString(16).padStart(length, '0');
    },
    now,
  };
}

function memoryTable(store: MemoryItemStore, { pageSize = Infinity }: Paging = {}): TableStore {
  // A table's conditions are on attributes of an item, which are of these types.
  const condition = (expected: Expected = {}) => expected as Condition;
  const get = async <T extends ItemKey>(key: ItemKey) => (await store.read([key])).get(itemId(key)) as T | undefined;
  const all = async <T extends ItemKey>(pk: string, prefix = '') =>
    (await store.itemsOf(pk, prefix, `${prefix}\uffff`)) as T[];
  return {
    get,
    all,
    async scan<T extends ItemKey>(cursor = '') {
      const rest = [...store.items.keys()].filter((id) => id > cursor).toSorted();
      const page = rest.slice(0, pageSize);
      const items = page.flatMap((id) => {
        const item = store.items.get(id);
        return item ? [structuredClone(item) as T] : [];
      });
      return { items, next: page.length < rest.length ? page.at(-1) : undefined };
    },
    page: async <T extends ItemKey>(pk: string) => ({ items: await all<T>(pk), next: undefined }),
    remove: (key, expected) => store.remove(key, condition(expected)),
    put: (item, expected) => store.put(item, condition(expected)),
    async change({ pk, sk }, values, expected) {
      const found = await get({ pk, sk });
      return found !== undefined && store.put({ ...found, ...values }, condition({ ...expected, pk }));
    },
  };
}

function memoryBucket(store: MemoryObjectStore): BucketStore {
  const etagOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const read = async (name: string) => {
    const bytes = await store.get(name);
    return bytes && { bytes, etag: etagOf(bytes) };
  };
  return {
    list: async (prefix, after) =>
      (await store.list(prefix)).flatMap(({ name }) => (name > after ? [name] : [])).slice(0, 1_000),
    read,
    async range(name, first, last) {
      const object = await read(name);
      if (!object) throw new Error(`there is no ${name}`);
      return object.bytes.subarray(first, last + 1);
    },
    async write(name, bytes, etag) {
      if (etag !== undefined && (await read(name))?.etag !== etag) return false;
      await store.put(name, bytes);
      return true;
    },
    remove: (name) => store.remove(name),
  };
}
