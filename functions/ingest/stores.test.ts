import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '#contracts/project-settings.ts';
import { inTheWay, type TestDocumentClient, testDocumentClient } from '../shared/aws/test-document-client.ts';
import { createDailySecretStore } from '../shared/limits/daily-secret-store.ts';
import { projectKey, writeKeyKey } from '../shared/project-items.ts';
import { createWriteKeyStore } from '../shared/write-key-store.ts';
import { createBeaconStream } from './beacon-stream.ts';
import { createSessionStore } from './session-store.ts';
import { createStatusStore } from './status-store.ts';

let client: TestDocumentClient;
const now = Date.parse('2026-11-25T12:00:00Z');

beforeEach(() => {
  client = testDocumentClient();
});

describe('projects', () => {
  const project = { ...projectKey('p_1'), id: 'p_1', name: 'Shop', settings: defaultSettings };
  const stored = (key: object, item: object = project) => {
    client.answer = ({ input }) => {
      if (input.Key.pk === projectKey('p_1').pk) return { Item: item };
      return input.Key.pk === writeKeyKey('ag_key').pk
        ? { Item: { ...writeKeyKey('ag_key'), project: 'p_1', ...key } }
        : {};
    };
  };

  it('are read every half minute', async () => {
    stored({ expiresAt: null });
    const store = createWriteKeyStore('projects', client);

    const found = [await store.byWriteKey('ag_key', now), await store.byWriteKey('ag_key', now + 29_999)];
    const reads = client.sent.length;
    await store.byWriteKey('ag_key', now + 30_000);

    expect(found.map((item) => item?.id)).toEqual(['p_1', 'p_1']);
    expect(reads).toBe(2);
    expect(client.sent).toHaveLength(4);
  });

  it('are read anew for whoever wants them as they are', async () => {
    stored({ expiresAt: null });
    const store = createWriteKeyStore('projects', client);

    await store.byWriteKey('ag_key', now);
    stored({ expiresAt: null }, { ...project, name: 'Renamed' });

    expect((await store.byWriteKey('ag_key', now))?.name).toBe(project.name);
    expect((await store.byWriteKey('ag_key', now, undefined, 0))?.name).toBe('Renamed');
    expect((await store.byWriteKey('ag_key', now))?.name).toBe('Renamed');
  });

  it('are found by a rotated key until it expires, also while it is believed', async () => {
    stored({ expiresAt: new Date(now + 1_000).toISOString() });
    const store = createWriteKeyStore('projects', client);

    expect(await store.byWriteKey('ag_key', now)).toBeDefined();
    expect(await store.byWriteKey('ag_key', now + 1_000)).toBeUndefined();
  });

  it('are gone once they are deleted', async () => {
    stored({ expiresAt: null }, { ...project, deletedAt: '2026-11-01T00:00:00Z' });

    expect(await createWriteKeyStore('projects', client).byWriteKey('ag_key', now)).toBeUndefined();
  });

  it('are looked for again soon where the key was unknown, and never by what can be no key', async () => {
    const store = createWriteKeyStore('projects', client);

    for (const at of [now, now + 4_999]) expect(await store.byWriteKey('ag_key', at)).toBeUndefined();
    expect(await store.byWriteKey('a#b', now)).toBeUndefined();
    expect(client.sent).toHaveLength(1);
    stored({ expiresAt: null });

    expect(await store.byWriteKey('ag_key', now + 5_000)).toBeDefined();
  });
});

describe('sessions', () => {
  const begin = async () => () => {};
  const admit = async () => {};
  const known = { project: 'p_1', session: 's', bucket: async () => 3, admit, lastErasure: undefined };
  const claim = { ...known, secret: 'mine', begin, keptDays: 395, now };

  it('belong to whoever comes first, for longer than their data is kept', async () => {
    const store = createSessionStore('gate', client);

    expect(await store.claim(claim)).toBe(3);
    expect(await store.claim({ ...claim, secret: 'other' })).toBeUndefined();
    expect(client.inputs('PutItem')).toHaveLength(1);
    const item = client.inputs('PutItem')[0]?.Item;
    expect(item?.ttl).toBeGreaterThan(now / 1_000 + 395 * 86_400);
    expect(JSON.stringify(item)).not.toContain('mine');
  });

  it('keep the bucket of their first beacon', async () => {
    await createSessionStore('gate', client).claim({ ...claim, bucket: async () => 1 });
    const first = client.inputs('PutItem')[0]?.Item;
    client.answer = ({ operation }) => {
      if (operation === 'PutItem') throw inTheWay();
      return { Item: first };
    };

    expect(await createSessionStore('gate', client).claim(claim)).toBe(1);
    expect(await createSessionStore('gate', client).claim({ ...claim, secret: 'other' })).toBeUndefined();
  });

  it('end after a week even for who began them, cached or not, so that no claim ends before its data', async () => {
    const store = createSessionStore('gate', client);
    await store.claim(claim);
    const item = client.inputs('PutItem')[0]?.Item;
    client.answer = ({ operation }) => {
      if (operation === 'PutItem') throw inTheWay();
      return { Item: item };
    };
    const week = 7 * 86_400_000;

    expect(await store.claim({ ...claim, now: now + week })).toBe(3);
    expect(await store.claim({ ...claim, now: now + week + 1_000 })).toBeUndefined();
    expect(await createSessionStore('gate', client).claim({ ...claim, now: now + week + 1_000 })).toBeUndefined();
    expect(item?.ttl - now / 1_000).toBeGreaterThan((395 + 7) * 86_400);
  });

  it('are not given away by a failure', async () => {
    client.answer = () => {
      throw new Error('throttled');
    };

    await expect(createSessionStore('gate', client).claim(claim)).rejects.toThrow('throttled');
  });
});

describe('too many new sessions', () => {
  const refusal = new Error('too many');
  const admit = async () => {};
  const known = { project: 'p_1', session: 's', bucket: async () => 3, admit, lastErasure: undefined };
  const claim = { ...known, secret: 'mine', keptDays: 395, now };
  const begin = () => Promise.reject(refusal);

  it('are not begun, and one that had begun goes on', async () => {
    await createSessionStore('gate', client).claim({ ...claim, begin: async () => () => {} });
    const [stored] = client.inputs('PutItem');
    client.sent.length = 0;
    client.answer = ({ input }) => (input.Key.pk === stored?.Item.pk ? { Item: stored?.Item } : {});
    const store = createSessionStore('gate', client);

    await expect(store.claim({ ...claim, session: 'new', begin })).rejects.toBe(refusal);
    expect(await store.claim({ ...claim, begin })).toBe(3);
    expect(await store.claim({ ...claim, secret: 'other', begin })).toBeUndefined();
    expect(client.inputs('PutItem')).toEqual([]);
  });

  it('do not count one that had begun elsewhere', async () => {
    await createSessionStore('gate', client).claim({ ...claim, begin: async () => () => {} });
    const [stored] = client.inputs('PutItem');
    client.answer = ({ operation }) => {
      if (operation === 'PutItem') throw inTheWay();
      return { Item: stored?.Item };
    };
    const undo = vi.fn();

    await createSessionStore('gate', client).claim({ ...claim, begin: async () => undo });

    expect(undo).toHaveBeenCalledOnce();
  });
});

describe('the secret of the day', () => {
  it('is the same in all containers, another one the next day, and the earlier one is gone', async () => {
    let item: Record<string, unknown> | undefined;
    client.answer = ({ operation, input }) => {
      if (operation === 'GetItem') return { Item: item };
      if (item && !(String(item.day) < input.ExpressionAttributeValues[':today'])) throw inTheWay();
      item = input.Item;
      return {};
    };
    const [one, other] = [createDailySecretStore('daily', client), createDailySecretStore('daily', client)];
    const today = await one(now);
    const same = [await other(now + 1), await one(now + 2)];
    const calls = client.sent.length;
    await one(now + 3);
    const tomorrow = await other(now + 86_400_000);

    expect(same).toEqual([today, today]);
    expect(calls).toBe(3);
    expect(tomorrow).not.toBe(today);
    expect(await one(now + 86_400_001)).toBe(tomorrow);
    expect(JSON.stringify(item)).not.toContain(today);
    expect(today.length).toBeGreaterThanOrEqual(43);
  });
});

describe('status', () => {
  it('notes an arrival once a minute', async () => {
    const store = createStatusStore('gate', client);

    for (const at of [now, now + 59_000, now + 60_000]) await store.seen('p_1', at);

    expect(client.inputs('UpdateItem')).toHaveLength(2);
  });

  it('counts refusals of one detail together and puts another in its place', async () => {
    client.answer = () => {
      if (client.sent.length === 1) throw inTheWay();
      return {};
    };
    const store = createStatusStore('gate', client);

    for (let n = 0; n < 3; n += 1) await store.refused('p_1', 'origin_refused', 'https://a.example', now);

    expect(client.inputs('PutItem')).toHaveLength(1);
    expect(client.inputs('PutItem')[0]?.Item).toMatchObject({
      count: 1,
      detail: 'https://a.example',
    });
    expect(client.inputs('UpdateItem')).toHaveLength(3);
  });

  it('leaves no half of a character where it cuts a detail', async () => {
    const store = createStatusStore('gate', client);

    await store.refused('p_1', 'invalid_beacon', `${'x'.repeat(199)}😀`, now);

    const [input] = client.inputs('UpdateItem');
    expect(input?.ExpressionAttributeValues[':detail']).toBe(`${'x'.repeat(199)}\ufffd`);
  });

  it('bounds what strangers can write, in items and in writes, and loses no count to it', async () => {
    const store = createStatusStore('gate', client);

    for (let n = 0; n < 1_000; n += 1) await store.refused('p_1', 'invalid_beacon', 'one and the same', now);
    const writes = client.inputs('UpdateItem').length;
    await store.refused('p_1', 'invalid_beacon', 'one and the same', now + 5_000);
    const counted = client.inputs('UpdateItem').map((input) => input.ExpressionAttributeValues[':count']);
    for (let n = 0; n < 1_000; n += 1) await store.refused('p_1', 'invalid_beacon', `detail ${n}`, now + n * 2_000);
    const keys = new Set(client.inputs('UpdateItem').map((input) => input.Key.sk));

    expect(writes).toBe(20);
    const others = client.inputs('UpdateItem').length;
    await store.refused('p_2', 'invalid_beacon', 'of another project', now);
    expect(client.inputs('UpdateItem')).toHaveLength(others + 1);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(1_001);
    expect(keys.size).toBeLessThanOrEqual(16);
  });
});

describe('the stream', () => {
  it('gets the record under its partition key and rejects where it is refused', async () => {
    const call = vi.fn().mockResolvedValueOnce({}).mockRejectedValue(new Error('throughput'));
    const stream = createBeaconStream('events', call);

    await stream.put('p_1#3', Buffer.from('.record.').subarray(1, 7));

    expect(call).toHaveBeenCalledWith('PutRecord', {
      StreamName: 'events',
      PartitionKey: 'p_1#3',
      Data: Buffer.from('record').toString('base64'),
    });
    await expect(stream.put('p_1#3', Buffer.from('record'))).rejects.toThrow('throughput');
  });
});
