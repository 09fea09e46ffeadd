import type { Beacon, Inner } from '../inner.ts';

/**
 * Beacons that outlive the page, by their stamp: what waited while tries failed or was too large to go at hide is in
 * IndexedDB, and `ag_d` says that something may be; what was under way at hide is in the local storage, by `t.js`,
 * because IndexedDB does not promise to finish once the page goes.
 */
export function createStoredQueue(inner: Inner) {
  /** Runs with the store once it is open, if ever, unless the visitor has refused by then or has no name. */
  const withStore = inner.guard((run: (store: IDBObjectStore) => void) => {
    if (!inner.verbs.id?.()) return;
    const opening = indexedDB.open('afterglow');
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('q');
    };
    opening.onsuccess = inner.guard(() => {
      const store = opening.result.transaction('q', 'readwrite').objectStore('q');
      // Once all is done: nobody who deletes it has to wait for us.
      opening.result.close();
      if (inner.verbs.id?.()) run(store);
    });
  });

  return {
    /** Stores a beacon, if it is not yet. */
    preserve(beacon: Beacon) {
      if (beacon.kept !== undefined) return;
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
  };
}
