/** For tests of functions: calls a served handler as API Gateway would, over memberships in memory. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { defaultSettings } from '#contracts/project-settings.ts';
import { originHeader } from '#contracts/resources.ts';
import { type RouteName, routes } from '#contracts/routes.ts';
import { type ProjectItem, projectKey } from '../project-items.ts';
import type { MembershipReader } from './guard.ts';
import type { HttpHandler, ServeDeps } from './serve.ts';

export const testSecret = 'origin-secret-of-tests';
export const testClientId = 'client-of-tests';

/** A project item with whatever a test wants to differ. */
export const testProject = (change: Partial<ProjectItem> = {}): ProjectItem => ({
  ...projectKey(change.id ?? 'prj_1'),
  id: 'prj_1',
  name: 'Shop',
  timeZone: 'UTC',
  origins: [],
  settings: defaultSettings,
  bucketCount: 4,
  keys: [{ key: 'ag_key', createdAt: '2026-01-01T00:00:00.000Z', expiresAt: null }],
  createdAt: '2026-01-01T00:00:00.000Z',
  ...change,
});

/** Memberships of users by their id. */
export const memoryMemberships = (projects: Record<string, ProjectItem[]>): MembershipReader => ({
  async read(user, project) {
    const item = projects[user]?.find(({ id }) => id === project);
    return item && { role: 'owner', item };
  },
});

/** What `serve` needs, with `user-1` as owner of `prj_1`; log lines are collected. */
export function testDeps(change: Partial<ServeDeps> = {}): ServeDeps & { lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return {
    stage: 'local',
    originSecret: testSecret,
    userPoolClientId: testClientId,
    memberships: memoryMemberships({ 'user-1': [testProject()] }),
    log: (line) => lines.push(line),
    lines,
    ...change,
  };
}

export interface TestCall {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string> | string;
  /** A string goes as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Who is signed in; null sends no claims. @default 'user-1' */
  readonly user?: string | null;
  readonly claims?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly cookies?: string[];
  readonly routeKey?: string;
}

/** The event that API Gateway makes of a call. */
export function testEvent(name: RouteName, call: TestCall = {}): APIGatewayProxyEventV2 {
  const { method, path } = routes[name];
  const rawPath = path.replace(/\{(\w+)\}/g, (_, key: string) => call.params?.[key] ?? '');
  const user = call.user === undefined ? 'user-1' : call.user;
  const claims = call.claims ?? { sub: user, token_use: 'access', client_id: testClientId };
  return {
    version: '2.0',
    routeKey: call.routeKey ?? `${method} ${path}`,
    rawPath,
    rawQueryString: new URLSearchParams(call.query).toString(),
    headers: { [originHeader]: testSecret, ...call.headers },
    ...(call.cookies ? { cookies: call.cookies } : {}),
    ...(call.params ? { pathParameters: call.params } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 0,
      ...(user === null ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
    },
    ...(call.body === undefined ? {} : { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
    isBase64Encoded: false,
  };
}

/** Calls and reads the answer; `json` is undefined where the body is empty or no JSON. */
export async function callRoute(handler: HttpHandler, name: RouteName, call: TestCall = {}) {
  const { statusCode, headers = {}, body = '', cookies = [] } = await handler(testEvent(name, call), {} as Context);
  return {
    status: statusCode,
    headers: headers as Record<string, string>,
    cookies,
    body,
    // Tests read fields of answers that they assert anyway.
    // biome-ignore lint/suspicious/noExplicitAny: the shape differs by route
    json: (/^[{[]/.test(body) ? JSON.parse(body) : undefined) as any,
  };
}
