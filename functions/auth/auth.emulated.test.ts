/** The real handler over emulated Cognito and DynamoDB. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RouteName } from '#contracts/routes.ts';
import type { HttpHandler } from '../shared/http/serve.ts';
import { callRoute, type TestCall, testSecret } from '../shared/http/test-call.ts';
import { ownerKey, writeKeyKey } from '../shared/project-items.ts';
import { startTestEmulator, type TestEmulator } from '../shared/test-emulator.ts';
import { subjectOf } from './access-token.ts';
import { createOwnerStore } from './owner-store.ts';

const password = 'a-Long-enough-1 password';
let emulator: TestEmulator;
let handler: HttpHandler;
let clientId: string;
let poolId: string;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  emulator = await startTestEmulator();
  const table = await emulator.createTable('projects');
  ({ clientId, poolId } = await emulator.createUserPool());
  vi.stubEnv('PROJECTS_TABLE', table);
  vi.stubEnv('JOBS_TABLE', await emulator.createTable('jobs'));
  vi.stubEnv('USER_POOL_ID', poolId);
  vi.stubEnv('USER_POOL_CLIENT_ID', clientId);
  vi.stubEnv('ORIGIN_SECRET', testSecret);
  vi.stubEnv('STAGE', 'local');
  vi.stubEnv('BUCKETS', '1');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  handler = (await import('./handler.ts')).handler;
  documents = DynamoDBDocumentClient.from(new DynamoDBClient());
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator.stop();
});

const call = (name: RouteName, options: TestCall = {}) => callRoute(handler, name, { user: null, ...options });

/** Signs a user up, confirms and signs in; `as` calls routes with the claims that the gateway would pass on. */
async function member(email: string) {
  await call('signUp', { body: { email, password, name: 'Ann' } });
  await call('confirm', { body: { email, code: '123456' } });
  const login = await call('login', { body: { email, password } });
  const token = login.json.accessToken as string;
  const sub = subjectOf(token);
  const as = (name: RouteName, options: TestCall = {}) =>
    callRoute(handler, name, {
      user: sub,
      claims: { sub, token_use: 'access', client_id: clientId },
      headers: { authorization: `Bearer ${token}` },
      ...options,
    });
  return { sub, token, cookie: login.cookies[0]?.split(';')[0] ?? '', as };
}

const keyItem = async (key: string) =>
  (await documents.send(new GetCommand({ TableName: 'projects', Key: writeKeyKey(key), ConsistentRead: true }))).Item;

describe('an account', () => {
  it('is signed up, confirmed, signed in, refreshed and signed out', async () => {
    const body = { email: 'ann@example.com', password };
    const signUp = await call('signUp', { body: { ...body, name: 'Ann' } });
    const early = await call('login', { body });
    const confirm = await call('confirm', { body: { email: body.email, code: '123456' } });
    const login = await call('login', { body });
    const cookie = login.cookies[0]?.split(';')[0] ?? '';
    const refresh = await call('refresh', { headers: { cookie } });
    const logout = await call('logout', { headers: { cookie } });
    const late = await call('refresh', { headers: { cookie } });

    expect([signUp.status, confirm.status, login.status, refresh.status, logout.status]).toEqual([
      202, 200, 200, 200, 204,
    ]);
    expect(early.json.error.code).toBe('not_confirmed');
    expect(subjectOf(refresh.json.accessToken)).toBe(subjectOf(login.json.accessToken));
    expect(late.status).toBe(401);
    expect(late.headers['set-cookie']).toMatch(/^afterglow_refresh=; Max-Age=0/);
  });

  it('says who is signed in', async () => {
    const { as, sub } = await member('bea@example.com');

    expect((await as('me')).json).toEqual({ id: sub, email: 'bea@example.com', name: 'Ann' });
  });

  it('gets a new password by a code, and the old one stops', async () => {
    await member('cid@example.com');
    const forgot = await call('forgot', { body: { email: 'cid@example.com' } });
    const reset = await call('reset', {
      body: { email: 'cid@example.com', code: '654321', password: 'an-Other long-1 password' },
    });

    expect([forgot.status, reset.status]).toEqual([202, 200]);
    expect((await call('login', { body: { email: 'cid@example.com', password } })).status).toBe(401);
    expect(
      (await call('login', { body: { email: 'cid@example.com', password: 'an-Other long-1 password' } })).status,
    ).toBe(200);
  });

  it('has the password of whoever got the code, not of whoever signed up first with the address', async () => {
    const email = 'own@example.com';
    const login = async (tried: string) => (await call('login', { body: { email, password: tried } })).status;
    await call('signUp', { body: { email, password: 'the stranger had 1' } });
    await call('signUp', { body: { email, password } });
    const weak = await call('confirm', { body: { email, code: '123456', password: 'weak' } });
    const early = await login('the stranger had 1');
    const confirm = await call('confirm', { body: { email, code: '123456', password } });

    expect([weak.status, early, confirm.status]).toEqual([400, 403, 200]);
    expect(weak.json.error.code).toBe('weak_password');
    expect([await login('the stranger had 1'), await login(password)]).toEqual([401, 200]);
  });

  it.each([
    ['login', { password: 'wrong-Password-1' }],
    ['signUp', { password }],
    ['signUp', { password: 'weak' }],
    ['forgot', {}],
    ['resend', {}],
  ] as [RouteName, object][])('%s answers alike for known and unknown addresses: %o', async (name, fields) => {
    await member('dot@example.com');
    const known = await call(name, { body: { email: 'dot@example.com', ...fields } });
    const unknown = await call(name, { body: { email: `${crypto.randomUUID()}@example.com`, ...fields } });

    expect(known.status).toBe(unknown.status);
    expect(known.body).toBe(unknown.body);
    expect(known.cookies).toEqual(unknown.cookies);
  });
});

describe('a project', () => {
  it('is created, read, listed page by page and seen by nobody else', async () => {
    const { as } = await member('eve@example.com');
    const other = await member('fay@example.com');
    const made = [];
    for (const name of ['One', 'Two', 'Three']) made.push((await as('createProject', { body: { name } })).json);
    const [first] = made;
    const page = await as('listProjects', { query: { limit: '2' } });
    const rest = await as('listProjects', { query: { limit: '2', cursor: page.json.nextCursor } });
    const foreign = await other.as('listProjects', { query: { limit: '2', cursor: page.json.nextCursor } });

    expect(first).toMatchObject({ name: 'One', timeZone: 'UTC', origins: [], role: 'owner' });
    expect(first.writeKey).toMatch(/^ag_[0-9A-Za-z]{24}$/);
    expect((await as('readProject', { params: { id: first.id } })).json).toEqual(first);
    expect([...page.json.items, ...rest.json.items].map(({ name }) => name)).toEqual(['One', 'Two', 'Three']);
    expect(rest.json.nextCursor).toBeNull();
    expect(foreign.json.error.code).toBe('invalid_cursor');
    expect((await other.as('readProject', { params: { id: first.id } })).status).toBe(404);
    expect((await other.as('patchProject', { params: { id: first.id }, body: { name: 'Mine' } })).status).toBe(404);
    expect((await other.as('listProjects')).json.items).toEqual([]);
    expect(await keyItem(first.writeKey)).toMatchObject({ project: first.id, expiresAt: null });
  });

  it('is changed by merge patches, which keep each other when they come at once', async () => {
    const { as } = await member('gil@example.com');
    const { id, settings } = (await as('createProject', { body: { name: 'Shop' } })).json;
    const patches = [
      { name: 'Shop 2', origins: ['https://Shop.example:443', 'https://*.shop.example'] },
      { settings: { privacy: { mask: 'all' } } },
      { settings: { privacy: { blockSelectors: ['.card'] }, recording: { sampling: 0.5 } } },
      { timeZone: 'Europe/Berlin', settings: { eventDays: 90 } },
    ];
    const answers = await Promise.all(patches.map((body) => as('patchProject', { params: { id }, body })));
    const read = (await as('readProject', { params: { id } })).json;

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(read).toMatchObject({
      name: 'Shop 2',
      timeZone: 'Europe/Berlin',
      origins: ['https://shop.example', 'https://*.shop.example'],
      settings: {
        recording: { ...settings.recording, sampling: 0.5 },
        privacy: { ...settings.privacy, mask: 'all', blockSelectors: ['.card'] },
        paths: settings.paths,
        eventDays: 90,
      },
    });
    expect((await as('patchProject', { params: { id }, body: {} })).json).toEqual(read);
  });

  it('takes no selector that no browser reads, and nothing else of its patch', async () => {
    const { as } = await member('hedy@example.com');
    const { id, settings } = (await as('createProject', { body: { name: 'Selectors' } })).json;
    const privacy = { mask: 'all', maskSelectors: ['.name', 'div['] };
    const refused = await as('patchProject', { params: { id }, body: { settings: { privacy } } });

    expect(refused.status).toBe(400);
    expect(refused.json.error.message).toContain('body "settings.privacy.maskSelectors": "div[" is not a CSS selector');
    expect((await as('readProject', { params: { id } })).json.settings).toEqual(settings);
  });

  it('rotates its write key; the old one works on until it is deleted', async () => {
    const { as } = await member('hal@example.com');
    const { id, writeKey: old } = (await as('createProject', { body: { name: 'Keys' } })).json;
    const rotated = await as('createWriteKey', { params: { id } });
    const current = rotated.json.key as string;
    const between = (await as('readProject', { params: { id } })).json;
    const item = await keyItem(old);
    const refused = await as('deleteWriteKey', { params: { id, key: current } });
    const removed = await as('deleteWriteKey', { params: { id, key: old } });
    const again = await as('deleteWriteKey', { params: { id, key: old } });

    expect(rotated.status).toBe(201);
    expect(between.writeKey).toBe(current);
    expect(between.writeKeys.map(({ key }: { key: string }) => key)).toEqual([current, old]);
    expect(Date.parse(item?.expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect(item?.ttl).toBe(Math.ceil(Date.parse(item?.expiresAt) / 1_000));
    expect([refused.status, removed.status, again.status]).toEqual([400, 204, 404]);
    expect(await keyItem(old)).toBeUndefined();
    expect(await keyItem(current)).toBeDefined();
  });

  it('keeps every key of rotations at the same time in step with its list', async () => {
    const { as } = await member('ida@example.com');
    const { id } = (await as('createProject', { body: { name: 'Busy' } })).json;
    const rotations = await Promise.all(Array.from({ length: 4 }, () => as('createWriteKey', { params: { id } })));
    const { writeKeys } = (await as('readProject', { params: { id } })).json;

    expect(rotations.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(writeKeys).toHaveLength(5);
    for (const { key, expiresAt } of writeKeys) expect((await keyItem(key))?.expiresAt).toBe(expiresAt);
    expect(writeKeys.filter(({ expiresAt }: { expiresAt: string | null }) => expiresAt === null)).toHaveLength(1);
  });

  it('is gone when deleted, with its keys and memberships', async () => {
    const { as } = await member('joy@example.com');
    const { id, writeKey } = (await as('createProject', { body: { name: 'Short' } })).json;
    await as('createWriteKey', { params: { id } });
    const removed = await as('deleteProject', { params: { id } });
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: 'projects' }));
    const left = Items.filter((item) => JSON.stringify(item).includes(id));

    expect(removed.status).toBe(204);
    expect((await as('readProject', { params: { id } })).status).toBe(404);
    expect((await as('listProjects')).json.items).toEqual([]);
    expect(await keyItem(writeKey)).toBeUndefined();
    expect(left).toEqual([expect.objectContaining({ sk: 'META', deletedAt: expect.any(String), keys: [] })]);
  });
});

describe('the owner of an installation', () => {
  it('is exactly one of those who claim it at once', async () => {
    const table = await emulator.createTable('fresh');
    const owners = createOwnerStore(table);
    const claims = await Promise.all(
      ['a', 'b', 'c', 'd'].map((user) => owners.claim(user, '2026-01-01T00:00:00.000Z')),
    );
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key: ownerKey }));

    expect(new Set(claims).size).toBe(1);
    expect(Item?.user).toBe(claims[0]);
  });
});
