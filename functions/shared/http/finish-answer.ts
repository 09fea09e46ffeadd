/** What every answer gets on its way out: request id, no-store, for people also compression, and one log line. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError, type ErrorAnswer } from '#contracts/errors.ts';
import { compress } from './compress.ts';
import { lowerHeaders } from './lower-headers.ts';

export type Log = (line: Readonly<Record<string, unknown>>) => void;
type Event = APIGatewayProxyEventV2;
type Answer = APIGatewayProxyStructuredResultV2;
type Middleware = MiddlewareObj<Event, Answer>;

/** Writes a line as JSON to standard output; not by `console`, whose lines Lambda wraps where a function logs as JSON. */
export const logLine: Log = (line) => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** The answer with what all answers have. */
export function finished(event: Event, response: Answer): Answer {
  const { statusCode = 200, headers, body = '', isBase64Encoded = false, cookies } = response;
  return {
    statusCode,
    headers: {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...headers,
      'x-request-id': event.requestContext.requestId,
    },
    body,
    isBase64Encoded,
    ...(cookies ? { cookies } : {}),
  };
}

async function compressed(event: Event, answer: Answer): Promise<Answer> {
  const { encoding, ...packed } = await compress(answer.body ?? '', lowerHeaders(event)['accept-encoding']);
  if (!encoding) return answer;
  return { ...answer, ...packed, headers: { ...answer.headers, 'content-encoding': encoding } };
}

/** The line of a call; no address and no token is ever in it. */
export function callLine(fn: string, event: Event, answer: Answer, ms: number): Readonly<Record<string, unknown>> {
  const { requestId } = event.requestContext;
  return {
    level: 'info',
    message: 'call',
    fn,
    route: event.routeKey,
    status: answer.statusCode,
    ms: Math.round(ms),
    requestId,
  };
}

/** Shapes an error meant for the caller; anything else becomes a bare 500 and a log line with the reason. */
export function errorAnswer(given: unknown, event: Event, log: Log): Answer {
  const { requestId } = event.requestContext;
  let error = given;
  if (!(error instanceof ApiError)) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log({ level: 'error', message: 'unexpected failure', route: event.routeKey, requestId, reason });
    error = new ApiError('internal');
  }
  const { code, message, status, headers } = error as ApiError;
  const answer: ErrorAnswer = { error: { code, message, requestId } };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(answer),
  };
}

/** Outermost: completes answers and errors alike. */
export function finishAnswer(fn: string, log: Log, now: () => number): Middleware {
  const begun = new WeakMap<object, number>();
  const finish: Middleware['after'] = async (request) => {
    const { event, response } = request;
    request.response = finished(event, await compressed(event, response ?? {}));
    log(callLine(fn, event, request.response, now() - (begun.get(event) ?? now())));
  };
  return {
    before: ({ event }) => {
      begun.set(event, now());
    },
    after: finish,
    onError: finish,
  };
}

/** Next to the handler: what it throws becomes the answer. */
export function shapeErrors(log: Log): Middleware {
  return {
    onError: (request) => {
      request.response = errorAnswer(request.error, request.event, log);
    },
  };
}
