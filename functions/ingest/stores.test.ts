import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '#contracts/project.ts';
import { projectKey, writeKeyKey } from '../shared/project-items.ts';
import { createBeaconStream } from './beacon-stream.ts';
import { createProjectStore } from './project-store.ts';
import { createSessionStore } from './session-store.ts';
import { createStatusStore } from './status-store.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' }));
const tables = mockClient(client);
const now = Date.parse('2026-11-25T12:00:00Z');
const inTheWay = new ConditionalCheckFailedException({ $metadata: {}, message: 'in the way' });

beforeEach(() => tables.reset());

describe('projects', () => {
  const project = { ...projectKey('p_1'), id: 'p_1', settings: defaultSettings };
  const stored = (key: object, item: object = project) => {
    tables
      .on(GetCommand, { Key: writeKeyKey('ag_key') })
      .resolves({ Item: { ...writeKeyKey('ag_key'), project: 'p_1', ...key } });
    tables.on(GetCommand, { Key: projectKey('p_1') }).resolves({ Item: item as Record<string, unknown> });
  };

  it('are read every half minute', async () => {
    stored({ expiresAt: null });
    const store = createProjectStore('projects', client);

    const found = [await store.byWriteKey('ag_key', now), await store.byWriteKey('ag_key', now + 29_999)];
    const reads = tables.calls().length;
    await store.byWriteKey('ag_key', now + 30_000);

    expect(found.map((item) => item?.id)).toEqual(['p_1', 'p_1']);
    expect(reads).toBe(2);
    expect(tables.calls()).toHaveLength(4);
  });

  it('are found by a rotated key until it expires, also while it is believed', async () => {
    stored({ expiresAt: new Date(now + 1_000).toISOString() });
    const store = createProjectStore('projects', client);

    expect(await store.byWriteKey('ag_key', now)).toBeDefined();
    expect(await store.byWriteKey('ag_key', now + 1_000)).toBeUndefined();
  });

  it('are gone once they are deleted', async () => {
    stored({ expiresAt: null }, { ...project, deletedAt: '2026-11-01T00:00:00Z' });

    expect(await createProjectStore('projects', client).byWriteKey('ag_key', now)).toBeUndefined();
  });

  it('are looked for again soon where the key was unknown, and never by what can be no key', async () => {
    tables.on(GetCommand).resolves({});
    const store = createProjectStore('projects', client);

    for (const at of [now, now + 4_999]) expect(await store.byWriteKey('ag_key', at)).toBeUndefined();
    expect(await store.byWriteKey('a#b', now)).toBeUndefined();
    expect(tables.calls()).toHaveLength(1);
    stored({ expiresAt: null });

    expect(await store.byWriteKey('ag_key', now + 5_000)).toBeDefined();
  });
});

describe('sessions', () => {
  const claim = { project: 'p_1', session: 's', secret: 'mine', bucket: async () => 3, keptDays: 395, now };

  it('belong to whoever comes first, for longer than their data is kept', async () => {
    tables.on(PutCommand).resolves({});
    const store = createSessionStore('gate', client);

    expect(await store.claim(claim)).toBe(3);
    expect(await store.claim({ ...claim, secret: 'other' })).toBeUndefined();
    expect(tables.commandCalls(PutCommand)).toHaveLength(1);
    const item = tables.commandCalls(PutCommand)[0]?.args[0].input.Item;
    expect(item?.ttl).toBeGreaterThan(now / 1_000 + 395 * 86_400);
    expect(JSON.stringify(item)).not.toContain('mine');
  });

  it('keep the bucket of their first beacon', async () => {
    tables.on(PutCommand).resolves({});
    await createSessionStore('gate', client).claim({ ...claim, bucket: async () => 1 });
    const first = tables.commandCalls(PutCommand)[0]?.args[0].input.Item;
    tables
      .on(PutCommand)
      .rejects(inTheWay)
      .on(GetCommand)
      .resolves({ Item: first ?? {} });

    expect(await createSessionStore('gate', client).claim(claim)).toBe(1);
    expect(await createSessionStore('gate', client).claim({ ...claim, secret: 'other' })).toBeUndefined();
  });

  it('are not given away by a failure', async () => {
    tables.on(PutCommand).rejects(new Error('throttled'));

    await expect(createSessionStore('gate', client).claim(claim)).rejects.toThrow('throttled');
  });
});

describe('status', () => {
  it('notes an arrival once a minute', async () => {
    tables.on(UpdateCommand).resolves({});
    const store = createStatusStore('gate', client);

    for (const at of [now, now + 59_000, now + 60_000]) await store.seen('p_1', at);

    expect(tables.commandCalls(UpdateCommand)).toHaveLength(2);
  });

  it('counts refusals of one detail together and puts another in its place', async () => {
    tables.on(UpdateCommand).rejectsOnce(inTheWay).resolves({});
    const store = createStatusStore('gate', client);

    for (let n = 0; n < 3; n += 1) await store.refused('p_1', 'origin_refused', 'https://a.example', now);

    expect(tables.commandCalls(PutCommand)).toHaveLength(1);
    expect(tables.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({
      count: 1,
      detail: 'https://a.example',
    });
    expect(tables.commandCalls(UpdateCommand)).toHaveLength(3);
  });

  it('bounds what strangers can write, in items and in writes, and loses no count to it', async () => {
    tables.on(UpdateCommand).resolves({});
    const store = createStatusStore('gate', client);

    for (let n = 0; n < 1_000; n += 1) await store.refused('p_1', 'invalid_beacon', 'one and the same', now);
    const writes = tables.commandCalls(UpdateCommand).length;
    await store.refused('p_1', 'invalid_beacon', 'one and the same', now + 5_000);
    const counted = tables
      .commandCalls(UpdateCommand)
      .map((call) => call.args[0].input.ExpressionAttributeValues?.[':count']);
    for (let n = 0; n < 1_000; n += 1) await store.refused('p_1', 'invalid_beacon', `detail ${n}`, now + n * 2_000);
    const keys = new Set(tables.commandCalls(UpdateCommand).map((call) => call.args[0].input.Key?.sk));

    expect(writes).toBe(20);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(1_001);
    expect(keys.size).toBeLessThanOrEqual(16);
  });
});

describe('the stream', () => {
  it('gets the record under its partition key and rejects where it is refused', async () => {
    const kinesis = new KinesisClient({ region: 'eu-central-1' });
    const mock = mockClient(kinesis);
    mock.on(PutRecordCommand).resolvesOnce({}).rejects(new Error('throughput'));
    const stream = createBeaconStream('events', kinesis);

    await stream.put('p_1#3', Buffer.from('record'));

    expect(mock.commandCalls(PutRecordCommand)[0]?.args[0].input).toEqual({
      StreamName: 'events',
      PartitionKey: 'p_1#3',
      Data: Buffer.from('record'),
    });
    await expect(stream.put('p_1#3', Buffer.from('record'))).rejects.toThrow('throughput');
  });
});
