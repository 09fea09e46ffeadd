import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDocumentClient } from '../../shared/aws/document-client.ts';
import { lockKey } from '../../shared/job-items.ts';
import { createDailySecretStore } from '../../shared/limits/daily-secret-store.ts';
import { type DailySecretItem, dailySecretKey } from '../../shared/project-items.ts';
import { startTestEmulator, type TestEmulator } from '../../shared/test-emulator.ts';
import type { JobsEnv } from './env.ts';
import { createPastSecretStore, type PastSecretStore } from './past-secret-store.ts';

const day = 86_400_000;
const midnight = Date.parse('2026-11-26T00:00:00Z');
let emulator: TestEmulator;
let past: PastSecretStore;

beforeAll(async () => {
  emulator = await startTestEmulator();
  await emulator.createTable('daily');
  past = createPastSecretStore('daily');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await emulator?.stop();
});

/** A container of ingest, which has not asked yet. */
const ingest = () => createDailySecretStore('daily', createDocumentClient());

async function stored(): Promise<DailySecretItem | undefined> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  const { Item } = await documents.send(
    new GetCommand({ TableName: 'daily', Key: dailySecretKey, ConsistentRead: true }),
  );
  return Item as DailySecretItem | undefined;
}

it('removes the secret of a day once it is over, without a request, and none before', async () => {
  const nothing = await past.remove(midnight);
  const secret = await ingest()(midnight - 1);
  const before = [await past.remove(midnight - 1), await past.remove(midnight + 1_000), (await stored())?.secret];
  const after = [await past.remove(midnight + 60_000), await stored(), await past.remove(midnight + 120_000)];

  expect(nothing).toBe(false);
  expect(before).toEqual([false, false, secret]);
  expect(after).toEqual([true, undefined, false]);
});

it('leaves the secret of the new day, whichever comes first', async () => {
  for (let now = midnight + day; now < midnight + 11 * day; now += day) {
    await ingest()(now - 1);
    const later = now + 60_000;
    const work = [() => ingest()(later), () => past.remove(later), () => ingest()(later), () => past.remove(later)];
    const turned = now % (2 * day) === 0 ? work : work.toReversed();
    const done = await Promise.all(turned.map((begin) => begin()));
    const { day: of, secret } = (await stored()) ?? {};

    expect(of).toBe(new Date(now).toISOString().slice(0, 10));
    expect(done.filter((each) => typeof each === 'string')).toEqual([secret, secret]);
  }
});

it('is removed by every call of the jobs function, also while another is at work', async () => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  const environment: JobsEnv = {
    PROJECTS_TABLE: 'projects',
    GATE_TABLE: 'gate',
    TALLY_TABLE: 'tally',
    RECORDINGS_TABLE: 'recordings',
    KEYS_TABLE: 'keys',
    JOBS_TABLE: await emulator.createTable('jobs'),
    DAILY_TABLE: 'daily',
    ARCHIVE_BUCKET: 'archive',
    FAILURES_BUCKET: 'failures',
    BLOCKS_BUCKET: 'blocks',
    FILES_BUCKET: 'files',
    STREAM_NAME: 'beacons',
    BUCKETS: '1',
    SERVER_SECRET_ARN: 'arn',
    STAGE: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.spyOn(console, 'log').mockReturnValue();
  const { handler } = await import('./handler.ts');
  const lock = { ...lockKey, token: 'another', until: Date.now() + 600_000 };
  await documents.send(new PutCommand({ TableName: 'jobs', Item: lock }));
  const old: DailySecretItem = { ...dailySecretKey, day: '2020-01-01', secret: 'old', ttl: 1 };
  await documents.send(new PutCommand({ TableName: 'daily', Item: old }));

  await handler({}, { getRemainingTimeInMillis: () => 120_000 });

  expect(await stored()).toBeUndefined();
});
