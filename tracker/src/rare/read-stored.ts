import type { Beacon, Inner } from '../inner.ts';

/** Hands over what earlier pages left in local storage and IndexedDB, in order, with its age in ms. */
export function readStored({ shared, guard }: Inner, take: (beacon: Beacon, age: number) => void): void {
  const found: Record<string, Uint8Array<ArrayBuffer>> = {};
  const kept: Record<string, 1> = {};
  for (const stamp in shared)
    if (/^ag_q/.test(stamp)) found[stamp] = Uint8Array.from(shared[stamp] as string, (byte) => byte.charCodeAt(0));

  const hand = guard(() => {
    for (const stamp of Object.keys(found).sort())
      take({ stamp, parts: [], fixed: found[stamp], kept: kept[stamp] }, Date.now() - +stamp.slice(-13));
  });

  if (shared.length && !shared.ag_d) {
    hand();
    return;
  }
  try {
    const opening = indexedDB.open('afterglow');
    opening.onerror = hand;
    opening.onupgradeneeded = () => opening.result.createObjectStore('q');
    opening.onsuccess = guard(() => {
      const transaction = opening.result.transaction('q');
      const stamps = transaction.objectStore('q').getAllKeys();
      const bodies = transaction.objectStore('q').getAll();
      transaction.onabort = hand;
      transaction.oncomplete = guard(() => {
        opening.result.close();
        if (!stamps.result[0]) delete shared.ag_d;
        stamps.result.forEach((stamp, i) => {
          found[`${stamp}`] = bodies.result[i];
          kept[`${stamp}`] = 1;
        });
        hand();
      });
    });
  } catch {
    hand();
  }
}
