/** The two commands that operators run, as they run them, against the stack that npm start made. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, ListStreamsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { Api } from './api.ts';
import { awsSettings, everyObject } from './aws.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const state = inject('state');
const aws = awsSettings(ready.endpoint, ready.region);
const root = path.join(import.meta.dirname, '..');
let api: Api;

beforeAll(async () => {
  api = await Api.signIn(ready);
});

interface Ran {
  code: number;
  out: string;
  err: string;
}

async function command(name: 'redrive' | 'reconcile', ...args: string[]): Promise<Ran> {
  const env = { ...process.env, AFTERGLOW_STATE: state };
  try {
    const file = `tools/operate/${name}.ts`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: root, env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** A project of its own in UTC, whose day is today's. */
async function project(): Promise<{ id: string; writeKey: string }> {
  const { json } = await api.call('createProject', { body: { name: 'Operated', timeZone: 'UTC', origins: [] } });
  return json;
}

const today = () => new Date().toISOString().slice(0, 10);
const pageviews = async (id: string) => {
  const from = `${today()}T00:00:00Z`;
  const to = new Date(Date.parse(from) + 86_400_000).toISOString();
  return (await api.call('overview', { params: { id }, query: { from, to } })).json.current.pageviews;
};

async function named(all: readonly string[] | undefined, part: string): Promise<string> {
  const found = all?.find((name) => name.toLowerCase().includes(part));
  if (!found) throw new Error(`nothing is named ${part}`);
  return found;
}

describe('npm run reconcile', () => {
  it('finds no drift, then a tampered counter, mends it, and finds none', async () => {
    const { id, writeKey } = await project();
    for (let n = 0; n < 3; n += 1) {
      const sent = await send(ready.api, writeKey, beaconText(header(), [pageview({ path: `/page-${n}` })]));
      expect(sent.status).toBe(202);
    }
    await until(
      'counted',
      () => pageviews(id),
      (count) => count === 3,
    );
    const args = ['--project', id, '--day', today()];
    const right = await command('reconcile', ...args);

    const tables = await new DynamoDBClient(aws).send(new ListTablesCommand({}));
    const tally = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
    const TableName = await named(tables.TableNames, 'tally');
    const { Items = [] } = await tally.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `C#${id}#human#all#${today()}` },
      }),
    );
    const { pk, sk } = Items[0] as { pk: string; sk: string };
    await tally.send(
      new UpdateCommand({
        TableName,
        Key: { pk, sk },
        UpdateExpression: 'SET counts.pageviews = counts.pageviews + :more',
        ExpressionAttributeValues: { ':more': 5 },
      }),
    );
    const tampered = await command('reconcile', ...args);
    const looked = await pageviews(id);
    const mended = await command('reconcile', ...args, '--fix');
    const after = await command('reconcile', ...args);
    const quotas = await command('reconcile', '--project', id, '--month', today().slice(0, 7));

    expect(right).toMatchObject({ code: 0, err: '' });
    expect(right.out).toMatch(/3 beacons in \d+ archived objects recounted/);
    expect(right.out).toContain('Drift: 0.');
    expect(tampered.code).toBe(3);
    expect(tampered.out).toMatch(/pageviews is \d+, should be \d+ \(\+5\)\nDrift: 1 numbers/);
    expect(looked).toBe(8);
    expect(mended).toMatchObject({ code: 0 });
    expect(mended.out).toContain('Mended: 1 items and 0 sessions.');
    expect(after.out).toContain('Drift: 0.');
    expect(quotas).toMatchObject({ code: 0, err: '' });
    expect(quotas.out).toMatch(/3 beacons in \d+ archived objects recounted/);
    expect(quotas.out).toMatch(/^usage +\d items +drift 0$/m);
    expect(await pageviews(id)).toBe(3);
  });

  it('says what is wrong with what it was asked', async () => {
    const asked = await Promise.all([
      command('reconcile', '--day', today()),
      command('reconcile', '--project', ready.projectId, '--day', '2026-02-30'),
      command('reconcile', '--project', 'nobody', '--day', today()),
      command('reconcile', '--project', ready.projectId, '--day', today(), '--stage', 'staging'),
    ]);

    expect(asked.map(({ code }) => code)).toEqual([2, 1, 1, 1]);
    expect(asked.map(({ err }) => err.split('\n')[0])).toEqual([
      'Usage: npm run reconcile -- --project ID (--day 2026-11-25 | --month 2026-11) [options]',
      "'2026-02-30' is no day; write it as 2026-11-25",
      'Stage local has no project nobody.',
      "There is no stage 'staging'; choose local, dev, prod.",
    ]);
  });

  it('runs as a function of its own too, over every project', async () => {
    const lambda = new LambdaClient(aws);
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const FunctionName = await named(
      Functions.map((one) => one.FunctionName ?? ''),
      'reconcile',
    );
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as { projects: number; drift: number };

    expect([FunctionError, answer]).toEqual([undefined, { projects: expect.any(Number), drift: 0 }]);
    expect(answer.projects).toBeGreaterThan(0);
  });
});

describe('npm run redrive', () => {
  it('puts through what failed, once, and leaves what is still broken', async () => {
    const { id } = await project();
    const head = header();
    const at = Date.now();
    const event = pageview({ at });
    const { secret: _, ...kept } = head;
    const envelope: BeaconEnvelope = {
      kind: 'beacon',
      project: id,
      bucket: 0,
      receivedAt: at,
      offset: 0,
      hours: [Math.floor(at / 3_600_000) * 3_600_000],
      paths: {},
      header: kept,
      settings: { timeZone: 'UTC', fold: [], keepParams: [], recordingDays: 30, eventDays: 395 },
      client: { country: '', region: '', city: '', browser: 'Chrome', os: 'Linux', bot: false },
    };
    const record = framed(envelope, beaconText(head, [event]));
    const broken = Buffer.from(record);
    broken[0] = 9;
    const kinesis = new KinesisClient(aws);
    const { StreamNames } = await kinesis.send(new ListStreamsCommand({}));
    const StreamName = await named(StreamNames, 'stream');
    // Nobody else's key: the consumers refuse it, and the command puts it under its own.
    const foreign = `foreign-${randomUUID()}#0`;
    for (const Data of [record, broken]) {
      await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: foreign, Data }));
    }
    const failed = async () =>
      (await everyObject(aws)).filter(({ where, text }) => /failures/i.test(where) && text.includes(foreign)).length;
    await until('both refused by both', failed, (count) => count === 4, 60_000);
    const before = await pageviews(id);

    const looked = await command('redrive', '--stage', 'local', '--dry-run');
    const first = await command('redrive', '--stage', 'local');
    await until(
      'counted',
      () => pageviews(id),
      (count) => count === 1,
      60_000,
    );
    const second = await command('redrive', '--stage', 'local');

    /** Other tests leave failures of their own. */
    const told = ({ out }: Ran, word: string) =>
      out.split('\n').filter((line) => line.startsWith(word) && (line.includes(foreign) || line.includes(`${id}#0`)));

    expect(before).toBe(0);
    expect(told(looked, 'would put')).toEqual([
      expect.stringMatching(/^would put aggregate\/\d+-\d+ \(.*session .*\); it failed with: InvalidRecordError/),
      expect.stringMatching(/^would put record\/\d+-\d+ \(.*session .*\); it failed with: InvalidRecordError/),
    ]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(told(first, 'put ')).toHaveLength(2);
    expect(told(first, 'put ')[0]).toContain(`${id}#0, session ${head.session}`);
    expect(told(first, 'left ')).toHaveLength(2);
    expect(told(first, 'left ')[0]).toContain('still broken: version 9 of stream records is unknown');
    expect(first.out).toMatch(/\n\d+ records put on the stream, \d+ left as still broken, \d+ objects unreadable\./);
    expect(told(second, 'put ')).toEqual([]);
    expect(told(second, 'left ')).toHaveLength(2);
    expect(await failed()).toBe(2);
    expect(await pageviews(id)).toBe(1);
  });
});

/** As ingest frames it: version, length of the envelope, envelope, body. */
function framed(envelope: BeaconEnvelope, body: string): Uint8Array {
  const head = Buffer.from(JSON.stringify(envelope));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.byteLength);
  return Buffer.concat([Buffer.of(1), length, head, Buffer.from(body)]);
}
