/**
 * What every table and bucket must do, in memory or emulated: the simulator proves nothing about stores that differ.
 * Past 200 lines, because it is one list of rules.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type ItemKey,
  type ItemReader,
  type ItemStore,
  itemId,
  type ObjectReader,
  type ObjectStore,
} from '../stores.ts';

export function describeItemStore(name: string, storeOf: () => ItemStore & ItemReader): void {
  const key = (): ItemKey => ({ pk: `P#${randomUUID()}`, sk: 'S' });
  const one = async (wanted: ItemKey) => (await storeOf().read([wanted])).get(itemId(wanted));

  describe(`items ${name}`, () => {
    it('come back as they were put, bytes, nesting and empty values included, without undefined', async () => {
      const item = {
        ...key(),
        text: 'ünï',
        number: 1.5,
        large: 1_795_168_200_000,
        bytes: Uint8Array.of(0, 1, 255),
        nothing: new Uint8Array(0),
        none: null,
        nested: { list: [{ yes: true, left: undefined }, 'x', -1], empty: {} },
        left: undefined,
      };
      await storeOf().put(item, {});

      const { left: _, ...kept } = item;
      expect(await one(item)).toEqual({ ...kept, nested: { list: [{ yes: true }, 'x', -1], empty: {} } });
      expect(Object.keys((await one(item)) ?? {})).not.toContain('left');
    });

    it('are read by hundreds, repeated keys once, absent ones left out', async () => {
      const keys = Array.from({ length: 230 }, key);
      await Promise.all(keys.slice(0, 210).map((item) => storeOf().put(item, {})));
      const found = await storeOf().read([...keys, ...keys.slice(0, 5)]);

      expect([...found.keys()].sort()).toEqual(keys.slice(0, 210).map(itemId).sort());
      expect(await storeOf().read([])).toEqual(new Map());
    });

    it('are put only while an attribute has the value it had when read', async () => {
      const item = { ...key(), w: '1' };
      const answers = [
        await storeOf().put(item, { w: '0' }),
        await storeOf().put(item, { w: undefined }),
        await storeOf().put({ ...item, w: '2' }, { w: undefined }),
        await storeOf().put({ ...item, w: '2' }, { w: '1' }),
        await storeOf().put({ ...item, w: '3' }, { w: '1' }),
      ];

      expect(answers).toEqual([false, true, false, true, false]);
      expect(await one(item)).toEqual({ ...item, w: '2' });
    });

    it('are made once when many try at the same time', async () => {
      const item = key();
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) => storeOf().put({ ...item, n }, { pk: undefined })),
      );

      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await one(item)).toEqual({ ...item, n: answers.indexOf(true) });
    });

    it('are counted up without a loss when many do it by equality', async () => {
      const item = key();
      const raise = async (): Promise<void> => {
        const known = (await one(item)) as { n: number } | undefined;
        const n = (known?.n ?? 0) + 1;
        if (!(await storeOf().put({ ...item, n }, { n: known?.n }))) await raise();
      };
      await Promise.all(Array.from({ length: 8 }, raise));

      expect(await one(item)).toEqual({ ...item, n: 8 });
    });

    it('hold several conditions at once, bytes among them', async () => {
      const item = { ...key(), key: Uint8Array.of(1, 2) };
      await storeOf().put(item, {});
      const alive = { pk: item.pk, erased: undefined };
      const answers = [
        await storeOf().put(item, { ...alive, key: Uint8Array.of(1, 3) }),
        await storeOf().put(item, { ...alive, key: Uint8Array.of(1, 2) }),
        await storeOf().put({ pk: item.pk, sk: item.sk, erased: true }, {}),
        await storeOf().put(item, alive),
        await storeOf().put({ ...item, sk: 'absent' }, { ...alive }),
      ];

      expect(answers).toEqual([false, true, true, false, false]);
      expect(await one(item)).toEqual({ pk: item.pk, sk: item.sk, erased: true });
    });

    it('are removed on a condition, and removing what is not there is no failure', async () => {
      const item = { ...key(), session: 'a' };
      await storeOf().put(item, {});
      const answers = [
        await storeOf().remove(item, { session: 'b' }),
        await storeOf().remove(item, { session: 'a' }),
        await storeOf().remove(item, { session: 'a' }),
        await storeOf().remove(item, {}),
      ];

      expect(answers).toEqual([false, true, false, true]);
      expect(await one(item)).toBeUndefined();
    });

    it('are listed by partition, in the order of their sort keys', async () => {
      const { pk } = key();
      await Promise.all(['b', 'a', 'c'].map((sk) => storeOf().put({ pk, sk, big: 'x'.repeat(1_000) }, {})));

      expect(await storeOf().keysOf(pk)).toEqual(['a', 'b', 'c'].map((sk) => ({ pk, sk })));
      expect(await storeOf().keysOf('nobody')).toEqual([]);
    });

    it('are read by partition, whole or from one sort key to another, also when there are many', async () => {
      const { pk } = key();
      const sorts = Array.from({ length: 9 }, (_, n) => `1${n}#é`);
      await Promise.all(sorts.map((sk) => storeOf().put({ pk, sk, big: 'x'.repeat(200_000), n: 1 }, {})));

      expect((await storeOf().itemsOf(pk)).map(({ sk }) => sk)).toEqual(sorts);
      expect((await storeOf().itemsOf(pk, '12', '15#é')).map(({ sk }) => sk)).toEqual(sorts.slice(2, 6));
      expect((await storeOf().itemsOf(pk, '13', '13#é'))[0]).toMatchObject({ pk, n: 1 });
      expect(await storeOf().itemsOf('nobody')).toEqual([]);
    });

    it('are read by partition where they are few, and not where there is one more than may be', async () => {
      const { pk } = key();
      const items = ['b', 'a', 'c'].map((sk) => ({ pk, sk, n: 1 }));
      const none = await storeOf().few(pk, 0);
      await Promise.all(items.map((item) => storeOf().put(item, {})));
      const sorted = items.toSorted((one, other) => (one.sk < other.sk ? -1 : 1));

      expect(none).toEqual([]);
      expect(await storeOf().few(pk, 100)).toEqual(sorted);
      expect(await storeOf().few(pk, 3)).toEqual(sorted);
      expect(await storeOf().few(pk, 2)).toBeUndefined();
      expect(await storeOf().few(pk, 0)).toBeUndefined();
    });

    it('are few also where they are more than one answer holds', async () => {
      const { pk } = key();
      const sorts = Array.from({ length: 9 }, (_, n) => `1${n}`);
      await Promise.all(sorts.map((sk) => storeOf().put({ pk, sk, big: 'x'.repeat(200_000) }, {})));

      expect((await storeOf().few(pk, 9))?.map(({ sk }) => sk)).toEqual(sorts);
      expect(await storeOf().few(pk, 8)).toBeUndefined();
    });

    it('keep numbers to the last digit, and strings of characters beyond the first plane', async () => {
      const item = {
        ...key(),
        numbers: [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0.1, 1e-100],
        text: '😀漢',
      };
      await storeOf().put(item, {});

      expect(await one(item)).toEqual(item);
    });

    it('are written by one of many who saw the same `w`', async () => {
      const item = { ...key(), w: 'a' };
      await storeOf().put(item, {});
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => storeOf().put({ ...item, w: `b${n}` }, { w: 'a' })),
      );

      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await one(item)).toEqual({ ...item, w: `b${answers.indexOf(true)}` });
    });

    it('are refused above 400 KB', async () => {
      await expect(storeOf().put({ ...key(), big: 'x'.repeat(410_000) }, {})).rejects.toThrow(/size/i);
      expect(await storeOf().put({ ...key(), big: 'x'.repeat(400_000) }, {})).toBe(true);
    });
  });
}

export function describeObjectStore(name: string, storeOf: () => ObjectStore & ObjectReader): void {
  describe(`objects ${name}`, () => {
    it('come back byte for byte, and the last put wins', async () => {
      const object = `30/${randomUUID()}`;
      const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n % 256);
      await storeOf().put(object, Uint8Array.of(1));
      await storeOf().put(object, bytes);

      expect(Buffer.from((await storeOf().get(object)) ?? []).equals(bytes)).toBe(true);
      expect(await storeOf().get(`30/${randomUUID()}`)).toBeUndefined();
    });

    it('are listed by the beginning of their names, with their size and when they were put', async () => {
      const prefix = `events/${randomUUID()}/`;
      const begun = Date.now();
      await Promise.all(['b', 'a', 'c d'].map((one, n) => storeOf().put(`${prefix}${one}`, new Uint8Array(n + 1))));
      const listed = await storeOf().list(prefix);

      expect(listed.map(({ name, bytes }) => [name, bytes])).toEqual([
        [`${prefix}a`, 2],
        [`${prefix}b`, 1],
        [`${prefix}c d`, 3],
      ]);
      // Object stores tell whole seconds.
      for (const { at } of listed) expect(Math.abs(at - begun)).toBeLessThan(30_000);
      expect(await storeOf().list(`${prefix}x`)).toEqual([]);
    });

    it('are gone once removed, and removing what is not there is no failure', async () => {
      const object = `aggregate/${randomUUID()}`;
      await storeOf().put(object, Uint8Array.of(1));
      await storeOf().remove(object);
      await storeOf().remove(object);

      expect(await storeOf().get(object)).toBeUndefined();
      expect(await storeOf().list(object)).toEqual([]);
    });
  });
}
