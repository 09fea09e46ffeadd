import { expect, it } from 'vitest';
import type { HostItem, RefusalItem, SeenItem, StrangerItem } from '../shared/project-items.ts';
import type { StatusReader } from './readers.ts';
import { status } from './status.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const ttl = now / 1_000 + 60;
const key = { pk: '', sk: '' };
const stranger = (host: string, over: Partial<StrangerItem> = {}): StrangerItem => ({
  ...key,
  host,
  keyEnd: 'wxyz',
  at: now - 1_000,
  ttl,
  count: 3,
  ...over,
});
const reader = (over: {
  seen?: SeenItem;
  refusals?: RefusalItem[];
  hosts?: HostItem[];
  strangers?: StrangerItem[];
}): StatusReader => ({
  seen: async () => over.seen,
  refusals: async () => over.refusals ?? [],
  hosts: async () => over.hosts ?? [],
  strangers: async () => over.strangers ?? [],
});
const project = { id: 'p_1', origins: [] as string[] };

it('tells a wrong key to the project whose site uses it, and to nobody else', async () => {
  const strangers = [stranger('shop.example'), stranger('other.example'), stranger('old.example', { keyEnd: '' })];
  const hosts = [{ ...key, host: 'old.example', at: now, ttl }];
  const listed = { ...project, origins: ['https://shop.example:8443'] };

  expect((await status(reader({ strangers, hosts }), listed, now)).refusals.map(({ detail }) => detail)).toEqual([
    'shop.example, with a key that ends in wxyz',
    'old.example, with what is no key',
  ]);
  expect((await status(reader({ strangers }), project, now)).refusals).toEqual([]);
  expect(
    (await status(reader({ strangers }), { ...project, origins: ['https://*.example'] }, now)).refusals,
  ).toHaveLength(3);
});

it('tells the newest first, and nothing that has expired', async () => {
  const refusal = { ...key, reason: 'bot' as const, detail: 'Google', count: 1, ttl };
  const refusals = [
    { ...refusal, at: now - 5_000 },
    { ...refusal, at: now, ttl: ttl - 61 },
  ];
  const answer = await status(
    reader({ refusals, strangers: [stranger('shop.example')], seen: { ...key, configAt: now - 9_000 } }),
    { ...project, origins: ['https://shop.example'] },
    now,
  );

  expect(answer.refusals.map(({ reason }) => reason)).toEqual(['unknown_key', 'bot']);
  expect(answer).toMatchObject({ firstEventAt: null, lastEventAt: null, lastConfigAt: '2026-11-25T11:59:51.000Z' });
});
