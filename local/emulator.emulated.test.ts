import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { emulatorCredentials } from './aws-clients.ts';
import { type Emulator, region, startEmulator } from './emulator.ts';
import { makePlaces, placesOf } from './places.ts';

const state = mkdtempSync(path.join(tmpdir(), 'afterglow-emulator-'));
const places = placesOf({ ...process.env, AFTERGLOW_STATE: state });
makePlaces(places);
const { AWS_ENDPOINT_URL: _, ...env } = process.env;

let running: Emulator | undefined;
let said: string[] = [];
async function start(over: NodeJS.ProcessEnv = {}): Promise<Emulator> {
  said = [];
  const emulator = await startEmulator({ places, env: { ...env, ...over }, say: (line) => said.push(line) });
  running = emulator;
  return emulator;
}
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

const database = (endpoint: string) => new DynamoDBClient({ endpoint, region, credentials: emulatorCredentials });
const tables = async (endpoint: string) => (await database(endpoint).send(new ListTablesCommand({}))).TableNames;
const makeTable = (endpoint: string, TableName: string) =>
  database(endpoint).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );

describe('the emulator', () => {
  it('keeps its state and its port over a graceful stop', async () => {
    const first = await start();
    await makeTable(first.endpoint, 'kept');
    await first.stop();
    const second = await start();

    expect(await tables(second.endpoint)).toEqual(['kept']);
    expect(second.endpoint).toBe(first.endpoint);
    expect(said).toEqual([]);
  });

  it('tells of a crash while it runs, and again at the next start', async () => {
    const first = await start();
    await makeTable(first.endpoint, 'lost');
    const { pid } = JSON.parse(readFileSync(places.marker, 'utf8')) as { pid: number };

    process.kill(pid, 'SIGKILL');

    expect(await first.crashed).toContain('SIGKILL');
    const second = await start();
    expect(said.join()).toContain('crashed last time');
    expect(await tables(second.endpoint)).toEqual(['kept']);
  });

  it('lets one that outlived its start save and end first', async () => {
    const orphan = await start();
    await makeTable(orphan.endpoint, 'saved');
    const next = await start();

    expect(said.join()).toContain('left its emulator running');
    expect(await tables(next.endpoint)).toEqual(['kept', 'saved']);
  });

  it('uses the endpoint it is given if that answers, and leaves it running', async () => {
    const own = await start();
    const given = await start({ AWS_ENDPOINT_URL: own.endpoint });
    await given.stop();

    expect(given.endpoint).toBe(own.endpoint);
    expect(await tables(own.endpoint)).toContain('kept');
    running = own;
  });

  it('starts its own where nothing answers, and says so', async () => {
    const own = await start({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });

    expect(own.endpoint).not.toContain(':9/');
    expect(said.join()).toContain('nothing answers at AWS_ENDPOINT_URL');
  });

  it('never works on AWS itself', async () => {
    await expect(start({ AWS_ENDPOINT_URL: 'https://dynamodb.us-east-1.amazonaws.com' })).rejects.toThrow(
      'npm run deploy',
    );
  });
});
