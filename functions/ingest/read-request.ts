import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { ApiError } from '#contracts/errors.ts';
import { demoHeader } from '#contracts/resources.ts';

type Headers = Record<string, string | undefined>;

/** The body's bytes as they came. What they are is told by them alone, never by a content type. */
export function bodyBytes({ body = '', isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>) {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

const Demo = z.object({
  receivedAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
  headers: z.optional(z.record(z.string().check(z.regex(/^cloudfront-viewer-[a-z-]+$/)), z.string())),
});

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
  const demo = z.safeParse(Demo, parseJson(given));
  if (!demo.success) {
    throw new ApiError(
      'invalid_beacon',
      `${demoHeader} is no JSON of { receivedAt?, headers? }, or names other headers.`,
    );
  }
  return { receivedAt: demo.data.receivedAt ?? now, headers: { ...headers, ...demo.data.headers } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
