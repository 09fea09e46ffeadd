import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '#contracts/errors.ts';
import { type RouteName, routes } from '#contracts/routes.ts';
import { serve } from '../shared/http/serve.ts';
import { callRoute, type TestCall, testDeps } from '../shared/http/test-call.ts';
import { accountRoutes } from './account-routes.ts';
import type { IdentityStore } from './identity-store.ts';
import { projectRoutes } from './project-routes.ts';
import type { ProjectStore } from './project-store.ts';
import { randomDigits } from './random-id.ts';

const now = () => new Date('2026-03-01T12:00:00.000Z');
const user = { email: 'a@example.com', password: 'long-enough-1' };
const tokenOf = (sub: string) => `h.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.s`;

/** The auth function over an identity store whose calls are watched, and an owner in memory. */
function auth({ stage = 'prod', owner, sub = 'user-1' }: { stage?: string; owner?: string; sub?: string } = {}) {
  const session = { accessToken: tokenOf(sub), expiresIn: 900, refreshToken: 'refresh-1' };
  const identities = {
    signUp: vi.fn<IdentityStore['signUp']>(async () => {}),
    confirm: vi.fn<IdentityStore['confirm']>(async () => {}),
    resend: vi.fn<IdentityStore['resend']>(async () => {}),
    login: vi.fn<IdentityStore['login']>(async () => session),
    refresh: vi.fn<IdentityStore['refresh']>(async () => ({ accessToken: tokenOf(sub), expiresIn: 900 })),
    revoke: vi.fn<IdentityStore['revoke']>(async () => {}),
    forgot: vi.fn<IdentityStore['forgot']>(async () => {}),
    reset: vi.fn<IdentityStore['reset']>(async () => {}),
    me: vi.fn<IdentityStore['me']>(async () => ({ id: sub, email: user.email, name: null })),
  };
  let held = owner;
  const owners = {
    read: async () => held,
    claim: async (claimant: string) => {
      held ??= claimant;
      return held;
    },
  };
  const unused = (): never => {
    throw new Error('this test does not touch projects');
  };
  const projects: ProjectStore = { create: unused, list: unused, patch: unused, changeKeys: unused, remove: unused };
  const common = { stage, owners, now };
  const handlers = {
    ...accountRoutes({ ...common, identities }),
    ...projectRoutes({
      buckets: 1,
      ...common,
      projects,
      jobs: { create: unused, read: unused, list: unused },
      digits: randomDigits,
    }),
  };
  const handler = serve('auth', handlers, testDeps({ stage: 'local' }));
  return {
    handlers,
    identities,
    owners,
    call: (name: RouteName, call?: TestCall) => callRoute(handler, name, call),
  };
}

describe('the auth function', () => {
  it('has a handler for each of its routes in the table, and no other', () => {
    const names = Object.entries(routes).flatMap(([name, { fn }]) => (fn === 'auth' ? [name] : []));

    expect(Object.keys(auth().handlers).sort()).toEqual(names.sort());
  });
});

describe('signing up', () => {
  it('is open until there is an owner, and for ever at stage local', async () => {
    const open = async (options: Parameters<typeof auth>[0]) =>
      (await auth(options).call('authStatus')).json.signUpOpen;

    expect(await open({})).toBe(true);
    expect(await open({ owner: 'user-1' })).toBe(false);
    expect(await open({ owner: 'user-1', stage: 'local' })).toBe(true);
  });

  it('hands the sign-up on with the address trimmed and in lower case', async () => {
    const { call, identities } = auth();
    const answer = await call('signUp', { body: { ...user, email: '  A@Example.com ', name: 'Ann' } });

    expect(answer.status).toBe(202);
    expect(identities.signUp).toHaveBeenCalledWith({ ...user, name: 'Ann' });
  });

  it('asks Cognito nothing when closed or when the password is weak', async () => {
    const closed = auth({ owner: 'user-9' });
    const weak = auth();

    expect((await closed.call('signUp', { body: user })).json.error.code).toBe('signup_closed');
    expect((await weak.call('signUp', { body: { ...user, password: 'short' } })).json.error.code).toBe('weak_password');
    expect(closed.identities.signUp).not.toHaveBeenCalled();
    expect(weak.identities.signUp).not.toHaveBeenCalled();
  });
});

describe('confirming an address', () => {
  const code = { email: user.email, code: '123456' };

  it('sets the password that comes with the code', async () => {
    const { call, identities } = auth();
    const answer = await call('confirm', { body: { ...code, password: user.password } });

    expect(answer.status).toBe(200);
    expect(identities.confirm).toHaveBeenCalledWith(user.email, '123456', user.password);
  });

  it('wants the password until there is an owner, before the code is spent', async () => {
    const { call, identities } = auth();
    const answer = await call('confirm', { body: code });

    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('send the `password`'),
    });
    expect(identities.confirm).not.toHaveBeenCalled();
  });

  it.each([{ owner: 'user-1' }, { stage: 'local' }])('needs no password with %o', async (options) => {
    const { call, identities } = auth(options);
    const answer = await call('confirm', { body: code });

    expect(answer.status).toBe(200);
    expect(identities.confirm).toHaveBeenCalledWith(user.email, '123456', undefined);
  });

  it.each([{}, { owner: 'user-1' }, { stage: 'local' }])(
    'refuses a weak password before the code is spent, with %o',
    async (options) => {
      const { call, identities } = auth(options);
      const answer = await call('confirm', { body: { ...code, password: 'short' } });

      expect(answer.json.error.code).toBe('weak_password');
      expect(identities.confirm).not.toHaveBeenCalled();
    },
  );
});

describe('signing in', () => {
  it('answers the access token and keeps the refresh token in a cookie that no script reads', async () => {
    const { call, owners } = auth();
    const answer = await call('login', { body: user });

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ accessToken: tokenOf('user-1'), expiresIn: 900 });
    expect(answer.body).not.toContain('refresh-1');
    expect(answer.cookies).toEqual([
      'afterglow_refresh=refresh-1; Max-Age=2592000; Path=/api/auth; HttpOnly; SameSite=Strict; Secure',
    ]);
    expect(await owners.read()).toBe('user-1');
  });

  it('leaves Secure out at stage local alone', async () => {
    const { cookies } = await auth({ stage: 'local' }).call('login', { body: user });

    expect(cookies[0]).not.toContain('Secure');
  });

  it('turns away whoever is not the owner, and takes the token back', async () => {
    const { call, identities } = auth({ owner: 'user-1', sub: 'user-2' });
    const answer = await call('login', { body: user });

    expect(answer.status).toBe(403);
    expect(answer.json.error.code).toBe('signup_closed');
    expect(answer.cookies).toEqual([]);
    expect(identities.revoke).toHaveBeenCalledWith('refresh-1');
  });

  it('refuses a form on another site', async () => {
    const { call, identities } = auth();
    const answer = await call('login', { body: user, headers: { 'sec-fetch-site': 'cross-site' } });

    expect(answer.status).toBe(403);
    expect(identities.login).not.toHaveBeenCalled();
  });

  it('refuses with what the store says', async () => {
    const { call, identities } = auth();
    identities.login.mockRejectedValue(new ApiError('not_confirmed'));

    expect((await call('login', { body: user })).json.error.code).toBe('not_confirmed');
  });
});

describe('the refresh cookie', () => {
  const header = { headers: { Cookie: 'other=1; afterglow_refresh=refresh-7' } };
  const list = { cookies: ['other=1', 'afterglow_refresh=refresh-7'] };

  it.each([
    ['the header', header],
    ['the list of cookies', list],
  ])('is read from %s', async (_, from) => {
    const { call, identities } = auth();
    const answer = await call('refresh', { ...from, user: null });

    expect(answer.json.expiresIn).toBe(900);
    expect(identities.refresh).toHaveBeenCalledWith('refresh-7');
    expect(answer.cookies[0]).toContain('afterglow_refresh=refresh-7;');
  });

  it('is wanted to refresh', async () => {
    expect((await auth().call('refresh', { user: null })).status).toBe(401);
  });

  it('is revoked and forgotten at logout, which works without one too', async () => {
    const { call, identities } = auth();
    const answer = await call('logout', header);
    const bare = await call('logout');

    expect([answer.status, bare.status]).toEqual([204, 204]);
    expect(answer.cookies[0]).toMatch(/^afterglow_refresh=; Max-Age=0; Path=\/api\/auth;/);
    expect(identities.revoke.mock.calls).toEqual([['refresh-7']]);
  });
});

describe('GET /api/me', () => {
  it('asks by the access token that was sent', async () => {
    const { call, identities } = auth();
    const answer = await call('me', { headers: { authorization: 'Bearer token-1' } });

    expect(answer.json).toEqual({ id: 'user-1', email: user.email, name: null });
    expect(identities.me).toHaveBeenCalledWith('token-1');
  });
});

describe('creating a project', () => {
  it('is for the owner alone outside stage local, even with a right token', async () => {
    const answer = await auth({ owner: 'user-9' }).call('createProject', { body: { name: 'Shop' } });

    expect(answer.status).toBe(403);
    expect(answer.json.error.code).toBe('forbidden');
  });
});
