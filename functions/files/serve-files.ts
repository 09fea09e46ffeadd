import middy, { type MiddlewareObj } from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError } from '#contracts/errors.ts';
import { type RoutesOf, routes } from '#contracts/routes.ts';
import { finishAnswer, type Log, shapeErrors } from '../shared/http/finish-answer.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';
import { hasOriginSecret } from '../shared/origin-secret.ts';
import { type KeepFilesDeps, keepFile, missingFiles, missingFilesByBody } from './keep-files.ts';

export interface ServeFilesDeps extends KeepFilesDeps {
  originSecret: string;
  log: Log;
  /** ms */
  now: () => number;
}

type Answer = APIGatewayProxyStructuredResultV2;

const json = { 'content-type': 'application/json' };
/** Every visitor of a page asks for the same files. Not while one is missing: it will be there in a moment. */
const allKept = { 'cache-control': 'public, max-age=60' };

/** The Lambda handler of files that recorded pages send; pages of any site may read its answers. */
export function serveFiles(deps: ServeFilesDeps) {
  const dispatch = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const headers = lowerHeaders(event);
    if (!hasOriginSecret(headers, deps.originSecret)) {
      throw new ApiError('forbidden', 'Send files to the address that the snippet names.');
    }
    const request = {
      query: new URLSearchParams(event.rawQueryString),
      headers,
      body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
      now: deps.now(),
    };
    switch (event.routeKey) {
      case keyOf('missingFiles'): {
        const answer = await missingFiles(request, deps);
        const headers = answer.missing.length === 0 ? { ...json, ...allKept } : json;
        return { statusCode: 200, headers, body: JSON.stringify(answer) };
      }
      case keyOf('missingFilesByBody'):
        return { statusCode: 200, headers: json, body: JSON.stringify(await missingFilesByBody(request, deps)) };
      case keyOf('keepFile'):
        await keepFile(request, deps);
        return { statusCode: 201, headers: json, body: '{}' };
      default:
        throw new ApiError('not_found');
    }
  };

  return middy<APIGatewayProxyEventV2, Answer>({ timeoutEarlyInMillis: 0 })
    .use(allowAnyOrigin)
    .use(finishAnswer('files', deps.log, deps.now))
    .use(httpErrorHandler({ logger: false }))
    .use(shapeErrors(deps.log))
    .handler(dispatch);
}

const keyOf = (name: RoutesOf<'files'>) => `${routes[name].method} ${routes[name].path}`;

const addCors: MiddlewareObj<APIGatewayProxyEventV2, Answer>['after'] = ({ response }) => {
  if (response) response.headers = { ...response.headers, 'access-control-allow-origin': '*' };
};
const allowAnyOrigin: MiddlewareObj<APIGatewayProxyEventV2, Answer> = { after: addCors, onError: addCors };
