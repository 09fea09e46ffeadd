/** The real stores, against the emulator, held to what the simulator's stores are held to. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../local/emulator.ts';
import { makePlaces, placesOf } from '../../local/places.ts';
import { readStreamEpoch } from './epoch-stream.ts';
import { DynamoItemStore } from './item-store.ts';
import { S3ObjectStore } from './object-store.ts';
import { describeItemStore, describeObjectStore } from './simulator/store-contract.ts';

const state = mkdtempSync(path.join(tmpdir(), 'afterglow-stores-'));
let emulator: Emulator;
let items: DynamoItemStore;
let objects: S3ObjectStore;
let s3: S3Client;
let kinesis: KinesisClient;

beforeAll(async () => {
  const env = { ...process.env, AFTERGLOW_STATE: state, AWS_ENDPOINT_URL: '' };
  const places = placesOf(env);
  makePlaces(places);
  emulator = await startEmulator({ places, env, say: () => {} });
  const settings = {
    endpoint: emulator.endpoint,
    region: emulator.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const dynamo = new DynamoDBClient(settings);
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'contract',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'contract' }));
  kinesis = new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() });
  items = new DynamoItemStore('contract', dynamo);
  objects = new S3ObjectStore('contract', s3);
});

afterAll(async () => {
  await emulator?.stop();
  await rm(state, { recursive: true, force: true });
});

describeItemStore('of DynamoDB', () => items);
describeObjectStore(
  'of S3',
  () => objects,
  async (Key) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'contract', Key }));
    if (!Body) throw new Error(`${Key} has no body`);
    return Body.transformToByteArray();
  },
);

it('the epoch of a stream is when it was made', async () => {
  const before = Date.now();
  await kinesis.send(new CreateStreamCommand({ StreamName: 'contract', ShardCount: 1 }));
  const epoch = await readStreamEpoch('contract', kinesis);

  expect(epoch).toBeGreaterThan(before - 5_000);
  expect(epoch).toBeLessThan(Date.now() + 5_000);
});
