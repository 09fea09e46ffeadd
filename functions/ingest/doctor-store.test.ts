import { beforeEach, expect, it } from 'vitest';
import { inTheWay, type TestDocumentClient, testDocumentClient } from '../shared/aws/test-document-client.ts';
import { createDoctorStore } from './doctor-store.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
let client: TestDocumentClient;

beforeEach(() => {
  client = testDocumentClient();
});

it('notes once a minute that settings were asked for', async () => {
  const store = createDoctorStore('gate', client);

  for (const at of [now, now + 59_000, now + 60_000]) await store.configured('p_1', at);

  expect(client.inputs('UpdateItem').map((input) => input.ExpressionAttributeValues[':now'])).toEqual([
    now,
    now + 60_000,
  ]);
});

it('notes sites in few places, however many are made up', async () => {
  const store = createDoctorStore('gate', client);

  for (let n = 0; n < 1_000; n += 1) await store.arrived('p_1', `${n}.example`, now);

  expect(client.inputs('PutItem').length).toBeLessThanOrEqual(16);
});

it('bounds what senders with wrong keys can write, in writes and in items, and keeps no key', async () => {
  const store = createDoctorStore('gate', client);
  for (let n = 0; n < 1_000; n += 1) await store.unknownKey(`${n}.example`, `ag_${'k'.repeat(20)}${n}`, now);
  const atOnce = client.sent.length;
  for (let n = 0; n < 5_000; n += 1)
    await store.unknownKey(`${n}.example`, `ag_${'k'.repeat(20)}${n}`, now + n * 1_000);
  const slots = new Set(client.inputs('UpdateItem').map((input) => input.Key.sk));

  expect(atOnce).toBe(10);
  expect(client.sent.length).toBeLessThanOrEqual(10 + 1_000 + 2);
  expect(slots.size).toBeLessThanOrEqual(256);
  expect(JSON.stringify(client.sent)).not.toContain('kkkkk');
});

it('puts another site in the place of the one that was there', async () => {
  client.answer = ({ operation }) => {
    if (operation === 'UpdateItem') throw inTheWay();
    return {};
  };

  await createDoctorStore('gate', client).unknownKey('shop.example', 'not a key', now);

  expect(client.inputs('PutItem')[0]?.Item).toMatchObject({
    pk: 'STRANGERS',
    host: 'shop.example',
    keyEnd: '',
    count: 1,
  });
});
