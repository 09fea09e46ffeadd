import { describe, expect, it } from 'vitest';
import { keyLimitKey } from '../project-items.ts';
import { Leases, type Needs } from './leases.ts';
import { type MemoryLeaseStore, memoryLeaseStore } from './memory-lease-store.ts';
import { leaseStoreContract } from './test-lease-contract.ts';

describe('marks in memory', () => leaseStoreContract(memoryLeaseStore));

const now = 1_760_000_000_000;
const key = keyLimitKey('a');
const needs = (tokens: number, perSecond = 200): Needs => ({
  events: { bucket: { perSecond, burst: 2 * perSecond }, tokens, block: perSecond / 4 },
});
const leases = (store: MemoryLeaseStore, failures: unknown[] = []) =>
  new Leases({ store, maxKeys: 3, keptSeconds: 60, onFailure: (error) => void failures.push(error) });

it('asks once for what many requests need', async () => {
  const store = memoryLeaseStore();
  const container = leases(store);
  for (let n = 0; n < 40; n += 1) expect(await container.take(key, needs(1), now)).toBeUndefined();

  expect(store.calls.get(key.pk)).toBe(1);
});

it('forgets tokens that were not used in time: what nobody uses flows in again', async () => {
  const store = memoryLeaseStore();
  const container = leases(store);
  await container.take(key, needs(1), now);
  await container.take(key, needs(1), now + 30_000);

  expect(store.calls.get(key.pk)).toBe(2);
});

it('goes by limits that were changed at once', async () => {
  const container = leases(memoryLeaseStore());
  for (let n = 0; n < 8; n += 1) await container.take(key, needs(50), now);

  expect(await container.take(key, needs(50), now)).toMatchObject({ name: 'events' });
  expect(await container.take(key, needs(50, 2_000), now + 501)).toBeUndefined();
});

it('refuses a flood from memory', async () => {
  const store = memoryLeaseStore();
  const container = leases(store);
  for (let n = 0; n < 400; n += 1) await container.take(key, needs(1), now);
  const before = store.calls.get(key.pk);
  for (let n = 0; n < 1_000; n += 1) expect(await container.take(key, needs(1), now + n / 5)).toBeDefined();

  expect(store.calls.get(key.pk)).toBe(before);
  expect(container.refusal(key, needs(1), now + 200)).toMatchObject({ name: 'events' });
  expect(container.refusal(key, needs(1), now + 2_000)).toBeUndefined();
});

it('remembers no more buckets than it may', async () => {
  const store = memoryLeaseStore();
  const container = leases(store);
  for (const name of ['a', 'b', 'c', 'd', 'b', 'a']) await container.take(keyLimitKey(name), needs(1), now);

  expect(store.calls.get('LIMIT#b')).toBe(1);
  expect(store.calls.get('LIMIT#a')).toBeGreaterThan(1);
});

it('stops waiting for a store that hangs', async () => {
  const failures: unknown[] = [];
  const container = leases({ ...memoryLeaseStore(), move: () => new Promise(() => {}) }, failures);

  expect(await container.take(key, needs(1), now)).toBeUndefined();
  expect(String(failures[0])).toContain('no answer');
});

it('serves requests that overlap in one container without giving a token twice', async () => {
  const container = leases(memoryLeaseStore());
  const answers = await Promise.all(Array.from({ length: 100 }, () => container.take(key, needs(8), now)));

  expect(answers.filter((refused) => refused === undefined).length).toBeLessThanOrEqual(50);
  expect(answers.filter((refused) => refused === undefined).length).toBeGreaterThan(40);
});
