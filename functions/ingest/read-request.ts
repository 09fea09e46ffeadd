import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiError } from '#contracts/errors.ts';
import { demoHeader } from '#contracts/resources.ts';
import { checkerOf } from '../shared/shape/check-shape.ts';
import { demoShape } from './ingest-shapes.ts';

type Headers = Record<string, string | undefined>;

/** The body's bytes as they came. What they are is told by them alone, never by a content type. */
export function bodyBytes({ body = '', isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>) {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

const demoCheck = checkerOf<{ receivedAt?: number; headers?: Record<string, string> }>(demoShape);

/** Whether a request is of the demo's past: it names its own time of receipt, and may. */
export const isBackfill = (headers: Headers, demoAllowed: boolean): boolean =>
  demoAllowed && headers[demoHeader] !== undefined;

/** Time of receipt and headers of a request; the demo's header may set both where it is allowed, at stage `local` alone. */
export function received(
  headers: Headers,
  now: number,
  demoAllowed: boolean,
): { receivedAt: number; headers: Headers } {
  const given = headers[demoHeader];
  if (!demoAllowed || given === undefined) return { receivedAt: now, headers };
  const demo = demoCheck.check(parseJson(given));
  if (!demo.ok) {
    throw new ApiError(
      'invalid_beacon',
      `${demoHeader} is no JSON of { receivedAt?, headers? }, or names other headers.`,
    );
  }
  return { receivedAt: demo.value.receivedAt ?? now, headers: { ...headers, ...demo.value.headers } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
