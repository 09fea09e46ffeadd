import type { Beacon, Inner } from '../inner.ts';

/**
 * Beacons that outlive the page, by their stamp: what waited while tries failed or was too large to go at hide is in
 * IndexedDB, and `ag_d` says that something may be; what was under way at hide is in the local storage, by `t.js`,
 * because IndexedDB does not promise to finish once the page goes.
 */
export function createStoredQueue(inner: Inner) {
  let database: Promise<IDBDatabase> | undefined;

  /** Runs with the store once it is open, if ever. */
  const withStore = inner.guard(async (run: (store: IDBObjectStore) => void) => {
    database =
      database ||
      new Promise((opened) => {
        const request = indexedDB.open('afterglow');
        request.onupgradeneeded = () => request.result.createObjectStore('q');
        request.onsuccess = () => {
          // Nobody who deletes it has to wait for us.
          request.result.onversionchange = () => {
            request.result.close();
            database = undefined;
          };
          opened(request.result);
        };
      });
    run((await database).transaction('q', 'readwrite').objectStore('q'));
  });

  return {
    /** Stores a beacon, if it is not yet. */
    preserve(beacon: Beacon) {
      if (beacon.kept !== undefined || inner.nameless) return;
      beacon.kept = 0;
      withStore((store) => {
        store.put(inner.outbox.fixBody(beacon), beacon.stamp);
        store.transaction.oncomplete = () => {
          beacon.kept = 1;
          delete inner.shared[beacon.stamp];
        };
        inner.shared.ag_d = '1';
      });
    },
    /** Forgets a beacon that is done with. */
    forget({ stamp, kept }: Beacon) {
      delete inner.shared[stamp];
      if (kept !== undefined) withStore((store) => store.delete(stamp));
    },
    /** Forgets all that any page left. */
    forgetAll: inner.guard(() => {
      indexedDB.deleteDatabase('afterglow');
    }),
  };
}
