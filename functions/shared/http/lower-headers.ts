import type { APIGatewayProxyEventV2 } from 'aws-lambda';

type Headers = Record<string, string | undefined>;

const known = new WeakMap<object, Headers>();

/** Headers by lower-case name, of one event once: a call asks for them several times. */
export function lowerHeaders({ headers = {} }: Pick<APIGatewayProxyEventV2, 'headers'>): Headers {
  const found = known.get(headers);
  if (found) return found;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  known.set(headers, lower);
  return lower;
}
