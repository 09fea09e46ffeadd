/** Reads a call of API Gateway by the schemas of the route table; what does not match is a 400 that names the place. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { ApiError } from '#contracts/errors.ts';
import type { Route } from '#contracts/routes.ts';
import { lowerHeaders } from './lower-headers.ts';

// zod/mini brings no sentences of its own.
z.config(en());

const noQuery = z.strictObject({});
/** All ids of ours, and write keys: anything else cannot exist, and must not get into a key. */
const idShape = /^[A-Za-z0-9_-]{1,128}$/;
/** Ids that sites give, which may hold anything. */
const freeIds: readonly string[] = ['uid'];
const longestFreeId = 2_048;

function sentence(part: string, error: z.core.$ZodError, known: readonly string[]): string {
  const issue = error.issues[0];
  if (!issue) return `${part} does not match its schema`;
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `"${place ? `${place}.` : ''}${key}"`).join(', ');
    const hint = place === '' ? `; known: ${known.join(', ') || 'none'}` : '';
    return `${part} has unknown ${issue.keys.length > 1 ? 'names' : 'name'} ${names}${hint}`;
  }
  return `${part}${place ? ` "${place}"` : ''}: ${issue.message}`;
}

function parse(part: string, schema: z.ZodMiniType, value: unknown): unknown {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const known = schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
  throw new ApiError('invalid_request', sentence(part, result.error, known));
}

/** Path parameters; a value that no id of ours can have is a 404. */
export function parseParams(event: APIGatewayProxyEventV2): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.pathParameters ?? {})) {
    const right = freeIds.includes(name) ? value && value.length <= longestFreeId : value && idShape.test(value);
    if (!right || value === undefined) throw new ApiError('not_found');
    params[name] = value;
  }
  return params;
}

/** The query string by the route's schema; unknown and repeated parameters are 400. */
export function parseQuery(event: APIGatewayProxyEventV2, route: Route): unknown {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (given.has(name))
      throw new ApiError('invalid_request', `query parameter "${name}" is given twice; give it once`);
    given.set(name, value);
  }
  const query = parse('query', route.query ?? noQuery, Object.fromEntries(given));
  return route.query ? query : undefined;
}

/** The body as JSON by the route's schema, whatever its content type. */
export function parseBody(event: APIGatewayProxyEventV2, route: Route): unknown {
  if (!route.body) return undefined;
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  if (text === '') throw new ApiError('invalid_request', 'the body is missing; send a JSON object');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError('invalid_request', 'the body is not valid JSON');
  }
  return parse('body', route.body, value);
}

/** Cookies by name: AWS hands them over in `event.cookies`, other gateways in the header. */
export function parseCookies(event: APIGatewayProxyEventV2): Record<string, string> {
  const header = lowerHeaders(event).cookie?.split(';') ?? [];
  const cookies: Record<string, string> = {};
  for (const pair of [...(event.cookies ?? []), ...header]) {
    const at = pair.indexOf('=');
    if (at > 0) cookies[pair.slice(0, at).trim()] ??= pair.slice(at + 1).trim();
  }
  return cookies;
}
