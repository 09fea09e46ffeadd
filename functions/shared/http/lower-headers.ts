import type { APIGatewayProxyEventV2 } from 'aws-lambda';

type Headers = Record<string, string | undefined>;

/** Of the last event: a call asks for its headers several times, and a container answers one call at a time. */
let last: { given: object; lower: Headers } | undefined;

/** Headers by lower-case name. */
export function lowerHeaders({ headers: given = {} }: Pick<APIGatewayProxyEventV2, 'headers'>): Headers {
  if (last?.given === given) return last.lower;
  const lower: Headers = {};
  for (const name in given) lower[name.toLowerCase()] = given[name];
  last = { given, lower };
  return lower;
}
