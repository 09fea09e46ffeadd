/** What every store of marks has to do; the one in memory and the emulated DynamoDB are held to the same. */
import { expect, it } from 'vitest';
import { keyLimitKey } from '../project-items.ts';
import type { LeaseStore } from './lease-store.ts';

const now = 1_760_000_000_000;
let counter = 0;

export function leaseStoreContract(create: () => LeaseStore): void {
  const begin = () => {
    counter += 1;
    return { store: create(), key: keyLimitKey(`key-${counter}`) };
  };

  it('sets a mark that is not there or has passed, and none that is ahead', async () => {
    const { store, key } = begin();
    const set = (to: number, after: number) => store.move(key, [{ name: 'events', after, to }], 2_000_000_000);

    expect(await store.marks(key)).toEqual({});
    expect(await set(now + 250.125, now)).toEqual({ events: now + 250.125 });
    expect(await set(now + 900, now + 250)).toBeUndefined();
    expect(await set(now + 900, now + 251)).toEqual({ events: now + 900 });
    expect(await store.marks(key)).toEqual({ events: now + 900 });
  });

  it('moves a mark that is ahead, as far as it is allowed', async () => {
    const { store, key } = begin();
    const push = (by: number, limit: number, after = now) =>
      store.move(key, [{ name: 'bytes', after, by, limit }], 2_000_000_000);

    expect(await push(5, now + 1_000)).toBeUndefined();
    await store.move(key, [{ name: 'bytes', after: now, to: now + 100.5 }], 2_000_000_000);

    expect(await push(50.25, now + 100)).toBeUndefined();
    expect(await push(50.25, now + 100.5)).toEqual({ bytes: now + 150.75 });
    expect(await push(1, now + 500, now + 151)).toBeUndefined();
  });

  it('makes all moves or none', async () => {
    const { store, key } = begin();
    await store.move(key, [{ name: 'events', after: now, to: now + 10 }], 2_000_000_000);

    const moved = await store.move(
      key,
      [
        { name: 'bytes', after: now, to: now + 5 },
        { name: 'events', after: now, to: now + 20 },
      ],
      2_000_000_000,
    );

    expect(moved).toBeUndefined();
    expect(await store.marks(key)).toEqual({ events: now + 10 });
  });

  it('adds up what many take at once', async () => {
    const { store, key } = begin();
    await store.move(key, [{ name: 'events', after: now, to: now + 10 }], 2_000_000_000);
    const push = () => store.move(key, [{ name: 'events', after: now, by: 5, limit: now + 100 }], 2_000_000_000);

    const moved = await Promise.all(Array.from({ length: 30 }, push));

    // 10, 15 … 100 may be left, so 19 got through.
    expect(moved.filter((marks) => marks !== undefined)).toHaveLength(19);
    expect(await store.marks(key)).toEqual({ events: now + 105 });
  });
}
