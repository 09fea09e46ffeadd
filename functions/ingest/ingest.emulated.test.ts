/** The real handler over emulated tables, stream and secret. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '#contracts/project-settings.ts';
import { originHeader } from '#contracts/resources.ts';
import { createDocumentClient } from '../shared/aws/document-client.ts';
import { unpackRecord } from '../shared/framing.ts';
import { testProject } from '../shared/http/test-call.ts';
import { createLeaseStore } from '../shared/limits/lease-store.ts';
import { leaseStoreContract } from '../shared/limits/test-lease-contract.ts';
import { sessionSecretKey, statusPartition, writeKeyKey } from '../shared/project-items.ts';
import { counterPartition, counterSort, monthStart } from '../shared/tally-items.ts';
import { startTestEmulator, type TestEmulator } from '../shared/test-emulator.ts';

let emulator: TestEmulator;
let documents: DynamoDBDocumentClient;
let kinesis: KinesisClient;
let handler: ReturnType<typeof import('./ingest.ts').createIngest>;

beforeAll(async () => {
  emulator = await startTestEmulator();
  documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });
  const secret = await new SecretsManagerClient().send(
    new CreateSecretCommand({ Name: 'server', SecretString: 'server' }),
  );
  await kinesis.send(new CreateStreamCommand({ StreamName: 'beacons', ShardCount: 1 }));
  const environment = {
    PROJECTS_TABLE: await emulator.createTable('projects'),
    GATE_TABLE: await emulator.createTable('gate'),
    DAILY_TABLE: await emulator.createTable('daily'),
    TALLY_TABLE: await emulator.createTable('tally'),
    STREAM_NAME: 'beacons',
    SERVER_SECRET_ARN: secret.ARN ?? '',
    ORIGIN_SECRET: 'from the cdn',
    STAGE: 'local',
    LIMIT_ADDRESSES: '1',
    TRACKER_RECORDER_PATH: '/v/1/recorder.js',
    TRACKER_RECORDER_INTEGRITY: 'sha384-x',
    TRACKER_FILES_PATH: '/v/1/files.js',
    TRACKER_FILES_INTEGRITY: 'sha384-x',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const few = { ...defaultSettings.limits, beaconsPerAddress: 2 };
  const quota = { ...defaultSettings.limits, eventsPerMonth: 100, recordingsPerMonth: 10 };
  for (const Item of [
    testProject(),
    { ...writeKeyKey('ag_key'), project: 'prj_1', expiresAt: null },
    testProject({ id: 'prj_few', settings: { ...defaultSettings, limits: few } }),
    { ...writeKeyKey('ag_few'), project: 'prj_few', expiresAt: null },
    testProject({ id: 'prj_quota', settings: { ...defaultSettings, limits: quota } }),
    { ...writeKeyKey('ag_quota'), project: 'prj_quota', expiresAt: null },
  ]) {
    await documents.send(new PutCommand({ TableName: 'projects', Item }));
  }
  handler = (await import('./handler.ts')).handler;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator?.stop();
});

const header = () => ({
  v: 1,
  format: 'rrweb',
  visitor: randomUUID(),
  session: `01990000-0000-7000-8000-${randomUUID().slice(24)}`,
  secret: randomUUID().replaceAll('-', '').slice(0, 22),
  tab: randomUUID(),
  document: randomUUID(),
  seq: 0,
});
const event = { at: 1, kind: 'event', path: '/', name: 'signup' };

const send = async (head: object, lines: unknown[] = [event]) => (await sendAnswer(head, lines)).statusCode;

async function sendAnswer(head: object, lines: unknown[], key = 'ag_key', headers: Record<string, string> = {}) {
  const bytes = gzipSync([head, ...lines].map((line) => JSON.stringify(line)).join('\n'), { level: 0 });
  const request = {
    routeKey: 'POST /i',
    rawQueryString: `k=${key}&t=${Date.now()}`,
    headers: { [originHeader]: 'from the cdn', ...headers },
    requestContext: { requestId: 'r' },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
  return handler(request, {} as Context);
}

async function records() {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: 'beacons' }));
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: 'beacons',
      ShardId: Shards[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(({ PartitionKey, Data }) => ({ key: PartitionKey, ...unpackRecord(Data ?? new Uint8Array()) }));
}

describe('marks of limits', () => {
  leaseStoreContract(() => createLeaseStore('gate', createDocumentClient()));
});

describe('the handler', () => {
  it('puts each beacon of a session under one partition key and keeps its secret out of all that is stored', async () => {
    const head = header();

    const statuses = [await send(head), await send({ ...head, seq: 1 })];
    const found = (await records()).filter(
      ({ envelope }) => envelope.kind === 'beacon' && envelope.header.session === head.session,
    );
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: 'gate' }));

    expect(statuses).toEqual([202, 202]);
    expect(found).toHaveLength(2);
    expect(new Set(found.map(({ key }) => key))).toEqual(new Set([`prj_1#${found[0]?.envelope.bucket}`]));
    expect(Items.map(({ pk }) => pk)).toContain(sessionSecretKey('prj_1', head.session).pk);
    expect(JSON.stringify([Items, found.map(({ envelope }) => envelope)])).not.toContain(head.secret);
  });

  it('gives a session to exactly one of many that begin it at once', async () => {
    const { session } = header();
    const heads = Array.from({ length: 12 }, () => ({ ...header(), session }));

    const statuses = await Promise.all(heads.map((head) => send(head)));

    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 403)).toHaveLength(11);
  });

  it('takes a body of nearly a megabyte', async () => {
    const page = { type: 2, timestamp: 1, data: { text: 'x'.repeat(990_000) } };

    expect(await send(header(), [page])).toBe(202);
  });

  it('notes when beacons came and why some were refused, each with its count', async () => {
    await send(header());
    for (let n = 0; n < 3; n += 1) await send({ ...header(), v: 2 });

    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: 'gate',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': statusPartition('prj_1') },
      }),
    );

    expect(Items.find(({ sk }) => sk === 'SEEN')).toMatchObject({
      firstAt: expect.any(Number),
      lastAt: expect.any(Number),
    });
    expect(Items.find(({ reason }) => reason === 'invalid_beacon')).toMatchObject({
      count: 3,
      detail: expect.stringContaining('Line 1, "v"'),
    });
  });

  it('answers 429 with Retry-After past the limit of a key, and says so in the status', async () => {
    const many = Array.from({ length: 100 }, () => event);
    const head = header();
    const answers = [];
    for (let seq = 0; seq < 8; seq += 1) answers.push(await sendAnswer({ ...head, seq }, many));
    const refused = answers.find(({ statusCode }) => statusCode === 429);

    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: 'gate',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': statusPartition('prj_1') },
      }),
    );
    expect(answers[0]?.statusCode).toBe(202);
    expect(JSON.parse(refused?.body ?? '{}')).toMatchObject({ error: { code: 'rate_limited' } });
    expect(Number(refused?.headers?.['retry-after'])).toBeGreaterThan(0);
    expect(Items.find(({ reason }) => reason === 'rate_limited')).toMatchObject({
      detail: expect.stringContaining('200 events a second'),
    });
  });

  it('limits a visitor address, of which no table gets to know more than a hash', async () => {
    const head = header();
    const from = { 'cloudfront-viewer-address': '203.0.113.77:4711' };
    const answers = [];
    for (let seq = 0; seq < 20; seq += 1) answers.push(await sendAnswer({ ...head, seq }, [event], 'ag_few', from));
    const other = await sendAnswer(header(), [event], 'ag_few', { 'cloudfront-viewer-address': '203.0.113.78:4711' });
    const held = await Promise.all(
      ['gate', 'daily', 'tally'].map(async (TableName) => (await documents.send(new ScanCommand({ TableName }))).Items),
    );

    expect(answers[0]?.statusCode).toBe(202);
    expect(answers.find(({ statusCode }) => statusCode === 429)?.body).toContain('one visitor address');
    expect(other.statusCode).toBe(202);
    expect(JSON.stringify(held)).toContain('ADDRESS#');
    expect(JSON.stringify(held)).not.toContain('203.0.113');
  });

  it('goes by the quotas of what aggregate has counted', async () => {
    const month = monthStart(Date.now());
    const used = { events: 95, recordings: 9 };
    const key = { pk: counterPartition('prj_quota', 'human', 'usage', month), sk: counterSort(month, '', 2) };
    await documents.send(new PutCommand({ TableName: 'tally', Item: { ...key, counts: used } }));
    const config = await handler(
      {
        routeKey: 'GET /i/config',
        rawQueryString: 'k=ag_quota',
        headers: { [originHeader]: 'from the cdn' },
        requestContext: { requestId: 'r' },
      } as unknown as APIGatewayProxyEventV2,
      {} as Context,
    );
    const head = header();
    const answers = [];
    for (let seq = 0; seq < 7; seq += 1) answers.push(await sendAnswer({ ...head, seq }, [event], 'ag_quota'));

    expect(JSON.parse(config.body ?? '{}').sampling).toBeCloseTo(0.25);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 202, 202, 429, 429]);
    expect(JSON.parse(answers[6]?.body ?? '{}')).toMatchObject({ error: { code: 'quota_exceeded' } });
  });
});
