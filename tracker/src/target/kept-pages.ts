import { openStorage } from '../core/storage.ts';
import type { Outbox, Part } from '../inner.ts';

/** What pages recorded that were left before it was known whether it may leave; it stays in the tab, under the session. */
export function createKeptPages(outbox: Outbox) {
  const storage = openStorage('sessionStorage');
  /** Whether there may be anything: the storage is not searched whenever the session goes on. */
  let mayHold = true;
  const names = (session: string) =>
    Object.keys(storage)
      .filter((name) => name.startsWith(`ag_h${session}`))
      .sort();

  return {
    /** Closes a beacon of these parts, which are the last of their document, and keeps it. */
    keep(session: string, parts: Part[]) {
      if (!parts[0]) return;
      const { lanes, queue } = outbox;
      lanes[1].push(...parts);
      outbox.freezeOpen();
      const beacon = queue.pop();
      if (!beacon) return;
      let text = '';
      for (const byte of outbox.fixBody(beacon)) text += String.fromCharCode(byte);
      storage[`ag_h${session}${beacon.stamp}`] = text;
      mayHold = true;
    },
    /** Sends what is kept of this session. */
    release(session: string) {
      if (!mayHold) return;
      mayHold = false;
      for (const name of names(session)) {
        const fixed = Uint8Array.from(storage[name] as string, (byte) => byte.charCodeAt(0));
        outbox.queue.push({ stamp: name.slice(4 + session.length), parts: [], fixed });
        delete storage[name];
      }
    },
    /** Forgets all but what is of this session. */
    forget(session: string) {
      for (const name of names('')) if (!session || !name.startsWith(`ag_h${session}`)) delete storage[name];
    },
  };
}
