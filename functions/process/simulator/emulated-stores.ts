/** An emulator with the tables, buckets, stream and secret that the two consumers need, for tests. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startEmulator } from '../../../local/emulator.ts';
import { makePlaces, placesOf } from '../../../local/places.ts';
import { type ItemKey, itemId } from '../stores.ts';
import { Stores, serverSecret } from './world.ts';

export const tableNames = ['tally', 'recordings', 'keys', 'contract'] as const;
export const bucketNames = ['archive', 'blocks', 'failures', 'contract'] as const;
export const streamName = 'beacons';

export interface EmulatedStores {
  endpoint: string;
  region: string;
  secretArn: string;
  dynamo: DynamoDBClient;
  s3: S3Client;
  kinesis: KinesisClient;
  readObject(bucket: string, name: string): Promise<Uint8Array>;
  /** Everything that is in the tables and buckets, as the simulator's stores hold it. */
  copy(): Promise<Stores>;
  stop(): Promise<void>;
}

export async function startEmulatedStores(): Promise<EmulatedStores> {
  const state = mkdtempSync(path.join(tmpdir(), 'afterglow-stores-'));
  const env = {
    ...process.env,
    AFTERGLOW_STATE: state,
    AWS_ENDPOINT_URL: '',
    // The emulator's Python is installed once for all tests and `npm start`.
    AFTERGLOW_VENV: process.env.AFTERGLOW_VENV ?? path.join(import.meta.dirname, '../../../.local/venv'),
  };
  const places = placesOf(env);
  makePlaces(places);
  const emulator = await startEmulator({ places, env, say: () => {} });
  const { endpoint, region } = emulator;
  const settings = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const dynamo = new DynamoDBClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const kinesis = new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() });
  await Promise.all([
    ...tableNames.map((TableName) => dynamo.send(new CreateTableCommand({ TableName, ...keys }))),
    ...bucketNames.map((Bucket) => s3.send(new CreateBucketCommand({ Bucket }))),
    kinesis.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: 1 })),
  ]);
  const { ARN: secretArn = '' } = await new SecretsManagerClient(settings).send(
    new CreateSecretCommand({ Name: 'server', SecretString: serverSecret }),
  );
  const readObject = async (Bucket: string, Key: string): Promise<Uint8Array> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    if (!Body) throw new Error(`${Key} has no body`);
    return Body.transformToByteArray();
  };
  return {
    endpoint,
    region,
    secretArn,
    dynamo,
    s3,
    kinesis,
    readObject,
    async copy() {
      const stores = new Stores();
      const documents = DynamoDBDocumentClient.from(dynamo);
      for (const name of ['tally', 'recordings', 'keys'] as const) {
        for (const item of await everyItem(documents, name)) stores[name].items.set(itemId(item), item);
      }
      for (const name of ['archive', 'blocks', 'failures'] as const) {
        for (const key of await everyName(s3, name)) stores[name].objects.set(key, await readObject(name, key));
      }
      return stores;
    },
    async stop() {
      await emulator.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

const keys = {
  BillingMode: 'PAY_PER_REQUEST' as const,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
};

async function everyItem(documents: DynamoDBDocumentClient, TableName: string): Promise<ItemKey[]> {
  const items: ItemKey[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    );
    items.push(...((page.Items ?? []) as ItemKey[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

async function everyName(s3: S3Client, Bucket: string): Promise<string[]> {
  const names: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, ...(ContinuationToken ? { ContinuationToken } : {}) }),
    );
    names.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return names;
}
