import { beforeEach, expect, it } from 'vitest';
import { type KeptFileItem, keptFileKey } from '../../shared/kept-file-items.ts';
import { MemoryItemStore } from '../simulator/memory-stores.ts';
import { type ItemKey, itemId } from '../stores.ts';
import { type FileName, KeptFileNames } from './kept-file-names.ts';

const hash = 'a'.repeat(64);
const sentAt = 1_760_000_000;
const of = (visitor: string, over: Partial<FileName> = {}): FileName => {
  return { project: 'p1', hash, visitor, session: `session of ${visitor}`, ...over };
};

class Items extends MemoryItemStore {
  reads = 0;
  puts = 0;
  override read(keys: readonly ItemKey[]) {
    this.reads += keys.length;
    return super.read(keys);
  }
  override put<Item extends ItemKey>(item: Item, condition: Parameters<MemoryItemStore['put']>[1]) {
    this.puts += 1;
    return super.put(item, condition);
  }
}

let items: Items;
let kept: string[];
let there: boolean;
let names: KeptFileNames;
const item = () => items.items.get(itemId(keptFileKey('p1', hash))) as KeptFileItem | undefined;
const container = () => new KeptFileNames(items, { keep: async (name) => kept.push(name) > 0 && there });

beforeEach(() => {
  items = new Items();
  items.items.set(itemId(keptFileKey('p1', hash)), { ...keptFileKey('p1', hash), sentAt, ttl: sentAt + 9 } as ItemKey);
  [kept, there] = [[], true];
  names = container();
});

it('keeps a file with the visitor and session that name it first, for as long as recordings are kept', async () => {
  await names.note([of('visitor.1'), of('visitor.1')]);

  expect(item()).toEqual({
    ...keptFileKey('p1', hash),
    sentAt,
    visitor: 'visitor.1',
    session: 'session of visitor.1',
    ttl: sentAt + 396 * 86_400,
  });
  expect([kept, items.puts]).toEqual([[`a/p1/${hash}`], 1]);
});

it('forgets whose it was when another visitor names it, and neither reads nor writes for the next', async () => {
  await names.note([of('visitor.1')]);
  await names.note([of('visitor.2')]);
  const before = [items.reads, items.puts];
  for (const visitor of ['visitor.1', 'visitor.2', 'visitor.3']) await names.note([of(visitor)]);

  expect(item()).toMatchObject({ shared: true });
  expect(item()).not.toHaveProperty('visitor');
  expect([items.reads, items.puts]).toEqual(before);
  expect(items.puts).toBe(2);
});

it('writes nothing when the same visitor names it again, whichever container hears it', async () => {
  await names.note([of('visitor.1')]);
  for (let n = 0; n < 5; n += 1) await container().note([of('visitor.1')]);

  expect([items.puts, kept.length]).toEqual([1, 1]);
});

it('forgets by which session it was when another of that visitor names it, and writes thrice at most', async () => {
  await names.note([of('visitor.1'), of('visitor.1')]);
  await container().note([of('visitor.1', { session: 'another' })]);
  const several = item();
  for (const session of ['another', 'a third', 'session of visitor.1']) {
    await container().note([of('visitor.1', { session })]);
  }
  const writes = [items.puts];
  await container().note([of('visitor.2')]);
  await container().note([of('visitor.1'), of('visitor.1', { session: 'another' })]);

  expect(several).toMatchObject({ visitor: 'visitor.1', sentAt, ttl: sentAt + 396 * 86_400 });
  expect(several).not.toHaveProperty('session');
  expect(item()).toEqual({ ...keptFileKey('p1', hash), sentAt, shared: true, ttl: sentAt + 396 * 86_400 });
  expect([...writes, items.puts]).toEqual([2, 3]);
});

it('has a file that two sessions name at once for their visitor', async () => {
  const [one, other] = [of('visitor.1'), of('visitor.1', { session: 'another' })];
  await Promise.all([names.note([one, other]), container().note([other]), container().note([one])]);

  expect(item()).toMatchObject({ visitor: 'visitor.1' });
  expect(item()).not.toHaveProperty('session');
});

it('shares a file that two visitors name at once', async () => {
  await Promise.all([names.note([of('visitor.1')]), container().note([of('visitor.2'), of('visitor.1')])]);

  expect(item()).toMatchObject({ shared: true });
});

it('notes nothing of what was never sent, of another project, or of what is there no more', async () => {
  there = false;
  await names.note([of('visitor.1'), of('visitor.1', { hash: 'b'.repeat(64) }), of('visitor.1', { project: 'p2' })]);

  expect([items.puts, items.items.size]).toEqual([0, 1]);
});

it('keeps the bytes before it says so, so that a batch that was ended comes again and does both', async () => {
  const put = items.put.bind(items);
  items.put = () => Promise.reject(new Error('ended'));
  await expect(names.note([of('visitor.1')])).rejects.toThrow('ended');
  items.put = put;
  await container().note([of('visitor.1')]);

  expect(kept).toHaveLength(2);
  expect(item()).toMatchObject({ visitor: 'visitor.1' });
});
