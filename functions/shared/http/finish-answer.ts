/** What every answer gets on its way out: request id, no-store, compression, and one log line. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError, type ErrorAnswer } from '#contracts/errors.ts';
import { compress } from './compress.ts';
import { lowerHeaders } from './lower-headers.ts';

export type Log = (line: Readonly<Record<string, unknown>>) => void;
type Answer = APIGatewayProxyStructuredResultV2;
type Middleware = MiddlewareObj<APIGatewayProxyEventV2, Answer>;

/** Writes a line as JSON to standard output. */
export const logLine: Log = (line) => console.log(JSON.stringify(line));

/** Outermost: completes answers and errors alike. No address and no token is ever in the line. */
export function finishAnswer(fn: string, log: Log, now: () => number): Middleware {
  const begun = new WeakMap<object, number>();
  const finish: Middleware['after'] = async (request) => {
    const { event, response } = request;
    const { statusCode = 200, headers = {}, body = '', cookies } = response ?? {};
    const packed = await compress(body, lowerHeaders(event)['accept-encoding']);
    const { requestId } = event.requestContext;
    request.response = {
      statusCode,
      headers: {
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
        ...headers,
        ...(packed.encoding ? { 'content-encoding': packed.encoding } : {}),
        'x-request-id': requestId,
      },
      body: packed.body,
      isBase64Encoded: packed.isBase64Encoded,
      ...(cookies ? { cookies } : {}),
    };
    const ms = Math.round(now() - (begun.get(event) ?? now()));
    log({ level: 'info', message: 'call', fn, route: event.routeKey, status: statusCode, ms, requestId });
  };
  return {
    before: ({ event }) => {
      begun.set(event, now());
    },
    after: finish,
    onError: finish,
  };
}

/** Shapes errors meant for the caller; anything else becomes a bare 500 and a log line with the reason. */
export function shapeErrors(log: Log): Middleware {
  return {
    onError: (request) => {
      const { requestId } = request.event.requestContext;
      let error: unknown = request.error;
      if (!(error instanceof ApiError)) {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
        log({ level: 'error', message: 'unexpected failure', route: request.event.routeKey, requestId, reason });
        error = new ApiError('internal');
      }
      const { code, message, status, headers } = error as ApiError;
      const answer: ErrorAnswer = { error: { code, message, requestId } };
      request.error = Object.assign(new Error(JSON.stringify(answer)), { statusCode: status, expose: true, headers });
    },
  };
}
