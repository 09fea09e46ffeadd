/** The real handler over emulated tables and bucket. */
import { createHash, randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keptFileLimits } from '#contracts/kept-file.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import { originHeader } from '#contracts/resources.ts';
import { testProject } from '../shared/http/test-call.ts';
import { writeKeyKey } from '../shared/project-items.ts';
import { startTestEmulator, type TestEmulator } from '../shared/test-emulator.ts';

let emulator: TestEmulator;
let documents: DynamoDBDocumentClient;
let handler: typeof import('./handler.ts').handler;

const allowed = 'https://shop.example';

beforeAll(async () => {
  emulator = await startTestEmulator();
  documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  await new S3Client().send(new CreateBucketCommand({ Bucket: 'files' }));
  const environment = {
    PROJECTS_TABLE: await emulator.createTable('projects'),
    GATE_TABLE: await emulator.createTable('gate'),
    DAILY_TABLE: await emulator.createTable('daily'),
    FILES_BUCKET: 'files',
    ORIGIN_SECRET: 'from the cdn',
    STAGE: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const without = { ...defaultSettings, recording: { ...defaultSettings.recording, assets: 'none' as const } };
  for (const [id, key, settings] of [
    ['prj_1', 'ag_key', defaultSettings],
    ['prj_2', 'ag_other', defaultSettings],
    ['prj_3', 'ag_none', without],
  ] as const) {
    const items = [
      testProject({ id, origins: [allowed], settings }),
      { ...writeKeyKey(key), project: id, expiresAt: null },
    ];
    for (const Item of items) await documents.send(new PutCommand({ TableName: 'projects', Item }));
  }
  handler = (await import('./handler.ts')).handler;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator?.stop();
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const font = () => Buffer.concat([Buffer.from('wOF2'), randomBytes(400)]);

async function call(
  routeKey: string,
  query: string,
  body: Uint8Array = new Uint8Array(),
  headers: Record<string, string | undefined> = {},
) {
  const request = {
    routeKey,
    rawQueryString: query,
    headers: { [originHeader]: 'from the cdn', origin: allowed, ...headers },
    requestContext: { requestId: 'r' },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
  const answer = await handler(request, {} as Context);
  return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(answer.body ?? '{}') };
}

const ask = (hashes: readonly string[], key = 'ag_key', origin: string | undefined = allowed) =>
  call('GET /i/files', `k=${key}&f=${hashes.join()}`, undefined, { origin });
const askByBody = (files: unknown, key = 'ag_key', origin = allowed) =>
  call('POST /i/files', `k=${key}`, Buffer.from(JSON.stringify({ files })), { origin });
const keep = (bytes: Uint8Array, hash = hashOf(bytes), key = 'ag_key') =>
  call('POST /i/file', `k=${key}&h=${hash}`, bytes);

describe('files of recorded pages', () => {
  it('are asked for, sent once, and then known to their project alone', async () => {
    const bytes = font();
    const hash = hashOf(bytes);

    expect((await ask([hash, hash])).json).toEqual({ missing: [hash] });
    const kept = await keep(bytes);
    expect(kept).toMatchObject({ status: 201, headers: { 'access-control-allow-origin': '*' } });
    expect((await ask([hash])).json).toEqual({ missing: [] });
    expect((await ask([hash], 'ag_other')).json).toEqual({ missing: [hash] });

    const stored = await new S3Client().send(new GetObjectCommand({ Bucket: 'files', Key: `a/prj_1/${hash}` }));
    expect(Buffer.from((await stored.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    expect(stored).toMatchObject({ ContentType: 'font/woff2', CacheControl: expect.stringContaining('immutable') });
  });

  it('may be stylesheets, which are served as text, and of which nobody can change the content', async () => {
    const sheet = Buffer.from('.ä { color: teal; }\n'.repeat(200));
    const hash = hashOf(sheet);

    expect(await keep(Buffer.from('.a { color: red }'), hash)).toMatchObject({ status: 400 });
    expect((await ask([hash])).json).toEqual({ missing: [hash] });
    expect((await keep(sheet)).status).toBe(201);
    expect(await keep(Buffer.from('.a { color: red }'), hash)).toMatchObject({ status: 400 });

    const stored = await new S3Client().send(new GetObjectCommand({ Bucket: 'files', Key: `a/prj_1/${hash}` }));
    expect(await stored.Body?.transformToString()).toBe(sheet.toString());
    expect(stored.ContentType).toBe('text/plain; charset=utf-8');
  });

  it('are asked for by the same address of all visitors, which caches answer for a minute once none is missing', async () => {
    const [one, other] = [font(), font()];
    const hashes = [one, other].map(hashOf).toSorted();
    await keep(one);
    const before = await ask(hashes);
    await keep(other);
    const after = await ask(hashes);

    expect(before).toMatchObject({ status: 200, json: { missing: [hashOf(other)] } });
    expect(before.headers).toMatchObject({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
    expect(after).toMatchObject({ status: 200, json: { missing: [] } });
    expect(after.headers).toMatchObject({
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
    });
  });

  it('are asked for by a body as well, which no cache answers', async () => {
    const [kept, missing] = [font(), font()];
    await keep(kept);
    const both = await askByBody([hashOf(kept), hashOf(missing), hashOf(missing)]);
    const none = await askByBody([hashOf(kept)]);

    expect(both).toMatchObject({ status: 200, json: { missing: [hashOf(missing)] } });
    expect(none).toMatchObject({ status: 200, json: { missing: [] }, headers: { 'cache-control': 'no-store' } });
  });

  it('are asked for by who may ask: pages of a listed origin, and by GET the API’s own, which browsers do not name', async () => {
    const bytes = font();
    const hash = hashOf(bytes);
    await keep(bytes);
    const own = await call('GET /i/files', `k=ag_key&f=${hash}`, undefined, { origin: undefined });
    const refused = [
      await ask([hash], 'ag_key', 'https://evil.example'),
      await ask([hash], 'ag_key', 'null'),
      await askByBody([hash], 'ag_key', 'https://evil.example'),
      await call('POST /i/files', 'k=ag_key', Buffer.from(`{"files":["${hash}"]}`), { origin: undefined }),
    ];

    expect(own).toMatchObject({ status: 200, json: { missing: [] } });
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 403, json: { error: { code: 'origin_refused' } } });
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    }
    expect(await ask([hash], 'ag_none')).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } });
    expect(await ask([hash], 'ag_nobody')).toMatchObject({ status: 404, json: { error: { code: 'unknown_key' } } });
  });

  it('are asked for by hashes, as many as an address takes', async () => {
    const hash = 'a'.repeat(64);
    const { asked, askedByBody } = keptFileLimits;
    const most = Array.from({ length: asked }, () => hash);
    const said = { error: { code: 'invalid_request', message: expect.stringContaining(`1 to ${asked} SHA-256`) } };

    expect(`/i/files?k=${'k'.repeat(50)}&f=${most.join()}`.length).toBeLessThan(2_048);
    expect(await ask(most)).toMatchObject({ status: 200, json: { missing: [hash] } });
    for (const wrong of [[...most, hash], [], [''], [hash, ''], [hash.toUpperCase()], [hash.slice(1)], ['x']]) {
      expect(await ask(wrong)).toMatchObject({ status: 400, json: said, headers: { 'cache-control': 'no-store' } });
    }
    expect(await call('GET /i/files', 'k=ag_key')).toMatchObject({ status: 400, json: said });
    expect(await askByBody(Array(askedByBody).fill(hash))).toMatchObject({ status: 200 });
    expect(await askByBody(Array(askedByBody + 1).fill(hash))).toMatchObject({ status: 400 });
    expect(await askByBody('x')).toMatchObject({ status: 400 });
  });

  it('are refused with the reason where anything is wrong with them', async () => {
    const bytes = font();
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    const large = Buffer.concat([Buffer.from('wOF2'), Buffer.alloc(keptFileLimits.bytes)]);

    expect(await keep(bytes, 'f'.repeat(64))).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining('do not have the hash') } },
    });
    expect(await keep(bytes, 'F00')).toMatchObject({ status: 400 });
    expect(await keep(page)).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining('Only images, fonts and stylesheets') } },
    });
    expect(await keep(large)).toMatchObject({ status: 413 });
    expect(await keep(bytes, hashOf(bytes), 'ag_nobody')).toMatchObject({
      status: 404,
      json: { error: { code: 'unknown_key' } },
    });
    expect(await keep(bytes, hashOf(bytes), 'ag_none')).toMatchObject({ status: 403 });
    expect(await call('POST /i/file', 'k=ag_key', bytes, { [originHeader]: 'guessed' })).toMatchObject({ status: 403 });
    expect(await call('POST /i/file', 'k=ag_key', bytes, { origin: 'https://evil.example' })).toMatchObject({
      json: { error: { code: 'origin_refused' } },
    });
    expect(await call('POST /i/file', `k=ag_key&h=${hashOf(bytes)}`, bytes, { origin: undefined })).toMatchObject({
      json: { error: { code: 'origin_refused' } },
    });
  });

  it('are bounded a day, and one that is known costs none of it', async () => {
    const { pk, sk } = { pk: 'FILES#prj_2', sk: `DAY#${new Date().toISOString().slice(0, 10)}` };
    const Item = {
      pk,
      sk,
      files: keptFileLimits.filesPerDay - 1,
      bytes: 0,
      ttl: Math.floor(Date.now() / 1_000) + 9_000,
    };
    await documents.send(new PutCommand({ TableName: 'gate', Item }));
    const last = font();

    expect((await keep(last, hashOf(last), 'ag_other')).status).toBe(201);
    expect((await keep(last, hashOf(last), 'ag_other')).status).toBe(201);
    expect(await keep(font(), undefined, 'ag_other')).toMatchObject({
      status: 429,
      json: { error: { code: 'quota_exceeded' } },
    });
  });
});
