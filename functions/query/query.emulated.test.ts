/** The real handler over emulated tables, bucket and stream. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sessionsIndex } from '#contracts/resources.ts';
import type { RouteName } from '#contracts/routes.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { unpackRecord } from '../shared/framing.ts';
import type { HttpHandler } from '../shared/http/serve.ts';
import { callRoute, testClientId, testProject, testSecret } from '../shared/http/test-call.ts';
import { nameListPart, nameListPartition } from '../shared/name-lists.ts';
import { packHeat } from '../shared/packed-heat.ts';
import { packSession } from '../shared/packed-session.ts';
import { memberKey, statusPartition } from '../shared/project-items.ts';
import { newFrameKey, sealFrame } from '../shared/seal.ts';
import { heatPartition, heatSort, monthStart, otherValue, selectorPart, utcDay } from '../shared/tally-items.ts';
import { startTestEmulator, type TestEmulator } from '../shared/test-emulator.ts';
import { block, counter, frame, hour, key, page, project, session, sketch } from './test-readers.ts';

const day = 24 * hour;
/** Three days ago, so that nothing of it has expired by the real clock. */
const begun = Math.floor(Date.now() / day) * day - 3 * day + 10 * hour;
/** Start of the UTC day. */
const today = Math.floor(Date.now() / day) * day;
const sid = '01930000-0000-7000-8000-000000000001';
const range = { from: new Date(begun - 2 * day).toISOString(), to: new Date(begun + day).toISOString() };
const kinesis = () => new KinesisClient({ requestHandler: new NodeHttpHandler() });

let emulator: TestEmulator;
let handler: HttpHandler;

async function createTally(): Promise<void> {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keys = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ];
  const { name, partitionKey, sortKey } = sessionsIndex;
  await new DynamoDBClient().send(
    new CreateTableCommand({
      TableName: 'tally',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('pk'), text('sk'), text(partitionKey), text(sortKey)],
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        { IndexName: name, KeySchema: keys(partitionKey, sortKey), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    }),
  );
}

async function fill(): Promise<void> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  const put = (TableName: string, Item: object) => documents.send(new PutCommand({ TableName, Item }));
  const secret = newFrameKey();
  const sealed = [0, 1].map((seq) => {
    const event = { kind: 'event', at: begun + seq, path: '/', name: `number ${seq}` };
    const label = frameLabel({ project, session: sid, document: 'd', seq });
    return sealFrame(secret, label, { offset: 0, events: [event], rrweb: [] });
  });
  const [one = new Uint8Array(), two = new Uint8Array()] = sealed;
  const frames = [
    frame('d', 0, begun, { first: 3, last: 2 + one.length }),
    frame('d', 1, begun + 1, { first: 3 + one.length, last: 2 + one.length + two.length }),
  ];
  await new S3Client({ forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket: 'blocks', Key: '30/object', Body: Buffer.concat([Buffer.from('xyz'), one, two]) }),
  );
  const item = testProject({ timeZone: 'UTC' });
  await Promise.all([
    put('projects', item),
    put('projects', { ...memberKey(project, 'user-1'), role: 'owner' }),
    put('gate', { pk: statusPartition(project), sk: 'SEEN', firstAt: begun, lastAt: begun + 5 }),
    put('recordings', block(sid, '30/object', frames)),
    put('keys', key(sid, secret)),
    put('tally', packSession(session(sid, { startedAt: begun, pages: [page('/', begun), page('/cart', begun + 1)] }))),
    ...Array.from({ length: 30 }, (_, n) =>
      put('tally', packSession(session(`s${n}`, { startedAt: begun - n * hour, country: n % 2 ? 'FR' : 'DE' }))),
    ),
    put('tally', packSession(session('bot', { startedAt: begun, bot: true }))),
    put('tally', counter('all', '', begun, { pageviews: 3, sessions: 1 }, sketch(1, 2))),
    put('tally', counter('all', '', begun - day, { pageviews: 4, sessions: 1 }, sketch(2, 3), { bucket: 1 })),
    put('tally', counter('all', '', begun + day, { pageviews: 100 }, sketch(9))),
    ...[5_000, 1].map((count, part) =>
      put('tally', { pk: nameListPartition(project, 'path', utcDay(today)), sk: nameListPart(part), count }),
    ),
    put('tally', counter('path', otherValue, today, { pageviews: 40 }, sketch(1))),
    put('tally', counter('path', '/', today, { pageviews: 2 }, sketch(1))),
    put('tally', counter('usage', '', monthStart(today), { events: 70, recordings: 3 })),
    put('tally', counter('path', '/cart', begun, { pageviews: 3 }, sketch(1))),
    put(
      'tally',
      packHeat({
        pk: heatPartition(project, 'human', 'click', 'desktop', '/cart'),
        sk: heatSort(begun - 10 * hour, selectorPart('#buy'), 0),
        w: '',
        path: '/cart',
        day: begun - 10 * hour,
        samples: 2,
        visitors: sketch(1),
        selector: '#buy',
        cells: { '50,50': 2 },
        pageX: 20,
        pageY: 40,
        pageWidth: 2_560,
        pageHeight: 6_000,
        ttl: 9_999_999_999,
      }),
    ),
  ]);
}

beforeAll(async () => {
  emulator = await startTestEmulator();
  for (const name of ['projects', 'gate', 'recordings', 'keys', 'jobs']) await emulator.createTable(name);
  await createTally();
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'blocks' }));
  await kinesis().send(new CreateStreamCommand({ StreamName: 'beacons', ShardCount: 1 }));
  for (const table of ['projects', 'gate', 'tally', 'recordings', 'keys', 'jobs']) {
    vi.stubEnv(`${table.toUpperCase()}_TABLE`, table);
  }
  vi.stubEnv('BLOCKS_BUCKET', 'blocks');
  vi.stubEnv('STREAM_NAME', 'beacons');
  vi.stubEnv('USER_POOL_CLIENT_ID', testClientId);
  vi.stubEnv('ORIGIN_SECRET', testSecret);
  vi.stubEnv('STAGE', 'local');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await fill();
  handler = (await import('./handler.ts')).handler;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator.stop();
});

async function ask(name: RouteName, query: Record<string, string> = {}) {
  const answer = await callRoute(handler, name, { params: { id: project, sid }, query });
  expect([name, answer.status, answer.body]).toEqual([name, 200, answer.body]);
  return answer.json;
}

describe('the query function over emulated tables', () => {
  it('tells what was used of quotas and caps', async () => {
    expect(await ask('usage')).toMatchObject({
      events: { used: 70, quota: null, state: 'ok' },
      recordings: { used: 3 },
      names: { paths: { used: 5_000, cap: 5_000, other: 40 }, eventNames: { used: 0, other: 0 } },
    });
  });

  it('adds up the counters of the hours in the range', async () => {
    const { current } = await ask('overview', { ...range, compare: 'none' });
    // By the day the range is widened to the end of its last day.
    const { points } = await ask('timeseries', { ...range, grain: 'day', metric: 'pageviews,visitors' });

    expect(current).toMatchObject({ visitors: 3, pageviews: 7, sessions: 2 });
    expect(points.map(({ pageviews }: { pageviews: number }) => pageviews)).toEqual([0, 4, 3, 100]);
    expect((await ask('breakdown', { ...range, by: 'path' })).items).toMatchObject([{ value: '/cart', count: 3 }]);
    expect((await ask('pages', range)).items).toMatchObject([{ path: '/cart', pageviews: 3 }]);
  });

  it('pages through the sessions of several days, newest first, filtered and not', async () => {
    const list = async (query: Record<string, string>) => {
      const ids: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const answer: { items: { id: string }[]; nextCursor: string | null } = await ask('sessions', {
          ...range,
          ...query,
          ...(cursor ? { cursor } : {}),
        });
        ids.push(...answer.items.map(({ id }) => id));
        cursor = answer.nextCursor;
      }
      return ids;
    };
    const newest = Array.from({ length: 30 }, (_, n) => `s${n}`);

    expect(await list({ limit: '7' })).toEqual(['s0', sid, ...newest.slice(1)]);
    expect(await list({ limit: '4', filter: '["is","country",["FR"]]', sort: '-activeMs' })).toHaveLength(15);
    expect(await list({ bots: 'include' })).toHaveLength(32);
  });

  it('answers filtered numbers from the sessions', async () => {
    const { current } = await ask('overview', { ...range, filter: '["is","path",["/cart"]]', compare: 'none' });

    expect(current).toMatchObject({ sessions: 1, pageviews: 1 });
  });

  it('opens the events of a session by ranges of its blocks', async () => {
    const { items } = await ask('sessionEvents');

    expect(items.map(({ name }: { name: string }) => name)).toEqual(['number 0', 'number 1']);
  });

  it('lists the frames of a recording, the heat of a page, and when events came', async () => {
    const manifest = await ask('recording');
    const heat = await ask('heatmap', { ...range, pattern: '/*', type: 'click' });

    expect(manifest.frames).toHaveLength(2);
    expect(manifest.objects).toEqual([{ id: '30/object', url: '/b/30/object' }]);
    expect(heat.elements).toMatchObject([{ selector: '#buy', count: 2, visitors: 1, page: { x: 10, y: 20 } }]);
    expect((await ask('session')).pages).toHaveLength(2);
    expect(await ask('status')).toMatchObject({ firstEventAt: new Date(begun).toISOString(), refusals: [] });
  });

  it('puts an erase record on the stream', async () => {
    const { status } = await callRoute(handler, 'deleteSession', { params: { id: project, sid } });
    const client = kinesis();
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: 'beacons' }));
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName: 'beacons',
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));

    expect(status).toBe(204);
    expect(Records.map(({ PartitionKey }) => PartitionKey)).toEqual([`${project}#1`]);
    expect(Records.map(({ Data }) => Data && unpackRecord(Data).envelope)).toMatchObject([
      { kind: 'erase', project, bucket: 1, session: sid },
    ]);
  });
});
