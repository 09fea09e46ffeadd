import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { routes } from '#contracts/routes.ts';
import { addressOf, call } from './api.ts';
import { isSignedIn, session } from './session.ts';

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const refused = (): Response =>
  json({ error: { code: 'unauthorized', message: 'Sign in and send the access token.', requestId: 'r' } }, 401);
const tokens = (accessToken: string): Response => json({ accessToken, expiresIn: 900 });
const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };

const server = vi.fn<(address: string, init: RequestInit) => Promise<Response>>();
const headersOf = (index: number): Record<string, string> =>
  Object.fromEntries(new Headers(server.mock.calls[index]?.[1].headers));

beforeEach(() => {
  server.mockReset();
  vi.stubGlobal('fetch', server);
  session.begin({ accessToken: 'first', expiresIn: 900 });
});

afterEach(() => {
  session.end('signed out');
  vi.unstubAllGlobals();
});

describe('the address of a call', () => {
  it('has parameters encoded and leaves out what is not given', () => {
    const address = addressOf(routes.sessionEvents, {
      params: { id: 'p/1', sid: 'a b' },
      query: { limit: 5, cursor: undefined },
    });

    expect(address).toBe('/api/projects/p%2F1/sessions/a%20b/events?limit=5');
  });
});

describe('a call', () => {
  it('sends the token to private routes and none to public ones', async () => {
    server.mockResolvedValueOnce(json({ id: 'u', email: 'a@b.example', name: null }));
    server.mockResolvedValueOnce(json({ signUpOpen: true, stage: 'local' }));

    await call('me', {});
    await call('authStatus', {});

    expect(headersOf(0).authorization).toBe('Bearer first');
    expect(headersOf(1).authorization).toBeUndefined();
  });

  it('gets one new token for several calls refused at once, and repeats them with it', async () => {
    server.mockImplementation(async (address, init) => {
      if (address === '/api/auth/refresh') return tokens('second');
      return new Headers(init.headers).get('authorization') === 'Bearer second' ? json({ items: [] }) : refused();
    });

    await Promise.all([
      call('listProjects', { query: {} }),
      call('breakdown', { params: { id: 'p' }, query: { ...range, by: 'path' } }),
    ]);

    expect(server.mock.calls.filter(([address]) => address === '/api/auth/refresh')).toHaveLength(1);
    expect(session.token()).toBe('second');
  });

  it('ends the session when the cookie is refused too', async () => {
    const ended = vi.fn();
    const stop = session.onEnd(ended);
    server.mockImplementation(async () => refused());

    const answer = call('me', {});

    await expect(answer).rejects.toMatchObject({ status: 401 });
    expect(ended).toHaveBeenCalledOnce();
    expect(session.token()).toBeUndefined();
    stop();
  });

  it('keeps the session when the server is too busy to refresh it', async () => {
    const ended = vi.fn();
    const stop = session.onEnd(ended);
    server.mockImplementation(async (address) =>
      address === '/api/auth/refresh' ? json({ message: 'Too Many Requests' }, 429) : refused(),
    );

    const answer = call('me', {});

    await expect(answer).rejects.toMatchObject({ status: 429, message: 'Too Many Requests' });
    expect(ended).not.toHaveBeenCalled();
    stop();
  });

  it('says what the server said, in our shape and in the gateway’s', async () => {
    server.mockResolvedValueOnce(
      json({ error: { code: 'not_found', message: 'There is nothing here.', requestId: 'r' } }, 404),
    );
    server.mockResolvedValueOnce(json({ message: 'Service Unavailable' }, 503));
    server.mockResolvedValueOnce(new Response('<html>Bad gateway</html>', { status: 502 }));
    const read = () => call('readProject', { params: { id: 'p' } });

    await expect(read()).rejects.toMatchObject({ code: 'not_found', message: 'There is nothing here.' });
    await expect(read()).rejects.toMatchObject({ status: 503, message: 'Service Unavailable' });
    await expect(read()).rejects.toThrow('The server answered 502.');
  });

  it('tells a lost connection from an aborted call', async () => {
    server.mockRejectedValue(new TypeError('Failed to fetch'));
    const abort = new AbortController();

    await expect(call('me', {})).rejects.toMatchObject({ code: 'offline', status: 0 });
    abort.abort();
    await expect(call('me', {}, abort.signal)).rejects.toThrow('Failed to fetch');
  });
});

describe('being signed in', () => {
  it('asks the cookie only when there is no token', async () => {
    server.mockResolvedValue(tokens('from the cookie'));

    expect(await isSignedIn()).toBe(true);
    expect(server).not.toHaveBeenCalled();
    session.end('signed out');
    expect(await isSignedIn()).toBe(true);
    expect(session.token()).toBe('from the cookie');
  });
});
