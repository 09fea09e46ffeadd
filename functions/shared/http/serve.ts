/** Makes an API Gateway handler of a function's route handlers; the route table decides all that is alike for them. */
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { ApiError } from '#contracts/errors.ts';
import { type FunctionName, type Route, type RouteName, routes } from '#contracts/routes.ts';
import { hasOriginSecret } from '../origin-secret.ts';
import { bindCursor } from './cursor.ts';
import { finishAnswer, type Log, logLine, shapeErrors } from './finish-answer.ts';
import { type Claims, type GuardDeps, guard } from './guard.ts';
import { lowerHeaders } from './lower-headers.ts';
import { parseBody, parseCookies, parseParams, parseQuery } from './parse-request.ts';
import type { RouteHandlers } from './route-request.ts';

export type { RouteHandlers, RouteRequest, RouteResult } from './route-request.ts';

export interface ServeDeps extends GuardDeps {
  /** At `local` an answer that breaks its schema is a 500; elsewhere it is sent and logged. */
  readonly stage: string;
  /** Value of the header that CloudFront adds; also the secret of cursors. */
  readonly originSecret: string;
  /** @default one JSON line on standard output */
  readonly log?: Log;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** A Lambda handler of API Gateway's payload format 2.0. */
export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** A handler whose route is known only at run time; `serve` is typed by the table, dispatch cannot be. */
type AnyHandler = (request: unknown) => Promise<{
  answer?: unknown;
  body?: string;
  headers?: Record<string, string>;
  cookies?: string[];
}>;

/** Serves the routes of one function; a route that is not in the table answers 404. */
export function serve<F extends FunctionName>(fn: F, handlers: RouteHandlers<F>, deps: ServeDeps): HttpHandler {
  const log = deps.log ?? logLine;
  const table = new Map<string, [RouteName, Route]>();
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    if (route.fn === fn) table.set(`${route.method} ${route.path}`, [name, route]);
  }

  const dispatch = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const headers = lowerHeaders(event);
    if (!hasOriginSecret(headers, deps.originSecret)) {
      throw new ApiError('forbidden', 'Call the API through its own domain.');
    }
    const [name, route] = table.get(event.routeKey) ?? [];
    if (!name || !route) throw new ApiError('not_found');

    const params = parseParams(event);
    const { user, project } = await guard(route.access, { claims: claimsOf(event), projectId: params.id }, deps);
    const query = parseQuery(event, route);
    const { cursor, limit: _, ...question } = (query ?? {}) as { cursor?: string; limit?: number };
    const scope = [name, route.access === 'user' ? user?.id : null, params, question];
    const result = await (handlers as unknown as Record<string, AnyHandler>)[name]?.({
      params,
      query,
      body: parseBody(event, route),
      user,
      project,
      cursor: bindCursor(deps.originSecret, scope, cursor),
      cookies: parseCookies(event),
      headers,
      requestId: event.requestContext.requestId,
    });
    const { answer, body, cookies, headers: extra } = result ?? {};
    const text = route.answer ? JSON.stringify(checked(name, route.answer, answer)) : body;
    const type = route.answer ? 'application/json' : route.contentType;
    return {
      statusCode: route.status,
      headers: { ...(type ? { 'content-type': type } : {}), ...extra },
      ...(text === undefined ? {} : { body: text }),
      ...(cookies ? { cookies } : {}),
    };
  };

  /** The answer with the fields that its schema has, so that nothing else slips out. */
  const checked = (name: RouteName, schema: z.ZodMiniType, answer: unknown): unknown => {
    const result = z.safeParse(schema, answer);
    if (result.success) return result.data;
    const reason = `the answer of ${name} breaks its schema: ${z.prettifyError(result.error)}`;
    if (deps.stage === 'local') throw new Error(reason);
    log({ level: 'error', message: 'answer breaks its schema', route: name, reason });
    return answer;
  };

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
    .use(finishAnswer(fn, log, deps.now ?? Date.now))
    .use(httpErrorHandler({ logger: false }))
    .use(shapeErrors(log))
    .handler(dispatch) as HttpHandler;
}

/** Claims of the token that the gateway's JWT authorizer verified. */
function claimsOf(event: APIGatewayProxyEventV2): Claims | undefined {
  const { authorizer } = event.requestContext as { authorizer?: { jwt?: { claims?: Claims } } };
  return authorizer?.jwt?.claims;
}
