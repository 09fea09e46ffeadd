/** Every route under calls that schemathesis makes up: as the owner, as a stranger, and as nobody. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { soak } from '../functions/shared/test-soak.ts';
import { Api } from './api.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { type FuzzOptions, fuzzApi, schemathesis } from './schemathesis.ts';
import { until } from './wait.ts';

const ready = inject('ready');

type User = { email: string; password: string };

async function newUser(): Promise<User> {
  const user = { email: `fuzz-${randomUUID()}@example.com`, password: 'a-Long-enough-1 password' };
  const nobody = new Api(ready.api);
  await nobody.call('signUp', { body: user });
  await nobody.call('confirm', { body: { email: user.email, code: '123456' } });
  return user;
}

/** Signed in anew: a token lasts a quarter of an hour, and the soak longer. */
async function signedIn(user: User): Promise<{ api: Api; token: string }> {
  const { json } = await new Api(ready.api).call('login', { body: user });
  return { api: new Api(ready.api, json.accessToken), token: json.accessToken };
}

describe('the API under calls that are made up from its own document', () => {
  let owner: User;
  let stranger: User;
  let options: Omit<FuzzOptions, 'without'>;
  let command: string;
  let session: string;
  let id: string;

  const passed = (report: string): number =>
    Number(/(\d+) passed/.exec(report.split('Test cases:')[1] ?? '')?.[1] ?? 0);

  beforeAll(async () => {
    command = await schemathesis();
    [owner, stranger] = [await newUser(), await newUser()];
    const { api } = await signedIn(owner);
    const { json: project } = await api.call('createProject', { body: { name: 'Fuzzed' } });
    id = project.id;
    const head = header();
    session = head.session;
    await send(ready.api, project.writeKey, beaconText(head, [pageview({ path: '/fuzzed' })]));
    await until(
      'the session is there',
      () => api.send('session', { params: { id, sid: session } }),
      ({ status }) => status === 200,
    );
    const known = {
      id,
      sid: session,
      k: project.writeKey,
      key: project.writeKey,
      t: String(Date.now()),
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: new Date(Date.now() + 3_600_000).toISOString(),
      metric: 'visitors,pageviews',
      path: '/fuzzed',
      project: id,
    };
    const phases = soak(0, 1) ? 'examples,coverage,fuzzing' : 'fuzzing';
    options = { api: ready.api, known, phases, examples: soak(3, 15), seed: 1 };
  }, 180_000);

  it(
    'answers its owner as the document says',
    async () => {
      // What would end the owner's project, session or account is asked for by the others.
      const without = ['--exclude-method', 'DELETE', '--exclude-path-regex', '^/api/auth/'];
      const report = await fuzzApi(command, { ...options, token: (await signedIn(owner)).token, without });

      expect(passed(report)).toBeGreaterThan(50);
    },
    soak(120_000, 1_800_000),
  );

  it(
    'answers a stranger as the document says, and shows and changes nothing',
    async () => {
      const before = await (await signedIn(owner)).api.call('readProject', { params: { id } });
      const without = ['--exclude-path-regex', '^/(api/auth/|i)'];
      const report = await fuzzApi(command, { ...options, token: (await signedIn(stranger)).token, without });
      const after = await (await signedIn(owner)).api.call('readProject', { params: { id } });

      expect(passed(report)).toBeGreaterThan(50);
      expect(after.json).toEqual(before.json);
      expect((await (await signedIn(owner)).api.call('session', { params: { id, sid: session } })).json.id).toBe(
        session,
      );
      expect((await (await signedIn(stranger)).api.send('readProject', { params: { id } })).status).toBe(404);
    },
    soak(120_000, 1_800_000),
  );

  it(
    'answers nobody as the document says',
    async () => {
      const report = await fuzzApi(command, { ...options, without: ['--exclude-path-regex', '^/i'] });

      expect(passed(report)).toBeGreaterThan(50);
      expect((await (await signedIn(owner)).api.call('session', { params: { id, sid: session } })).json.id).toBe(
        session,
      );
    },
    soak(120_000, 1_800_000),
  );
});
